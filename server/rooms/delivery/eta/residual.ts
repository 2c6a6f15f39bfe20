/** How far off predictions were, by what they were of: the last of each, and what to expect until there are enough. */

/** So many are remembered of each. */
const LAST = 48
/** What is expected beforehand counts as so many of them. */
const PRIOR = 6

/** At the quantiles 0.15, 0.5 and 0.85. */
export interface Spread {
  readonly low: number
  readonly mid: number
  readonly high: number
}

interface Ring {
  readonly values: Float64Array
  count: number
  /** Undefined: to be worked out anew. */
  spread: Spread | undefined
}

export class Residual {
  readonly #prior: Float64Array
  readonly #all: Ring
  readonly #rings = new Map<string, Ring>()

  /** @param prior what is expected before anything was seen */
  constructor(prior: Spread) {
    // Six values whose quantiles are about these three.
    this.#prior = Float64Array.from({ length: PRIOR }, (_, i) => at(prior, (i + 0.5) / PRIOR))
    this.#all = { values: new Float64Array(4 * LAST), count: 0, spread: undefined }
  }

  /** It was this. What is no number is not taken. */
  learn(key: string, value: number): void {
    if (!Number.isFinite(value)) return
    let ring = this.#rings.get(key)
    if (ring === undefined)
      this.#rings.set(key, (ring = { values: new Float64Array(LAST), count: 0, spread: undefined }))
    put(ring, value)
    put(this.#all, value)
    for (const other of this.#rings.values()) if (other.count < PRIOR) other.spread = undefined
  }

  /** What is to be expected of it: as it was; while little is known of it, as it was of all, or as it was thought. */
  of(key: string): Spread {
    const ring = this.#rings.get(key)
    const own = ring ?? this.#all
    return (own.spread ??= spreadOf(this.#known(ring)))
  }

  /** All of its own; and, as long as these are few, some of everybody's. */
  #known(ring: Ring | undefined): number[] {
    const own = ring === undefined ? [] : [...valuesOf(ring)]
    if (own.length >= 2 * PRIOR) return own
    const all = valuesOf(this.#all)
    if (all.length < 2 * PRIOR) return [...own, ...all, ...this.#prior]
    // As many as there are quantiles to tell apart.
    const sorted = all.toSorted()
    return [...own, ...this.#prior.map((_, i) => sorted[Math.floor(((i + 0.5) / PRIOR) * sorted.length)]!)]
  }
}

const put = (ring: Ring, value: number): void => {
  ring.values[ring.count++ % ring.values.length] = value
  ring.spread = undefined
}

const valuesOf = ({ values, count }: Ring): Float64Array => values.subarray(0, Math.min(count, values.length))

const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b)
  return { low: quantile(sorted, 0.15), mid: quantile(sorted, 0.5), high: quantile(sorted, 0.85) }
}

/** Between the two values that lie around it (Hyndman and Fan, definition 6). */
const quantile = (sorted: readonly number[], q: number): number => {
  const place = Math.min(sorted.length - 1, Math.max(0, q * (sorted.length + 1) - 1))
  const below = Math.floor(place)
  const part = place - below
  return sorted[below]! * (1 - part) + sorted[Math.min(below + 1, sorted.length - 1)]! * part
}

/** The value at a quantile, straight between and beyond the three. */
const at = ({ low, mid, high }: Spread, q: number): number =>
  q < 0.5 ? mid - ((0.5 - q) / 0.35) * (mid - low) : mid + ((q - 0.5) / 0.35) * (high - mid)
