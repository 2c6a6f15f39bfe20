/** A growing set of whole numbers, kept as ranges that neither touch nor overlap. */
export class Ranges {
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  get size(): number {
    return this.#starts.length
  }

  /** The end of the range that holds `at`; `at` itself where none does. */
  endOf(at: number): number {
    const index = this.#after(at) - 1
    const end = this.#ends[index]
    return end !== undefined && end > at ? end : at
  }

  /** Adds what is from `start` to before `end`. */
  add(start: number, end: number): void {
    let first = this.#after(start)
    if (first > 0 && (this.#ends[first - 1] as number) >= start) first--
    let last = first
    let from = start
    let to = end
    for (; last < this.#starts.length && (this.#starts[last] as number) <= to; last++) {
      from = Math.min(from, this.#starts[last] as number)
      to = Math.max(to, this.#ends[last] as number)
    }
    this.#starts.splice(first, last - first, from)
    this.#ends.splice(first, last - first, to)
  }

  /** How many ranges start at or before `at`. */
  #after(at: number): number {
    let low = 0
    let high = this.#starts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#starts[middle] as number) <= at) low = middle + 1
      else high = middle
    }
    return low
  }
}
