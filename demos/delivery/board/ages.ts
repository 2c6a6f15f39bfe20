/** How long it takes from a courier's fix to its dot on this screen: of the last few hundred. */

const KEPT = 512
/** Fewer say nothing of the slowest of a hundred. */
const ENOUGH = 20

export class Ages {
  readonly #ms = new Float64Array(KEPT)
  #count = 0

  /** By the host's clock and the phone's, which may be ahead. */
  add(ms: number): void {
    this.#ms[this.#count++ % KEPT] = Math.max(0, ms)
  }

  /** Whole ms; null: too few were seen. */
  get(): { readonly p50: number; readonly p99: number } | null {
    if (this.#count < ENOUGH) return null
    const sorted = this.#ms.slice(0, Math.min(KEPT, this.#count)).sort()
    const at = (part: number): number => Math.round(sorted[Math.floor(part * (sorted.length - 1))]!)
    return { p50: at(0.5), p99: at(0.99) }
  }
}
