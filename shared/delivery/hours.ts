/** When a restaurant takes orders: its week in the region's time zone, and the switch that goes before it. */
import type { OpenHours } from './order-types.ts'

/** Where nothing else is said. */
export const UTC = 'UTC'

const MINUTE_MS = 60_000
export const DAY_MINUTES = 1_440
export const WEEK_MINUTES = 7 * DAY_MINUTES

const DAYS: Readonly<Record<string, number>> = { Mon: 0, Tue: 1, Wed: 2, Thu: 3, Fri: 4, Sat: 5, Sun: 6 }

/** More are not remembered: there are some 600 names. */
const FORMATS_MAX = 100
const formats = new Map<string, Intl.DateTimeFormat>()

const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  let format = formats.get(timeZone)
  if (format !== undefined) return format
  format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  if (formats.size >= FORMATS_MAX) formats.delete(formats.keys().next().value!)
  formats.set(timeZone, format)
  return format
}

/** Whether this names a time zone (IANA: `Europe/Berlin`, `UTC`). */
export const isTimeZone = (name: string): boolean => {
  try {
    formatOf(name)
    return true
  } catch (thrown) {
    // What else is thrown is no answer to this.
    if (thrown instanceof RangeError) return false
    throw thrown
  }
}

/**
 * The minute of the week, 0 … 10,079 from Monday 00:00, that clocks there show. Where they are set back an hour comes
 * twice, and where they are set forward it is left out: hours are kept by the clock on the wall.
 */
export const weekMinuteOf = (wallMs: number, timeZone: string): number => {
  let minute = 0
  for (const { type, value } of formatOf(timeZone).formatToParts(Math.floor(wallMs / MINUTE_MS) * MINUTE_MS)) {
    if (type === 'weekday') minute += DAYS[value]! * DAY_MINUTES
    else if (type === 'hour') minute += Number(value) * 60
    else if (type === 'minute') minute += Number(value)
  }
  return minute
}

/** Hours that say something: `to` lies behind `from`, by a week at most. */
export const areHours = (hours: readonly OpenHours[]): boolean =>
  hours.every(({ from, to }) => from < to && to - from <= WEEK_MINUTES)

/** Without hours it is always open. What begins on Sunday night may end on Monday: `to` lies beyond the week then. */
export const isWithin = (hours: readonly OpenHours[], weekMinute: number): boolean =>
  hours.length === 0 ||
  hours.some(({ from, to }) => (from <= weekMinute && weekMinute < to) || weekMinute + WEEK_MINUTES < to)

/** @param opening what its people have said: true and false go before all hours, null is as the hours say */
export const isOpenAt = (opening: boolean | null, hours: readonly OpenHours[], weekMinute: number): boolean =>
  opening ?? isWithin(hours, weekMinute)
