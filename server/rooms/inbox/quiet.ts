/** Quiet hours: when what leaves the house may leave it. */
import type { QuietHours } from '../../../shared/inbox/contract.ts'

const DAY = 1440
const MINUTE_MS = 60_000

/** Undefined: now. Otherwise when the quiet time that it is now ends, Unix ms. */
export const quietUntil = ({ from, to, zone }: QuietHours, wallMs: number): number | undefined => {
  const minute = Math.floor(wallMs / MINUTE_MS)
  const ofDay = (((minute + zone) % DAY) + DAY) % DAY
  const quiet = from <= to ? ofDay >= from && ofDay < to : ofDay >= from || ofDay < to
  return quiet ? (minute + ((to - ofDay + DAY) % DAY)) * MINUTE_MS : undefined
}
