/**
 * The second walk: puts the new structs of an update in an order in which each finds what it hangs on, as Yjs will,
 * and learns on the way how deep they lie. What cannot be ordered would stay in Yjs as pending.
 */
import { CONTENT } from './content.ts'
import { Cursor } from './cursor.ts'
import type { GuardLimits } from './limits.ts'
import { HAS_ORIGIN, HAS_RIGHT, KIND } from './outline.ts'
import type { Outline, Section } from './outline.ts'
import { Refusal } from './verdict.ts'
import type { GuardView } from './verdict.ts'

export class Order {
  /** How deep the deepest struct lies. */
  depth = 0
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
    const { places, clocks, depths } = this.#outline
    const cursor = this.#cursor
    const index = section.next
    const clock = clocks[index] as number
    cursor.at = places[index] as number
    const info = cursor.byte()
    let depth = 0
    if ((info & KIND) !== CONTENT.gc) {
      depth = this.#links(section.client, info)
      if (depth < 0) return false
      // Its known part is cut away (trim.ts): it then hangs on the struct before it.
      if (clock < section.known) depth = this.#view.depthOf(section.client, section.known - 1)
      if (depth > this.#limits.depthMax) throw new Refusal('too_deep')
      if (depth > this.depth) this.depth = depth
    }
    depths[index] = depth
    section.next++
    return true
  }

  /** The depth that a struct takes from what it hangs on; below 0 when some of that is missing. */
  #links(client: number, info: number): number {
    const cursor = this.#cursor
    let depth = -1
    if ((info & HAS_ORIGIN) !== 0) {
      depth = this.#link(client)
      if (depth < 0) return -1
    }
    if ((info & HAS_RIGHT) !== 0) {
      const right = this.#link(client)
      if (right < 0) return -1
      if (depth < 0) depth = right
    }
    if (depth >= 0) return depth
    if (cursor.uint() === 1) return 1
    const parent = this.#link(client)
    return parent < 0 ? -1 : parent + 1
  }

  /** The depth of what a link leads to; below 0 when it is not there yet. */
  #link(own: number): number {
    const client = this.#cursor.client()
    const clock = this.#cursor.clock()
    const section = this.#outline.section(client)
    const known = section?.known ?? this.#view.clock(client)
    if (clock < known) return this.#view.depthOf(client, clock)
    if (section === undefined || clock >= section.end) {
      this.#missing = undefined
      return -1
    }
    if (client !== own && clock >= this.#reached(section)) {
      this.#missing = section
      this.#goal = clock
      return -1
    }
    return this.#depthAt(section, clock)
  }

  #depthAt(section: Section, clock: number): number {
    const { clocks, depths } = this.#outline
    let low = section.first
    let high = section.last - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((clocks[middle] as number) <= clock) low = middle
      else high = middle - 1
    }
    return depths[low] as number
  }
}
