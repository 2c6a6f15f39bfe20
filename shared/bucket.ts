/** A token bucket with the time injected, kept as one number: when it will be full again. */

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

const MAX_KEYS = 16_384

/** One bucket for each key, for as many as fit: the one that was quiet for longest is forgotten first. */
export class Buckets {
  readonly #rate: Rate
  readonly #buckets = new Map<string, Bucket>()

  constructor(rate: Rate) {
    this.#rate = rate
  }

  /** 0: granted; otherwise the milliseconds to wait. */
  take(key: string, nowMs: number): number {
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#rate)
    // A Map keeps the order of insertion: taking out and putting back makes it the youngest.
    this.#buckets.delete(key)
    this.#buckets.set(key, bucket)
    if (this.#buckets.size > MAX_KEYS) {
      const [oldest] = this.#buckets.keys()
      if (oldest !== undefined) this.#buckets.delete(oldest)
    }
    return bucket.take(nowMs)
  }

  get size(): number {
    return this.#buckets.size
  }
}

export class Bucket {
  readonly #msPerToken: number
  readonly #depthMs: number
  #fullAtMs = -Infinity

  constructor(rate: Rate) {
    this.#msPerToken = 1000 / rate.perSecond
    this.#depthMs = rate.burst * this.#msPerToken
  }

  /** 0: granted. Otherwise nothing was taken, and this many ms from now it can be; Infinity where it never can. */
  take(nowMs: number, tokens = 1): number {
    const costMs = tokens * this.#msPerToken
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + costMs
    const overMs = fullAtMs - nowMs - this.#depthMs
    // A hair of slack: sums of fractions must not refuse the last whole token.
    if (overMs > 1e-6) return costMs > this.#depthMs + 1e-6 ? Infinity : overMs
    this.#fullAtMs = fullAtMs
    return 0
  }

  /** True when it is as good as new, and so may be forgotten. */
  full(nowMs: number): boolean {
    return this.#fullAtMs <= nowMs
  }
}
