/** Percentiles over many processes: HDR histograms that travel as text and add up. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from 'hdr-histogram-js'

/** A figure that was not measured is null. */
export interface Percentiles {
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
}

/** HDR histograms count whole numbers: thousandths of the unit, so microseconds for milliseconds. */
const SCALE = 1000
/** All histograms have this range, or those that were decoded could not take others in. */
const MAX = 1e12

export class Histogram {
  readonly #hdr

  constructor(hdr = build({ highestTrackableValue: MAX, autoResize: false })) {
    this.#hdr = hdr
  }

  static decode(text: string): Histogram {
    return new Histogram(decodeFromCompressedBase64(text, 32))
  }

  /** Below zero counts as zero: two readings of a clock may touch. */
  record(value: number): void {
    this.#hdr.recordValue(Math.min(MAX, Math.max(0, Math.round(value * SCALE))))
  }

  recordMany(value: number, count: number): void {
    if (count > 0) this.#hdr.recordValueWithCount(Math.min(MAX, Math.max(0, Math.round(value * SCALE))), count)
  }

  add(other: Histogram): void {
    this.#hdr.add(other.#hdr)
  }

  encode(): string {
    return encodeIntoCompressedBase64(this.#hdr)
  }

  get count(): number {
    return this.#hdr.totalCount
  }

  /** Null when nothing was recorded. Exact to three digits. */
  percentiles(): Percentiles | null {
    if (this.count === 0) return null
    const at = (percent: number) => this.#hdr.getValueAtPercentile(percent) / SCALE
    return { p50: at(50), p95: at(95), p99: at(99), max: this.#hdr.maxValue / SCALE }
  }
}
