/** The lock of a courier that stands: jitter is not movement. */
import { SLOT } from './slots.ts'
import type { Slots } from './slots.ts'

/** It stands when the filter has stayed within this of its own mean for so long: less than 0.5 m/s. */
const REST_MS = 30_000
const REST_M = 15
/**
 * It leaves when three fixes in a row, or two that tell of a speed, lie farther away than that, and than three times
 * their accuracy. Two lies of 200 m follow each other twice a day where one fix in a hundred is one.
 */
const LEAVE_NOISE = 3
const LEAVE_FIXES = 3
const LEAVE_DRIVING = 2
const MEAN_OF = 16

/** Begins to watch whether it stands, from here. */
export const watchRest = (s: Slots, slot: number, t: number): void => {
  s.restX[slot] = s.fx[slot]!
  s.restY[slot] = s.fy[slot]!
  s.restT[slot] = t
  s.restN[slot] = 1
  s.state[slot]! &= ~SLOT.locked
  s.away[slot] = 0
}

/** After the filter took a fix in. True when it has just been found standing, at restX and restY. */
export const rests = (s: Slots, slot: number, t: number, noiseM: number): boolean => {
  const dx = s.fx[slot]! - s.restX[slot]!
  const dy = s.fy[slot]! - s.restY[slot]!
  const within = Math.max(REST_M, 1.5 * noiseM)
  if (dx * dx + dy * dy >= within * within) {
    watchRest(s, slot, t)
    return false
  }
  const n = Math.min(s.restN[slot]! + 1, MEAN_OF)
  s.restN[slot] = n
  s.restX[slot]! += dx / n
  s.restY[slot]! += dy / n
  if (t - s.restT[slot]! < REST_MS) return false
  s.state[slot]! |= SLOT.locked
  return true
}

/**
 * A fix of one that stands: true when it has left. Until then the estimate follows it slowly, and unseen.
 * @param drives the device itself says that it moves
 */
export const leaves = (s: Slots, slot: number, x: number, y: number, noiseM: number, drives: boolean): boolean => {
  const dx = x - s.restX[slot]!
  const dy = y - s.restY[slot]!
  const within = Math.max(REST_M, LEAVE_NOISE * noiseM)
  const away = dx * dx + dy * dy < within * within ? 0 : s.away[slot]! + 1
  s.away[slot] = away
  if (away === 0) {
    s.fx[slot]! += (x - s.fx[slot]!) / MEAN_OF
    s.fy[slot]! += (y - s.fy[slot]!) / MEAN_OF
  }
  return away >= (drives ? LEAVE_DRIVING : LEAVE_FIXES)
}
