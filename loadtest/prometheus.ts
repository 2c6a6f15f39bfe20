/** Reads Prometheus' text format, and what happened between two readings. */
import type { Percentiles } from './histogram.ts'

export interface Bucket {
  /** Upper bound; Infinity for the last. */
  readonly le: number
  /** Values up to `le`: each bucket holds the ones before it. */
  readonly count: number
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g

interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One reading of a /metrics page. */
export class Metrics {
  readonly #samples = new Map<string, Sample[]>()

  constructor(text: string) {
    for (const line of text.split('\n')) {
      const [, name, labels = '', value] = SAMPLE.exec(line) ?? []
      if (name === undefined || value === undefined) continue
      const list = this.#samples.get(name) ?? []
      list.push({
        labels: Object.fromEntries([...labels.matchAll(LABEL)].map((m) => [m[1]!, m[2]!])),
        value: toNumber(value),
      })
      this.#samples.set(name, list)
    }
  }

  /** The sum of the series that carry these labels; null when there is none. */
  value(name: string, labels: Readonly<Record<string, string>> = {}): number | null {
    const found = (this.#samples.get(name) ?? []).filter((sample) =>
      Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted),
    )
    return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0)
  }

  buckets(name: string): Bucket[] {
    return (this.#samples.get(`${name}_bucket`) ?? [])
      .map(({ labels, value }) => ({ le: toNumber(labels['le'] ?? ''), count: value }))
      .sort((a, b) => a.le - b.le)
  }
}

const toNumber = (text: string): number => (text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text))

/** How much a counter grew; null when either reading does not have it. */
export const grown = (
  before: Metrics,
  after: Metrics,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | null => {
  const [from, to] = [before.value(name, labels), after.value(name, labels)]
  // A label that appeared in between counts from nothing.
  return to === null ? null : to - (from ?? 0)
}

/**
 * Percentiles of what a histogram took in between two readings, in milliseconds for one that counts seconds.
 * Interpolated within a bucket, as Prometheus does; the largest value is not in a histogram, so `max` is null.
 */
export const bucketPercentiles = (before: Metrics, after: Metrics, name: string): Percentiles | null => {
  const old = before.buckets(name)
  const buckets = after.buckets(name).map(({ le, count }, i) => ({ le, count: count - (old[i]?.count ?? 0) }))
  const total = buckets.at(-1)?.count ?? 0
  if (total === 0) return null
  const at = (share: number): number | null => {
    const wanted = share * total
    const i = buckets.findIndex(({ count }) => count >= wanted)
    const bucket = buckets[i]
    if (bucket === undefined) return null
    const below = buckets[i - 1] ?? { le: 0, count: 0 }
    // Above the last bound nothing is known but that.
    if (bucket.le === Infinity) return below.le * 1000
    const within = (wanted - below.count) / Math.max(1, bucket.count - below.count)
    return (below.le + (bucket.le - below.le) * within) * 1000
  }
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: null }
}
