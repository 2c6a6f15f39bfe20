/** Which message a seq has passed: the last few hundred, for whoever acknowledges an event. */

const KEPT = 1024

export class Passed {
  readonly #seqs = new Float64Array(KEPT)
  readonly #ns = new Float64Array(KEPT)
  #count = 0

  /** At `seq`, everything up to message `n` had been said. */
  constructor(seq: number, n: number) {
    this.add(seq, n)
  }

  add(seq: number, n: number): void {
    this.#seqs[this.#count % KEPT] = seq
    this.#ns[this.#count % KEPT] = n
    this.#count++
  }

  /** The last message said at or before this seq; 0 where that is too long ago to tell. */
  upTo(seq: number): number {
    let low = Math.max(0, this.#count - KEPT)
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#seqs[middle % KEPT]! <= seq) low = middle + 1
      else high = middle
    }
    const found = low - 1
    return found < Math.max(0, this.#count - KEPT) ? 0 : this.#ns[found % KEPT]!
  }
}
