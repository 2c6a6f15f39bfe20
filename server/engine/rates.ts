/** Token buckets by whoever draws on them, and only for those who have drawn lately. */
import { Bucket } from '../../shared/bucket.ts'
import type { Rate } from '../../shared/bucket.ts'

/** Beyond this, buckets that are full again are forgotten: a new one is the same. */
const MANY = 1_024

export class Rates {
  readonly #buckets = new Map<string, Bucket>()
  #sweepAt = MANY

  /** 0: granted; else how many ms to wait. A name has one rate. */
  take(name: string, rate: Rate, nowMs: number): number {
    let bucket = this.#buckets.get(name)
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(nowMs)
      this.#buckets.set(name, (bucket = new Bucket(rate)))
    }
    return bucket.take(nowMs)
  }

  #sweep(nowMs: number): void {
    for (const [name, bucket] of this.#buckets) if (bucket.full(nowMs)) this.#buckets.delete(name)
    // Twice as many as are in use, so that sweeping costs little for each that comes.
    this.#sweepAt = Math.max(MANY, this.#buckets.size * 2)
  }
}
