/** What one channel's members have heard, and when: every frame of every member, put to the messages' send times. */
import type { LatencyCounts } from './latency-counts.ts'

/** Send times are kept this far back. */
const KEPT = 1 << 17
/** Frames that wait for their send times to be known: a witness may read its socket last. */
const MAX_FRAMES = 1 << 18

export class ChatWatch {
  readonly latency: LatencyCounts
  deliveries = 0
  lost = 0
  duplicated = 0
  outOfOrder = 0
  /** By ordinal of the message in the channel's events. */
  readonly #sentMs = new Float64Array(KEPT)
  #known = 0
  #lastN = 0
  readonly #frames = new Float64Array(MAX_FRAMES * 3)
  #count = 0

  constructor(latency: LatencyCounts) {
    this.latency = latency
  }

  /** The witness has read event `seq`, said at `sentMs`. */
  said(seq: number, sentMs: number): void {
    this.#sentMs[seq % KEPT] = sentMs
    this.#known = seq
  }

  /** The witness has read message `n`: numbers are dense and in order. */
  numbered(n: number): void {
    if (this.#lastN > 0 && n !== this.#lastN + 1) this.outOfOrder++
    this.#lastN = n
  }

  /** A member whose next event is `expected` got events `first` to `first + count - 1` now. Its next one is returned. */
  heard(expected: number, first: number, count: number, nowMs: number): number {
    const end = first + count
    if (first > expected) this.lost += first - expected
    if (first < expected) this.duplicated += Math.min(expected, end) - first
    if (end <= expected) return expected
    this.deliveries += end - Math.max(first, expected)
    if (this.#count === MAX_FRAMES) this.settle()
    if (this.#count < MAX_FRAMES) {
      const at = this.#count++ * 3
      this.#frames[at] = Math.max(first, expected)
      this.#frames[at + 1] = end
      this.#frames[at + 2] = nowMs
    }
    return end
  }

  /** Puts what waits to the send times that are known by now. */
  settle(): void {
    let kept = 0
    for (let i = 0; i < this.#count; i++) {
      const first = this.#frames[i * 3]!
      const end = this.#frames[i * 3 + 1]!
      const atMs = this.#frames[i * 3 + 2]!
      if (end - 1 > this.#known) {
        this.#frames.copyWithin(kept++ * 3, i * 3, i * 3 + 3)
        continue
      }
      for (let seq = first; seq < end; seq++) {
        const sentMs = this.#sentMs[seq % KEPT]!
        if (sentMs > 0) this.latency.record(atMs - sentMs)
      }
    }
    this.#count = kept
  }
}
