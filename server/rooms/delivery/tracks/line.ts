/** A line of couriers by when they joined it: as columns, since 100,000 stand in it and 2,000 a second leave and join again. */

const NONE = -1

export class Line {
  /** Who joined first; -1: nobody is there. */
  first = NONE
  #last = NONE
  /** Unix ms; 0: it is not there. */
  #since = new Float64Array(64)
  #next = new Int32Array(64)
  #before = new Int32Array(64)

  has(slot: number): boolean {
    return slot < this.#since.length && this.#since[slot] !== 0
  }

  /** When this one joined. */
  since(slot: number): number {
    return this.#since[slot]!
  }

  /** Behind all others; it is not there yet. */
  join(slot: number, nowMs: number): void {
    if (slot >= this.#since.length) this.#grow(slot + 1)
    this.#since[slot] = nowMs
    this.#next[slot] = NONE
    this.#before[slot] = this.#last
    if (this.#last === NONE) this.first = slot
    else this.#next[this.#last] = slot
    this.#last = slot
  }

  leave(slot: number): void {
    if (!this.has(slot)) return
    const next = this.#next[slot]!
    const before = this.#before[slot]!
    if (next === NONE) this.#last = before
    else this.#before[next] = before
    if (before === NONE) this.first = next
    else this.#next[before] = next
    this.#since[slot] = 0
  }

  #grow(least: number): void {
    const length = Math.max(least, 2 * this.#since.length)
    const longer = <T extends Float64Array | Int32Array>(column: T, into: T): T => {
      into.set(column)
      return into
    }
    this.#since = longer(this.#since, new Float64Array(length))
    this.#next = longer(this.#next, new Int32Array(length))
    this.#before = longer(this.#before, new Int32Array(length))
  }
}
