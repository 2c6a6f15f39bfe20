/** Counts of latencies by tenths of a millisecond: for millions a second, where a histogram that scales would be the load. */
import { Histogram } from './histogram.ts'

/** Above, everything is one count. */
const MAX_MS = 20_000
const PER_MS = 10

export class LatencyCounts {
  readonly #counts = new Float64Array(MAX_MS * PER_MS + 1)
  total = 0

  record(ms: number): void {
    const at = ms <= 0 ? 0 : Math.min(MAX_MS * PER_MS, (ms * PER_MS) | 0)
    this.#counts[at]!++
    this.total++
  }

  clear(): void {
    this.#counts.fill(0)
    this.total = 0
  }

  histogram(): Histogram {
    const histogram = new Histogram()
    // The middle of each tenth stands for all in it.
    this.#counts.forEach((count, at) => histogram.recordMany((at + 0.5) / PER_MS, count))
    return histogram
  }
}
