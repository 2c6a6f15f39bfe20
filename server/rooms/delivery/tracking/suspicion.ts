/** A score of how much a courier's fixes look made up. It never hides a courier: people judge, this points. */
import { FIX_FLAGS, UNKNOWN_HEADING, UNKNOWN_SPEED } from '../../../../shared/delivery/fixes.ts'
import { SLOT } from './slots.ts'
import type { Slots } from './slots.ts'

/** A suspect from here on, until the score has fallen to half of it. */
const SUSPECT = 100
const FADES = 0.98
const MOCK = 40
/** No device is right to 5 cm while it moves, and its accuracy wanders. */
const EXACT = 4
const EXACT_M = 0.05
const SAME_ACCURACY = 0.5
const SAME_RUN = 32
/** Faster from one fix to the next than any tyre allows, m/s². */
const ACCELERATION = 15
const HARDEST = 8
/** Drives one way and looks another. */
const ASTRAY = 10
const FROZEN = 10

const turnBetween = (a: number, b: number): number => {
  const turn = Math.abs(a - b) % 36_000
  return turn > 18_000 ? 36_000 - turn : turn
}

/** Heading of a movement in 0.01°, clockwise from north. */
export const headingOf = (east: number, north: number): number =>
  (Math.round((Math.atan2(east, north) * 18_000) / Math.PI) + 36_000) % 36_000

/**
 * Scores a live fix against the one before it, which is still in the columns.
 * @param east metres from the last raw fix
 * @param off metres from where the filter expected it
 * @returns true when the courier has just become a suspect
 */
export const suspects = (
  s: Slots,
  slot: number,
  dtS: number,
  east: number,
  north: number,
  off: number,
  headingCdeg: number,
  speedCmS: number,
  accuracyM: number,
  noiseM: number,
  flags: number,
): boolean => {
  let score = s.suspicion[slot]! * FADES
  const moved = Math.sqrt(east * east + north * north)
  const same = accuracyM === s.accuracyM[slot]! ? Math.min(s.sameAccuracy[slot]! + 1, 255) : 0
  s.sameAccuracy[slot] = same
  if ((flags & FIX_FLAGS.mock) !== 0) score += MOCK
  if (same >= SAME_RUN) score += SAME_ACCURACY
  if (moved > 5 && off < EXACT_M) score += EXACT
  if (speedCmS !== UNKNOWN_SPEED && dtS > 0) {
    const before = s.rawSpeed[slot]!
    if (before !== UNKNOWN_SPEED && Math.abs(speedCmS - before) > 100 * HARDEST * Math.max(dtS, 1))
      score += ACCELERATION
    if (speedCmS > 300) {
      if (moved === 0) score += FROZEN
      else if (
        headingCdeg !== UNKNOWN_HEADING &&
        moved > Math.max(20, 2 * noiseM) &&
        turnBetween(headingCdeg, headingOf(east, north)) > 12_000
      )
        score += ASTRAY
    }
  }
  s.suspicion[slot] = score
  if (score >= SUSPECT && (s.state[slot]! & SLOT.suspect) === 0) {
    s.state[slot]! |= SLOT.suspect
    return true
  }
  if (score < SUSPECT / 2) s.state[slot]! &= ~SLOT.suspect
  return false
}
