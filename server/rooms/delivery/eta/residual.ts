/** How far off predictions were, by what they were of: the last of each, and what to expect until there are enough. */

/** So many are remembered of each. */
const LAST = 48
/** What is expected beforehand counts as so many of them. */
const PRIOR = 6
/** Of so many things something is remembered: those of which something was learned last. */
const THINGS = 4_000
/** And of so many over a restart. */
const KEPT = 1_000

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
  /** Of what all had learned when it was worked out. */
  age: number
}

const newRing = (length: number): Ring => ({ values: new Float64Array(length), count: 0, spread: undefined, age: 0 })

/** As numbers that JSON writes shortly; oldest first. */
export interface SavedResidual {
  readonly all: readonly number[]
  readonly things: readonly (readonly [key: string, values: readonly number[]])[]
}

/**
 * Things are named by keys, the narrowest first: each holds what the ones before it hold, and more. Of what little is
 * known of the narrowest one is made up by the next.
 */
export class Residual {
  readonly #prior: number[]
  readonly #unit: number
  readonly #all: Ring
  readonly #rings = new Map<string, Ring>()

  /**
   * @param prior what is expected before anything was seen
   * @param unit to which values are rounded when they are kept
   */
  constructor(prior: Spread, unit = 1) {
    // Six values whose quantiles are about these three.
    this.#prior = Array.from({ length: PRIOR }, (_, i) => at(prior, (i + 0.5) / PRIOR))
    this.#unit = unit
    this.#all = newRing(4 * LAST)
  }

  /** It was this. What is no number is not taken. */
  learn(keys: readonly string[], value: number): void {
    if (!Number.isFinite(value)) return
    for (const key of keys) this.#put(key, value)
    put(this.#all, value)
  }

  /** What is to be expected of it: as it was; while little is known of it, as it was of what is like it, or as it was thought. */
  of(keys: readonly string[]): Spread {
    const first = keys.findIndex((key) => this.#rings.has(key))
    const own = first < 0 ? this.#all : this.#rings.get(keys[first]!)!
    const { count } = this.#all
    // What all have learned changes slowly once they have learned much.
    const age = count < LAST ? count : LAST + (count >> 3)
    if (own.spread === undefined || (own.count < 2 * PRIOR && own.age !== age)) {
      own.spread = spreadOf(this.#known(first < 0 ? [] : keys.slice(first)))
      own.age = age
    }
    return own.spread
  }

  /** What is kept of it. */
  save(): SavedResidual {
    const rounded = (ring: Ring): number[] => inTurn(ring).map((value) => Math.round(value / this.#unit))
    const last = [...this.#rings].slice(-KEPT)
    return { all: rounded(this.#all), things: last.map(([key, ring]) => [key, rounded(ring)]) }
  }

  /** As it was kept: before anything is learned. */
  restore({ all, things }: SavedResidual): void {
    for (const value of all) put(this.#all, value * this.#unit)
    for (const [key, values] of things) for (const value of values) this.#put(key, value * this.#unit)
  }

  #put(key: string, value: number): void {
    const ring = this.#rings.get(key) ?? newRing(LAST)
    // Behind all others: who is first has learned nothing for longest.
    this.#rings.delete(key)
    this.#rings.set(key, ring)
    put(ring, value)
    if (this.#rings.size > THINGS)
      for (const oldest of [...this.#rings.keys()].slice(0, 100)) this.#rings.delete(oldest)
  }

  /** All of its own; and, as long as these are few, as many of the next as there are quantiles to tell apart. */
  #known([key, ...broader]: readonly string[]): readonly number[] {
    if (key === undefined) {
      const all = inTurn(this.#all)
      return all.length >= 2 * PRIOR ? all : [...all, ...this.#prior]
    }
    const ring = this.#rings.get(key)
    const own = ring === undefined ? [] : inTurn(ring)
    if (own.length >= 2 * PRIOR) return own
    const sorted = this.#known(broader).toSorted((a, b) => a - b)
    return [...own, ...this.#prior.map((_, i) => sorted[Math.floor(((i + 0.5) / PRIOR) * sorted.length)]!)]
  }
}

const put = (ring: Ring, value: number): void => {
  ring.values[ring.count++ % ring.values.length] = value
  ring.spread = undefined
}

/** Oldest first. */
const inTurn = ({ values, count }: Ring): number[] => {
  const { length } = values
  if (count <= length) return [...values.subarray(0, count)]
  const first = count % length
  return [...values.subarray(first), ...values.subarray(0, first)]
}

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
