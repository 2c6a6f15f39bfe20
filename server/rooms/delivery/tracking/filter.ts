/**
 * Where a courier is, from noisy fixes: a Kalman filter of constant velocity (white noise acceleration, as in Bar-Shalom,
 * Estimation with Applications to Tracking and Navigation, §6.2.2), both axes under one covariance. Only + − × ÷ and √,
 * so that the same fixes give the same track everywhere.
 */
import type { Slots } from './slots.ts'

/** Devices claim better; none is. Metres. */
const BEST_ACCURACY_M = 5
const UNKNOWN_ACCURACY_M = 50
/** Standard deviations by which one fix may pull; what lies farther away pulls as if it lay there, once. */
const PULL = 2.5
/** Variance of a velocity that nothing is known of: (10 m/s)². */
const ANY_SPEED = 100

/** The accuracy to reckon with, in metres, of one as it came. */
export const believed = (accuracyM: number): number =>
  accuracyM === 0xff ? UNKNOWN_ACCURACY_M : Math.max(accuracyM, BEST_ACCURACY_M)

/** After a fix of this accuracy, a better one is believed by and by: who was vague is not exact a moment later. */
export const believedAfter = (accuracyM: number, beforeM: number): number =>
  Math.max(believed(accuracyM), Math.min(believed(beforeM), 100) / 2)

/** Begins at a place, at no speed that is known. */
export const anchor = (s: Slots, slot: number, x: number, y: number, noiseM: number): void => {
  s.fx[slot] = x
  s.fy[slot] = y
  s.vx[slot] = 0
  s.vy[slot] = 0
  s.pxx[slot] = noiseM * noiseM
  s.pxv[slot] = 0
  s.pvv[slot] = ANY_SPEED
  s.strained[slot] = 0
}

/**
 * Moves the estimate on by `dtS` and takes a fix in.
 * @param wander m²/s³
 * @returns how far from where it was expected, in metres
 */
export const takeIn = (
  s: Slots,
  slot: number,
  x: number,
  y: number,
  noiseM: number,
  wander: number,
  dtS: number,
): number => {
  const vx = s.vx[slot]!
  const vy = s.vy[slot]!
  const px = s.fx[slot]! + vx * dtS
  const py = s.fy[slot]! + vy * dtS
  const pvv0 = s.pvv[slot]!
  const pxv0 = s.pxv[slot]!
  const spread = wander * dtS
  const pxx = s.pxx[slot]! + dtS * (2 * pxv0 + dtS * pvv0) + (spread * dtS * dtS) / 3
  const pxv = pxv0 + dtS * pvv0 + (spread * dtS) / 2
  const pvv = pvv0 + spread
  const sum = pxx + noiseM * noiseM
  let dx = x - px
  let dy = y - py
  const off = Math.sqrt(dx * dx + dy * dy)
  const most = PULL * Math.sqrt(sum)
  if (off > most) {
    // One such fix lies; after two it is the filter that is wrong, and begins anew.
    if (s.strained[slot] === 1) {
      anchor(s, slot, x, y, noiseM)
      return off
    }
    s.strained[slot] = 1
    dx *= most / off
    dy *= most / off
  } else s.strained[slot] = 0
  const gain = pxx / sum
  const gainV = pxv / sum
  s.fx[slot] = px + gain * dx
  s.fy[slot] = py + gain * dy
  s.vx[slot] = vx + gainV * dx
  s.vy[slot] = vy + gainV * dy
  s.pxx[slot] = pxx * (1 - gain)
  s.pxv[slot] = pxv * (1 - gain)
  s.pvv[slot] = pvv - gainV * pxv
  return off
}
