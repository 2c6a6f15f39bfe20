/** Restaurants by their stars, to be gone through from the best on. */
const BEST = 5_000_000
/** Hundredths of a star. */
const STEP = 10_000

export class Ranks {
  readonly #ranks: (number[] | undefined)[] = []
  /** By number: its rank, and its place in there. */
  #rankOf = new Int32Array(1_024)
  #placeOf = new Int32Array(1_024)

  /** @param smoothed millionths of a star, 0 … 5,000,000 */
  add(at: number, smoothed: number): void {
    if (at >= this.#rankOf.length) this.#grow()
    const rank = Math.floor((BEST - smoothed) / STEP)
    const list = (this.#ranks[rank] ??= [])
    this.#rankOf[at] = rank
    this.#placeOf[at] = list.length
    list.push(at)
  }

  remove(at: number): void {
    const list = this.#ranks[this.#rankOf[at]!]!
    const last = list.pop()!
    if (last === at) return
    const place = this.#placeOf[at]!
    list[place] = last
    this.#placeOf[last] = place
  }

  /**
   * All of them, rank by rank.
   * @param from what has more of a star than this is left out, or most of it
   * @param enough asked before each rank, with what nobody in it and behind it has more of
   */
  down(from: number, visit: (at: number) => void, enough: (atMost: number) => boolean): void {
    for (let rank = Math.max(0, Math.floor((BEST - from) / STEP)); rank < this.#ranks.length; rank++) {
      if (enough(BEST - rank * STEP)) return
      const list = this.#ranks[rank]
      if (list !== undefined) for (const at of list) visit(at)
    }
  }

  #grow(): void {
    const length = this.#rankOf.length * 2
    const [ranks, places] = [this.#rankOf, this.#placeOf]
    this.#rankOf = new Int32Array(length)
    this.#placeOf = new Int32Array(length)
    this.#rankOf.set(ranks)
    this.#placeOf.set(places)
  }
}
