/** The first walk over an update: every byte is read and bounded, and what is new is noted by its place. */
import { CONTENT, SKIP, skipContent } from './content.ts'
import type { Cursor } from './cursor.ts'
import { CLOCK_MAX, USUAL_ROOTS } from './limits.ts'
import type { GuardLimits } from './limits.ts'
import type { Spot } from './spot.ts'
import { Refusal } from './verdict.ts'
import type { GuardView, Placed } from './verdict.ts'

/** Bits of a struct's first byte. */
export const HAS_ORIGIN = 0x80
export const HAS_RIGHT = 0x40
export const HAS_KEY = 0x20
export const KIND = 0x1f

/** The least bytes that a client with structs takes, a struct, and a deleted range. */
const SECTION_BYTES = 5
const STRUCT_BYTES = 2
const RANGE_BYTES = 2
/** So many sections are looked through one by one; more get a map. */
const FEW = 8

/** What an update says of one client. Its new structs are those of the outline from `first` to before `last`. */
export interface Section {
  readonly client: number
  /** The next clock that the document expects. */
  readonly known: number
  /** The clock behind its last struct. */
  end: number
  readonly first: number
  last: number
  /** Its next struct to be put in order, and whether that one waits for others (order.ts). */
  next: number
  waits: boolean
}

export class Outline implements Placed {
  readonly sections: Section[] = []
  /** Of each struct with something new: the place of its first byte, its clock, and where it will lie. */
  readonly places: number[] = []
  readonly clocks: number[] = []
  readonly spots: (Spot | undefined)[] = []
  readonly roots: string[] = []
  /** Something in it is known already. */
  overlaps = false
  /** Where the deletes begin. */
  deletesAt = 0
  /** Something that was not deleted will be. */
  deletes = false
  /** It begins, or deletes, beyond what is known. */
  gap = false
  readonly #cursor: Cursor
  readonly #view: GuardView
  readonly #limits: GuardLimits
  #byClient: Map<number, Section> | undefined
  #newClients = 0

  constructor(cursor: Cursor, view: GuardView, limits: GuardLimits) {
    this.#cursor = cursor
    this.#view = view
    this.#limits = limits
    const count = cursor.count(SECTION_BYTES)
    if (count > FEW) this.#byClient = new Map()
    for (let i = 0; i < count; i++) this.#readSection()
    this.deletesAt = cursor.at
    this.#readDeletes()
    if (cursor.left > 0) throw new Refusal('trailing')
  }

  section(client: number): Section | undefined {
    if (this.#byClient !== undefined) return this.#byClient.get(client)
    for (const section of this.sections) if (section.client === client) return section
    return undefined
  }

  /** Where a new struct lies, once it has been put in order. */
  spot(client: number, clock: number): Spot | undefined {
    const section = this.section(client)
    return section === undefined ? undefined : this.spots[this.#indexOf(section, clock)]
  }

  /** Whether a new struct ends with that clock. */
  isLast(client: number, clock: number): boolean {
    const section = this.section(client)
    if (section === undefined) return true
    const next = this.#indexOf(section, clock) + 1
    return (next < section.last ? this.clocks[next] : section.end) === clock + 1
  }

  #indexOf(section: Section, clock: number): number {
    let low = section.first
    let high = section.last - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.clocks[middle] as number) <= clock) low = middle
      else high = middle - 1
    }
    return low
  }

  #readSection(): void {
    const cursor = this.#cursor
    const count = cursor.count(STRUCT_BYTES)
    if (count === 0) throw new Refusal('malformed')
    const client = cursor.client()
    const from = cursor.clock()
    // Yjs keeps the last of two and loses the first.
    if (this.section(client) !== undefined) throw new Refusal('malformed')
    const known = this.#view.clock(client)
    const first = this.places.length
    const section: Section = { client, known, end: from, first, last: first, next: first, waits: false }
    if (from > known) this.gap = true
    for (let i = 0; i < count; i++) this.#readStruct(section)
    section.last = this.places.length
    if (section.end > CLOCK_MAX) throw new Refusal('clock')
    if (section.end > known) this.#judgeNew(section, Math.max(from, known))
    this.sections.push(section)
    this.#byClient?.set(client, section)
  }

  #judgeNew(section: Section, from: number): void {
    const owner = this.#view.owner(section.client)
    if (owner === undefined) this.#newClients++
    else if (owner !== this.#view.author) throw new Refusal('foreign_client')
    const { newClientsMax, clientsMax } = this.#limits
    if (this.#newClients > newClientsMax && this.#view.clients + this.#newClients > clientsMax)
      throw new Refusal('too_many')
    if (section.end - from > this.#limits.advanceMax) throw new Refusal('advance')
  }

  #readStruct(section: Section): void {
    const cursor = this.#cursor
    const place = cursor.at
    const info = cursor.byte()
    const kind = info & KIND
    if (kind === SKIP) throw new Refusal('skip')
    // The bits of a collected struct mean nothing, and readers differ about them.
    if (kind === CONTENT.gc && info !== 0) throw new Refusal('malformed')
    const clock = section.end
    if (kind === CONTENT.gc) {
      section.end += cursor.length()
    } else {
      this.#readLinks(section.client, clock, info)
      section.end += skipContent(cursor, kind, this.#limits)
    }
    if (clock < section.known) this.overlaps = true
    if (section.end <= section.known) return
    if (this.places.length === this.#limits.structsMax) throw new Refusal('too_many')
    this.places.push(place)
    this.clocks.push(clock)
    this.spots.push(undefined)
  }

  /** What a struct hangs on: neighbours, or else a parent and a key. */
  #readLinks(client: number, clock: number, info: number): void {
    const cursor = this.#cursor
    if ((info & HAS_ORIGIN) !== 0) this.#readLink(client, clock)
    if ((info & HAS_RIGHT) !== 0) this.#readLink(client, clock)
    if ((info & (HAS_ORIGIN | HAS_RIGHT)) !== 0) return
    const named = cursor.uint()
    if (named > 1) throw new Refusal('malformed')
    if (named === 1) this.#readRoot()
    else this.#readLink(client, clock)
    if ((info & HAS_KEY) !== 0) cursor.key(this.#limits.keyMax)
  }

  /** Yjs looks up what lies in the struct's own client unasked, and throws if it is not there. */
  #readLink(client: number, clock: number): void {
    const to = this.#cursor.client()
    const at = this.#cursor.clock()
    if (to === client && at >= clock) throw new Refusal('malformed')
  }

  /** A root is made by being named. */
  #readRoot(): void {
    const name = this.#cursor.name(this.#limits.rootNameMax)
    if (this.#view.hasRoot(name) || this.roots.includes(name)) return
    if (!this.#mayBring(name)) throw new Refusal('root')
    this.roots.push(name)
  }

  #mayBring(name: string): boolean {
    const { roots, rootsMax, rootsLast } = this.#limits
    if (roots !== null) return roots.has(name)
    if (USUAL_ROOTS.has(name)) return true
    const count = this.#view.roots + this.roots.length
    if (count < rootsMax - rootsLast) return true
    return count < rootsMax && this.#view.ownRoots() + this.roots.length < rootsLast
  }

  #readDeletes(): void {
    const cursor = this.#cursor
    const clients = cursor.count(2)
    for (let i = 0; i < clients; i++) {
      const client = cursor.client()
      const ranges = cursor.count(RANGE_BYTES)
      const known = this.#view.clock(client)
      const end = Math.max(known, this.section(client)?.end ?? 0)
      for (let j = 0; j < ranges; j++) this.#readRange(client, known, end)
    }
  }

  #readRange(client: number, known: number, end: number): void {
    const clock = this.#cursor.clock()
    const length = this.#cursor.length()
    if (clock + length > end) this.gap = true
    else if (clock + length > known) this.deletes = true
    else if (!this.deletes && !this.#view.deleted(client, clock, length)) this.deletes = true
  }
}
