/**
 * The second walk: puts the new structs of an update in an order in which each finds what it hangs on, as Yjs will,
 * and learns on the way how deep they lie. What cannot be ordered would stay in Yjs as pending.
 */
import { CONTENT } from './content.ts'
import { Cursor } from './cursor.ts'
import type { GuardLimits } from './limits.ts'
import { HAS_KEY, HAS_ORIGIN, HAS_RIGHT, KIND } from './outline.ts'
import type { Outline, Section } from './outline.ts'
import { inRoot, inType, isSameSpot } from './spot.ts'
import type { Spot } from './spot.ts'
import { Refusal } from './verdict.ts'
import type { GuardView } from './verdict.ts'

const MISSING = Symbol('missing')
type Found = Spot | undefined | typeof MISSING

export class Order {
  /** Values under a key that take more than one clock: client, clock and end of each. */
  readonly runs: number[] = []
  readonly #outline: Outline
  readonly #view: GuardView
  readonly #limits: GuardLimits
  readonly #cursor: Cursor
  /** Sections that wait, each for the one above it, and up to which clock each has to go. */
  readonly #stack: Section[] = []
  readonly #goals: number[] = []
  /** Set by a link that has to wait: the section it waits for, and the clock. */
  #missing: Section | undefined
  #goal = 0

  constructor(bytes: Uint8Array, found: Outline, view: GuardView, limits: GuardLimits) {
    this.#outline = found
    this.#view = view
    this.#limits = limits
    this.#cursor = new Cursor(bytes)
  }

  /** False: something hangs on what is not there. */
  run(): boolean {
    for (const section of this.#outline.sections) {
      for (; section.next < section.last;) {
        if (this.#place(section)) continue
        if (!this.#catchUp(section)) return false
      }
    }
    return true
  }

  /** Brings others so far that the next struct of this section can be placed. */
  #catchUp(section: Section): boolean {
    this.#stack.push(section)
    section.waits = true
    for (;;) {
      const missing = this.#missing
      if (missing === undefined) return false
      if (missing.waits) throw new Refusal('cycle')
      missing.waits = true
      this.#stack.push(missing)
      this.#goals.push(this.#goal)
      if (!this.#settle()) continue
      section.waits = false
      this.#stack.length = 0
      return true
    }
  }

  /** Places what the stack waits for; false where one more section has to be waited for, or there is none. */
  #settle(): boolean {
    while (this.#stack.length > 1) {
      const top = this.#stack.at(-1) as Section
      const goal = this.#goals.at(-1) as number
      while (this.#reached(top) <= goal) if (!this.#place(top)) return false
      top.waits = false
      this.#stack.pop()
      this.#goals.pop()
    }
    return true
  }

  /** The clock behind the last placed struct. */
  #reached(section: Section): number {
    return section.next < section.last ? (this.#outline.clocks[section.next] as number) : section.end
  }

  /** Places the next struct of a section, or notes what it misses. */
  #place(section: Section): boolean {
    const { places, clocks, spots } = this.#outline
    const cursor = this.#cursor
    const index = section.next
    const clock = clocks[index] as number
    cursor.at = places[index] as number
    const info = cursor.byte()
    const kind = info & KIND
    section.next++
    if (kind === CONTENT.gc) return true
    let spot = this.#links(section.client, info)
    if (spot === MISSING) {
      section.next--
      return false
    }
    // Its known part is cut away (trim.ts): it then hangs on the struct before it.
    if (clock < section.known) spot = this.#view.spot(section.client, section.known - 1)
    if (spot === undefined) return true
    if (spot.depth > this.#limits.depthMax) throw new Refusal('too_deep')
    if (spot.key !== null && kind !== CONTENT.deleted) this.#single(section.client, clock, this.#reached(section))
    spots[index] = spot
    return true
  }

  /** Yjs keeps one value under a key; of one that is cut in two, the first half would live on unseen. */
  #single(client: number, clock: number, end: number): void {
    if (end > clock + 1) this.runs.push(client, clock, end)
  }

  /** Where a struct comes to lie by what it hangs on; nowhere, if some of that was collected. */
  #links(client: number, info: number): Found {
    const between = info & (HAS_ORIGIN | HAS_RIGHT)
    if (between === 0) return this.#parent(client, (info & HAS_KEY) !== 0)
    const first = this.#link(client)
    if (first === MISSING || between !== (HAS_ORIGIN | HAS_RIGHT)) return first
    const right = this.#link(client)
    if (right === MISSING) return MISSING
    if (first === undefined || right === undefined) return undefined
    // It would lie with the one, and be lost on reading when the other is collected.
    if (!isSameSpot(first, right)) throw new Refusal('two_parents')
    return first
  }

  #parent(own: number, keyed: boolean): Found {
    const cursor = this.#cursor
    const { rootNameMax, keyMax } = this.#limits
    if (cursor.uint() === 1) return inRoot(cursor.name(rootNameMax), keyed ? cursor.name(keyMax) : null)
    const from = cursor.at
    const parent = this.#link(own)
    if (parent === MISSING || parent === undefined) return parent
    cursor.at = from
    return inType(cursor.client(), cursor.clock(), keyed ? cursor.name(keyMax) : null, parent.depth + 1)
  }

  /** Where that lies which a link leads to. */
  #link(own: number): Found {
    const client = this.#cursor.client()
    const clock = this.#cursor.clock()
    const section = this.#outline.section(client)
    const known = section?.known ?? this.#view.clock(client)
    if (clock < known) return this.#view.spot(client, clock)
    if (section === undefined || clock >= section.end) {
      this.#missing = undefined
      return MISSING
    }
    if (client !== own && clock >= this.#reached(section)) {
      this.#missing = section
      this.#goal = clock
      return MISSING
    }
    return this.#outline.spot(client, clock)
  }
}
