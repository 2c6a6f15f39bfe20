/** Hours by the clock on the wall: over midnight, over the week's end, and where clocks are set. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WEEK_MINUTES, areHours, isOpenAt, isTimeZone, isWithin, weekMinuteOf } from './hours.ts'

const at = (iso: string): number => Date.parse(iso)
const clock = (day: number, hour: number, minute = 0): number => (day * 24 + hour) * 60 + minute

describe('the minute of the week', () => {
  it('counts from Monday 00:00 there', () => {
    // 2026-11-23 was a Monday.
    expect(weekMinuteOf(at('2026-11-23T00:00:00Z'), 'UTC')).toBe(0)
    expect(weekMinuteOf(at('2026-11-22T23:59:59.999Z'), 'UTC')).toBe(WEEK_MINUTES - 1)
    expect(weekMinuteOf(at('2026-11-22T23:30:00Z'), 'Europe/Berlin')).toBe(30)
    expect(weekMinuteOf(at('2026-11-23T03:15:00Z'), 'America/New_York')).toBe(clock(6, 22, 15))
    expect(weekMinuteOf(at('2026-11-23T12:00:00Z'), 'Asia/Kathmandu')).toBe(clock(0, 17, 45))
    expect(weekMinuteOf(at('2026-11-23T12:00:00Z'), 'Pacific/Kiritimati')).toBe(clock(1, 2))
  })

  it('goes by the clock on the wall where that is set', () => {
    // Berlin, 2026: forward on Sunday 29 March at 02:00, back on Sunday 25 October at 03:00.
    expect(weekMinuteOf(at('2026-03-29T00:59:00Z'), 'Europe/Berlin')).toBe(clock(6, 1, 59))
    expect(weekMinuteOf(at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe(clock(6, 3))
    expect(weekMinuteOf(at('2026-10-25T00:30:00Z'), 'Europe/Berlin')).toBe(clock(6, 2, 30))
    expect(weekMinuteOf(at('2026-10-25T01:30:00Z'), 'Europe/Berlin')).toBe(clock(6, 2, 30))
  })

  it('knows which names are none', () => {
    expect(['UTC', 'Europe/Berlin', 'Asia/Tokyo'].map(isTimeZone)).toEqual([true, true, true])
    expect(['', 'Mars/Olympus', 'Europe/Berlin; drop'].map(isTimeZone)).toEqual([false, false, false])
  })
})

describe('hours', () => {
  it('reach over midnight, and over the end of the week', () => {
    const late = [{ from: clock(4, 18), to: clock(5, 2) }]
    expect([clock(4, 17, 59), clock(4, 18), clock(5, 1, 59), clock(5, 2)].map((m) => isWithin(late, m))).toEqual([
      false,
      true,
      true,
      false,
    ])
    const sunday = [{ from: clock(6, 20), to: clock(7, 3) }]
    expect(
      [clock(6, 19, 59), clock(6, 23, 59), 0, clock(0, 2, 59), clock(0, 3)].map((m) => isWithin(sunday, m)),
    ).toEqual([false, true, true, true, false])
  })

  it('are the same as every minute of theirs, modulo the week', () => {
    const span = fc
      .record({
        from: fc.integer({ min: 0, max: WEEK_MINUTES - 1 }),
        length: fc.integer({ min: 1, max: WEEK_MINUTES }),
      })
      .map(({ from, length }) => ({ from, to: from + length }))
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: WEEK_MINUTES - 1 }),
        (hours, m) => {
          const brute = hours.some(({ from, to }) => {
            for (let i = from; i < to; i++) if (i % WEEK_MINUTES === m) return true
            return false
          })
          expect(areHours(hours)).toBe(true)
          expect(isWithin(hours, m)).toBe(brute)
        },
      ),
      { numRuns: 200 },
    )
  })

  it('give way to what was said by hand, and without any it is always open', () => {
    const never = [{ from: 0, to: 1 }]
    expect([true, false, null].map((said) => isOpenAt(said, never, 600))).toEqual([true, false, false])
    expect([true, false, null].map((said) => isOpenAt(said, [], 600))).toEqual([true, false, true])
  })

  it('that end before they begin, or last longer than a week, are none', () => {
    expect(areHours([{ from: 10, to: 10 }])).toBe(false)
    expect(areHours([{ from: 10, to: 5 }])).toBe(false)
    expect(areHours([{ from: 0, to: WEEK_MINUTES + 1 }])).toBe(false)
    expect(areHours([])).toBe(true)
  })
})
