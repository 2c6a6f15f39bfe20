/** The slots of a gateway's couriers by the numbers that it gives them: as a column where numbers are small, for each fix asks. */

const NONE = -1
/** 4 MB at most for one gateway; numbers above are kept one by one. */
const NEAR_MAX = 1 << 20

export class NumberedSlots {
  #near = new Int32Array(64).fill(NONE)
  readonly #far = new Map<number, number>()

  /** -1: none. */
  get(number: number): number {
    if (number < this.#near.length) return this.#near[number]!
    return this.#far.get(number) ?? NONE
  }

  set(number: number, slot: number): void {
    if (number >= NEAR_MAX) {
      this.#far.set(number, slot)
      return
    }
    if (number >= this.#near.length) {
      const longer = new Int32Array(Math.min(NEAR_MAX, Math.max(number + 1, 2 * this.#near.length))).fill(NONE)
      longer.set(this.#near)
      this.#near = longer
    }
    this.#near[number] = slot
  }

  delete(number: number): void {
    if (number < this.#near.length) this.#near[number] = NONE
    else this.#far.delete(number)
  }
}
