import { describe, expect, it } from 'vitest'
import { Metrics, bucketPercentiles, grown } from './prometheus.ts'

const before = new Metrics(`# HELP skipped_total Ticks.
# TYPE skipped_total counter
skipped_total 5
sent_total{class="newest"} 10
sent_total{class="ordered"} 1
late_seconds_bucket{le="0.001"} 10
late_seconds_bucket{le="0.01"} 20
late_seconds_bucket{le="+Inf"} 20
delay_seconds{quantile="0.5",of="a \\"quoted\\" one"} 0.0101
odd NaN
`)
const after = new Metrics(`skipped_total 7
sent_total{class="newest"} 15
sent_total{class="ordered"} 1
sent_total{class="control"} 4
late_seconds_bucket{le="+Inf"} 120
late_seconds_bucket{le="0.001"} 60
late_seconds_bucket{le="0.01"} 119
`)

describe('a reading of metrics', () => {
  it('has values, with and without labels', () => {
    expect(before.value('skipped_total')).toBe(5)
    expect(before.value('sent_total')).toBe(11)
    expect(before.value('sent_total', { class: 'newest' })).toBe(10)
    expect(before.value('delay_seconds', { quantile: '0.5' })).toBe(0.0101)
  })

  it('has null for what is not there, never 0', () => {
    expect(before.value('absent_total')).toBeNull()
    expect(before.value('sent_total', { class: 'absent' })).toBeNull()
  })
})

describe('between two readings', () => {
  it('a counter grew by the difference', () => {
    expect(grown(before, after, 'skipped_total')).toBe(2)
    expect(grown(before, after, 'sent_total')).toBe(9)
  })

  it('a series that is new counts from nothing', () => {
    expect(grown(before, after, 'sent_total', { class: 'control' })).toBe(4)
  })

  it('a counter that is gone is not measured', () => {
    expect(grown(before, after, 'absent_total')).toBeNull()
  })

  it('a histogram has the percentiles of what came in between, in milliseconds', () => {
    // Of 100 values 50 are up to 1 ms, 49 up to 10 ms and one is above.
    const { p50, p95, p99, max } = bucketPercentiles(before, after, 'late_seconds')!
    expect(p50).toBeCloseTo(1)
    expect(p95).toBeCloseTo(1 + (9 * 45) / 49)
    expect(p99).toBeCloseTo(10)
    expect(max).toBeNull()
  })

  it('a histogram that took nothing in, or is not there, has none', () => {
    expect(bucketPercentiles(after, after, 'late_seconds')).toBeNull()
    expect(bucketPercentiles(before, after, 'absent_seconds')).toBeNull()
  })
})
