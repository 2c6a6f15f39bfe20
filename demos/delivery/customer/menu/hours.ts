/** When a restaurant is open, in as few words as it takes. */
import type { OpenHours } from '../../../../shared/delivery/types.ts'

const DAY = 1_440
const WEEK = 7 * DAY

const clock = (minute: number): string => {
  const of = ((minute % DAY) + DAY) % DAY
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`
}

/** ` around the clock`, ` 10:00 – 22:00`; days that differ are those of today. `minute`: of the week, from Monday. */
export const hoursText = (hours: readonly OpenHours[], minute = minuteOfWeek(new Date())): string => {
  if (hours.length === 0) return ''
  if (hours.some(({ from, to }) => to - from >= WEEK)) return ' around the clock'
  const day = Math.floor(minute / DAY)
  const today = hours.filter(({ from }) => Math.floor(from / DAY) === day)
  if (today.length === 0) return ' · not on this day'
  return ` ${today.map(({ from, to }) => `${clock(from)} – ${clock(to)}`).join(', ')}`
}

export const minuteOfWeek = (at: Date): number => ((at.getDay() + 6) % 7) * DAY + at.getHours() * 60 + at.getMinutes()
