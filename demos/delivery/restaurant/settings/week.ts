/** Hours of a week as a form has them: of each day, from when to when; what is open past midnight ends on the next day. */
import { DAY_MINUTES, WEEK_MINUTES } from '../../../../shared/delivery/hours.ts'
import type { OpenHours } from '../../../../shared/delivery/types.ts'

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const

/** `HH:MM`; `to` at or before `from`: on the next day. */
export interface Span {
  readonly from: string
  readonly to: string
}

const clockOf = (minute: number): string => {
  const of = minute % DAY_MINUTES
  return `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`
}

/** Undefined: no time of day. */
const minuteOf = (clock: string): number | undefined => {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(clock.trim())
  return found === null ? undefined : Number(found[1]) * 60 + Number(found[2])
}

/** By day, from Monday. Stretches of more than a day are cut at its midnights. */
export const spansOf = (hours: readonly OpenHours[]): Span[][] => {
  const week: Span[][] = DAYS.map(() => [])
  // Nothing is said: it is always open.
  const all = hours.length === 0 ? [{ from: 0, to: WEEK_MINUTES }] : hours
  for (const { from, to } of all.toSorted((a, b) => a.from - b.from)) {
    for (let at = from; at < to;) {
      const midnight = (Math.floor(at / DAY_MINUTES) + 1) * DAY_MINUTES
      const end = to - at > DAY_MINUTES ? midnight : Math.min(to, at + DAY_MINUTES)
      week[Math.floor(at / DAY_MINUTES) % DAYS.length]!.push({ from: clockOf(at), to: clockOf(end) })
      at = end
    }
  }
  return week
}

/** @throws Error in words for the form */
export const hoursOf = (week: readonly (readonly Span[])[]): OpenHours[] => {
  const hours = week.flatMap((spans, day) =>
    spans.map(({ from, to }): OpenHours => {
      const [begins, ends] = [minuteOf(from), minuteOf(to)]
      if (begins === undefined || ends === undefined)
        throw new Error(`${DAYS[day]!} has a time that is none: write 11:30`)
      const base = day * DAY_MINUTES
      return { from: base + begins, to: base + ends + (ends <= begins ? DAY_MINUTES : 0) }
    }),
  )
  if (hours.length === 0) throw new Error('on some day it must be open; to take no orders, use the switch above')
  return hours
}
