import { describe, expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

const of = (...values: number[]): Histogram => {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

describe('a histogram', () => {
  it('has no percentiles when nothing was recorded', () => {
    expect(new Histogram().percentiles()).toBeNull()
  })

  it('keeps three digits of milliseconds', () => {
    const { p50, p99, max } = of(...Array.from({ length: 1000 }, (_, i) => (i + 1) / 10)).percentiles()!
    expect(p50).toBeCloseTo(50, 0)
    expect(p99).toBeCloseTo(99, 0)
    expect(max).toBeCloseTo(100, 0)
  })

  it('counts what is below zero as zero', () => {
    expect(of(-0.5).percentiles()).toEqual({ p50: 0, p95: 0, p99: 0, max: 0 })
  })

  it('merged from parts that travelled as text is the histogram of all', () => {
    const fast = Array.from({ length: 900 }, (_, i) => i / 100)
    const slow = Array.from({ length: 100 }, (_, i) => 100 + i)
    const merged = Histogram.decode(of(...fast).encode())
    merged.add(Histogram.decode(of(...slow).encode()))
    expect(merged.count).toBe(1000)
    const { p50, p95, p99, max } = merged.percentiles()!
    expect(p50).toBeCloseTo(5, 1)
    // Percentiles of parts do not add up; those of the whole lie where its values lie.
    expect(p95).toBeCloseTo(149, 0)
    expect(p99).toBeCloseTo(189, 0)
    expect(max).toBeCloseTo(199, 0)
  })
})
