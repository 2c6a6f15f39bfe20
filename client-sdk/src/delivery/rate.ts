/** How often a courier is heard of: rarely while it stands, every few seconds while it moves, at once where it turns. */
import { UNKNOWN_ACCURACY, UNKNOWN_HEADING, UNKNOWN_SPEED } from '../../../shared/delivery/fixes.ts'
import { distanceM } from '../../../shared/delivery/geo.ts'
import type { Place } from '../../../shared/delivery/types.ts'

export interface PositionInput extends Place {
  /** Clockwise from north, 0.01°. */
  readonly headingCdeg?: number | undefined
  readonly speedCmS?: number | undefined
  readonly accuracyM?: number | undefined
  /** FIX_FLAGS. */
  readonly flags?: number | undefined
  /** How old it is. Default: it is of now. */
  readonly ageMs?: number | undefined
}

const MOVING_MS = 4_500
const STANDING_MS = 30_000
/** A turn, or that it sets out, is told so soon. */
const SOON_MS = 1_000
const TURN_CDEG = 2_500
/** Below this a heading says nothing. */
const TURNING_CM_S = 200
const WALKING_CM_S = 50
/** A standing device wanders so far. */
const NOISE_M = 12

/** Whether a position is worth a fix, given the last one that was. */
export class FixRate {
  #last: PositionInput | undefined
  #lastMs = -Infinity
  #stood = false

  /** @param nowMs of any clock that only goes on */
  due(at: PositionInput, nowMs: number): boolean {
    const last = this.#last
    const sinceMs = nowMs - this.#lastMs
    if (last === undefined) return this.#take(at, nowMs, false)
    const movedM = distanceM(last.latE7, last.lonE7, at.latE7, at.lonE7)
    const noiseM = Math.max(NOISE_M, Math.min(known(at.accuracyM, UNKNOWN_ACCURACY) ?? 0, 50))
    const speed = known(at.speedCmS, UNKNOWN_SPEED)
    const stands = movedM < noiseM && (speed === undefined || speed < WALKING_CM_S)
    if (sinceMs < SOON_MS) return false
    // The last word before a rest is where it rests.
    if (stands) return sinceMs >= (this.#stood ? STANDING_MS : MOVING_MS) && this.#take(at, nowMs, true)
    if (this.#stood || sinceMs >= MOVING_MS || turned(last, at, speed)) return this.#take(at, nowMs, false)
    return false
  }

  /** The next one is due, whatever it says. */
  reset(): void {
    this.#last = undefined
  }

  #take(at: PositionInput, nowMs: number, stood: boolean): true {
    this.#last = at
    this.#lastMs = nowMs
    this.#stood = stood
    return true
  }
}

const turned = (last: PositionInput, at: PositionInput, speed: number | undefined): boolean => {
  const from = known(last.headingCdeg, UNKNOWN_HEADING)
  const to = known(at.headingCdeg, UNKNOWN_HEADING)
  if (from === undefined || to === undefined || (speed ?? 0) < TURNING_CM_S) return false
  const by = Math.abs(to - from) % 36_000
  return Math.min(by, 36_000 - by) >= TURN_CDEG
}

const known = (value: number | undefined, unknown: number): number | undefined =>
  value === unknown ? undefined : value
