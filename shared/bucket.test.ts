/** Token buckets. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bucket } from './bucket.ts'

describe('bucket', () => {
  it('grants its burst at once, then its rate', () => {
    const bucket = new Bucket({ perSecond: 10, burst: 5 })
    for (let i = 0; i < 5; i++) expect(bucket.take(0)).toBe(0)
    expect(bucket.take(0)).toBeCloseTo(100)
    expect(bucket.take(100)).toBe(0)
    expect(bucket.take(100)).toBeCloseTo(100)
  })

  it('says when as many as asked for will be there, and that more than its burst never will', () => {
    const bucket = new Bucket({ perSecond: 10, burst: 5 })
    expect(bucket.take(0, 5)).toBe(0)
    expect(bucket.take(0, 3)).toBeCloseTo(300)
    expect(bucket.take(300, 3)).toBe(0)
    expect(bucket.take(10_000, 6)).toBe(Infinity)
  })

  it('never fills beyond its burst, and is as good as new once full', () => {
    const bucket = new Bucket({ perSecond: 1, burst: 2 })
    expect(bucket.take(1_000_000, 2)).toBe(0)
    expect(bucket.take(1_000_000)).toBeGreaterThan(0)
    expect(bucket.full(1_000_000)).toBe(false)
    expect(bucket.full(1_002_000)).toBe(true)
  })

  it('never grants more than burst + rate × time, however it is asked', () => {
    const step = fc.record({
      waitMs: fc.double({ min: 0, max: 500, noNaN: true }),
      tokens: fc.integer({ min: 1, max: 8 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const bucket = new Bucket({ perSecond: 20, burst: 10 })
        let nowMs = 0
        let granted = 0
        for (const { waitMs, tokens } of steps) {
          nowMs += waitMs
          if (bucket.take(nowMs, tokens) === 0) granted += tokens
          expect(granted).toBeLessThanOrEqual(10 + (nowMs / 1000) * 20 + 1e-3)
        }
      }),
    )
  })
})
