/** The window that slides. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SlidingWindow } from './sliding-window.ts'

describe('a sliding window', () => {
  it('lets as many through as fit, and then says how long to wait', () => {
    const window = new SlidingWindow(3, 1000)
    expect([window.take(0), window.take(0), window.take(0)]).toEqual([0, 0, 0])
    const waitMs = window.take(100)
    expect(waitMs).toBeGreaterThan(900)
    expect(window.take(100 + waitMs)).toBe(0)
  })

  it('forgets what is older than two windows', () => {
    const window = new SlidingWindow(2, 1000)
    window.take(0)
    window.take(0)
    expect([window.take(5000), window.take(5000)]).toEqual([0, 0])
  })

  it('has no edge at which twice as many pass', () => {
    const window = new SlidingWindow(10, 1000)
    window.take(0)
    for (let i = 0; i < 9; i++) window.take(990)
    let passed = 0
    for (let i = 0; i < 10; i++) if (window.take(1010) === 0) passed++
    expect(passed).toBeLessThanOrEqual(1)
  })

  it('lets whoever waits as long as told through, and never much more than allowed', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 20 }), (all, most) => {
        const window = new SlidingWindow(most, 1000)
        const passed: number[] = []
        let nowMs = 0
        for (const gap of all) {
          nowMs += gap
          const waitMs = window.take(nowMs)
          if (waitMs > 0) {
            expect(waitMs).toBeLessThanOrEqual(2000)
            nowMs += waitMs
            expect(window.take(nowMs)).toBe(0)
          }
          passed.push(nowMs)
        }
        // A window that straddles two counted ones holds at most what both may.
        for (const from of passed)
          expect(passed.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(2 * most)
      }),
    )
  })
})
