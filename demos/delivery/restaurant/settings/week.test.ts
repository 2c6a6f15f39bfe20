/** Hours as a form has them. */
import { expect, it } from 'vitest'
import { areHours, isWithin } from '../../../../shared/delivery/hours.ts'
import { hoursOf, spansOf } from './week.ts'

const none = () => Array.from({ length: 7 }, () => [] as { from: string; to: string }[])

it('lunch, evenings past midnight and a Sunday night that ends on Monday come back as they went in', () => {
  const week = none()
  week[0] = [
    { from: '11:30', to: '14:00' },
    { from: '18:00', to: '01:00' },
  ]
  week[6] = [{ from: '20:00', to: '02:00' }]
  const hours = hoursOf(week)
  expect(hours).toEqual([
    { from: 690, to: 840 },
    { from: 1_080, to: 1_500 },
    { from: 9_840, to: 10_200 },
  ])
  expect(areHours(hours)).toBe(true)
  expect(spansOf(hours)).toEqual(week)
})

it('around the clock is every day from midnight to midnight, and open in every minute', () => {
  const always = Array.from({ length: 7 }, () => [{ from: '00:00', to: '00:00' }])
  expect(spansOf([{ from: 0, to: 10_080 }])).toEqual(always)
  expect(spansOf([])).toEqual(always)
  const hours = hoursOf(always)
  for (let minute = 0; minute < 10_080; minute++) if (!isWithin(hours, minute)) throw new Error(`closed at ${minute}`)
})

it('refuses what is no time, and a week without hours', () => {
  const week = none()
  expect(() => hoursOf(week)).toThrow('use the switch')
  week[2] = [{ from: '25:00', to: '26:00' }]
  expect(() => hoursOf(week)).toThrow('Wednesday')
})
