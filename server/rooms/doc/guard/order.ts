/**
 * The second walk: puts the new structs of an update in an order in which each finds what it hangs on, as Yjs will,
 * and learns on the way how deep they lie. What cannot be ordered would stay in Yjs as pending.
 */
import { CONTENT } from './content.ts'
import { Crowd } from './crowd.ts'
import { Cursor } from './cursor.ts'
import type { GuardLimits } from './limits.ts'
import { HAS_KEY, HAS_ORIGIN, HAS_RIGHT, KIND } from './outline.ts'
import type { Outline, Section } from './outline.ts'
import { isApplied, isSameId, isSameList } from './spot.ts'
import type { Id, Spot } from './spot.ts'
import { Refusal } from './verdict.ts'
import type { GuardView } from './verdict.ts'

const MISSING = Symbol('missing')
type Found = Spot | undefined | typeof MISSING

export class Order {
  /** Values under a key that take more than one clock: client, clock and end of each. */
  readonly runs: number[] = []
  readonly #crowd: Crowd
  /** The neighbours that the struct at hand names, and whether the left one is new as well. */
  #left: Id | null = null
  #right: Id | null = null
  #isBehindNew = false
  /** The link that was read last. */
  #linked: Id = { client: 0, clock: 0 }
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
    this.#crowd = new Crowd(found, view, limits)
  }

  /** Items that Yjs may look at. */
  get steps(): number {
    return this.#crowd.steps
  }

  /** False: something hangs on what is not there. */
  run(): boolean {
    for (const section of this.#outline.sections) {
      for (; section.next < section.last;) {
        if (this.#place(section)) continue
        if (!this.#catchUp(section)) return false
      }
    }
    this.#crowd.settle()
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
    const spot = this.#links(section, clock, info)
    if (spot === MISSING) {
      section.next--
      return false
    }
    if (spot === undefined) return true
    if (spot.depth > this.#limits.depthMax) throw new Refusal('too_deep')
    if (spot.key !== null && kind !== CONTENT.deleted) this.#single(section.client, clock, this.#reached(section))
    this.#crowd.add(spot, { client: section.client, clock }, this.#left, this.#right, this.#isBehindNew)
    spots[index] = spot
    return true
  }

  /** Yjs keeps one value under a key; of one that is cut in two, the first half would live on unseen. */
  #single(client: number, clock: number, end: number): void {
    if (end > clock + 1) this.runs.push(client, clock, end)
  }

  /** Where a struct comes to lie by what it hangs on; nowhere, if some of that was collected. */
  #links(section: Section, clock: number, info: number): Found {
    const { client, known } = section
    const hasOrigin = (info & HAS_ORIGIN) !== 0
    const hasRight = (info & HAS_RIGHT) !== 0
    // Its known part is cut away (trim.ts): what is left hangs on the struct before it.
    const cut = clock < known
    this.#isBehindNew = false
    this.#left = null
    this.#right = null
    if (!cut && !hasOrigin && !hasRight) return this.#parent(client, (info & HAS_KEY) !== 0)
    let left = hasOrigin ? this.#link(client) : undefined
    if (left === MISSING) return MISSING
    this.#left = hasOrigin ? this.#linked : null
    if (cut) {
      this.#left = { client, clock: known - 1 }
      left = this.#view.spot(client, known - 1)
    }
    this.#isBehindNew = left !== undefined && !isApplied(left)
    const right = hasRight ? this.#link(client) : undefined
    if (right === MISSING) return MISSING
    this.#right = hasRight ? this.#linked : null
    if (!hasRight) return left && { ...left, before: null }
    // Values under a key follow one another: none is put before another.
    if (right !== undefined && right.key !== null) throw new Refusal('order')
    if (!hasOrigin && !cut) return right && { ...right, after: null }
    if (left === undefined || right === undefined) return undefined
    this.#judge(left, right)
    return { ...left, before: right.before }
  }

  /**
   * What has two neighbours lies in one list with both, and between them. Otherwise it would lie elsewhere, or be
   * lost, for whoever reads the document later.
   */
  #judge(left: Spot, right: Spot): void {
    if (!isSameList(left, right)) throw new Refusal('two_parents')
    if (!this.#isBefore(left.after, right.before)) throw new Refusal('order')
    // Whoever wrote it saw both side by side: what one was put next to cannot lie beyond the other.
    if (isApplied(right) && !isApplied(left) && !this.#reaches(right.after, left.before)) throw new Refusal('order')
    if (isApplied(left) && !isApplied(right) && !this.#reaches(right.after, left.after)) throw new Refusal('order')
  }

  #isBefore(a: Id | null, b: Id | null): boolean {
    return a === null || b === null || this.#view.isBefore(a, b)
  }

  #reaches(a: Id | null, b: Id | null): boolean {
    return isSameId(a, b) || this.#isBefore(a, b)
  }

  #parent(own: number, keyed: boolean): Found {
    const cursor = this.#cursor
    const { rootNameMax, keyMax } = this.#limits
    if (cursor.uint() === 1) {
      const root = cursor.name(rootNameMax)
      const key = keyed ? cursor.name(keyMax) : null
      return { root, holder: null, key, depth: 1, after: null, before: null }
    }
    const parent = this.#link(own)
    if (parent === MISSING || parent === undefined) return parent
    const holder = this.#linked
    const key = keyed ? cursor.name(keyMax) : null
    return { root: null, holder, key, depth: parent.depth + 1, after: null, before: null }
  }

  /** Where that lies which a link leads to. */
  #link(own: number): Found {
    const client = this.#cursor.client()
    const clock = this.#cursor.clock()
    this.#linked = { client, clock }
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
