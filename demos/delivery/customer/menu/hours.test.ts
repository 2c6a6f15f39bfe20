/** Opening hours in words. */
import { expect, it } from 'vitest'
import { hoursText, minuteOfWeek } from './hours.ts'

const DAY = 1_440

it('says today’s hours, through midnight too, and whole weeks as such', () => {
  const daily = Array.from({ length: 7 }, (_, day) => ({ from: day * DAY + 600, to: day * DAY + 1_560 }))
  expect(hoursText(daily, 2 * DAY + 5)).toBe(' 10:00 – 02:00')
  expect(hoursText([{ from: 0, to: 7 * DAY }], 0)).toBe(' around the clock')
  expect(hoursText([{ from: 0, to: 600 }], 3 * DAY)).toBe(' · not on this day')
  expect(hoursText([], 0)).toBe('')
})

it('begins its weeks on Monday', () => {
  expect(minuteOfWeek(new Date(2026, 10, 23, 0, 1))).toBe(1)
  expect(minuteOfWeek(new Date(2026, 10, 29, 23, 59))).toBe(7 * DAY - 1)
})
