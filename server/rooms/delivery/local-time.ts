/** The time that clocks on the walls of a region show. */
import { weekMinuteOf } from '../../../shared/delivery/hours.ts'
import type { Desk } from './desk.ts'

const MINUTE_MS = 60_000

/** Minute of the week, from Monday 00:00: worked out once a minute, for time zones take some microseconds. */
export const localMinute = (desk: Desk): (() => number) => {
  let known = { wallMinute: NaN, timeZone: '', minute: 0 }
  return () => {
    const wallMinute = Math.floor(desk.wall() / MINUTE_MS)
    const { timeZone } = desk.region.rules
    if (known.wallMinute !== wallMinute || known.timeZone !== timeZone)
      known = { wallMinute, timeZone, minute: weekMinuteOf(desk.wall(), timeZone) }
    return known.minute
  }
}
