/** A token bucket with the time injected, kept as one number: when it will be full again. */

export interface Rate {
  readonly perSecond: number
  readonly burst: number
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
