/**
 * One courier and one circle: in or out, with hysteresis, and believed only when it is confirmed.
 *
 *     out → (line touches r) → perhaps in → (2 fixes in a row within r, or still there after 5 s) → in
 *     in → (beyond r + max(30 m, r/2)) → perhaps out → (3 of 4 fixes beyond, or none back within 15 s) → out
 *
 * Whoever touches r and is then beyond the outer radius and the noise for two fixes, unconfirmed, has crossed. One wrong
 * fix does none of it, whatever accuracy it claims.
 */
import type { FenceColumns } from './columns.ts'

export const ENTERED = 1
export const LEFT = 2
export const CROSSED = 3

const ENTER_MS = 5_000
const ENTER_FIXES = 2
const CROSS_FIXES = 2
const EXIT_MS = 15_000
const OF_FOUR = 3
/** Near, but not within r for so long: it never was in. */
const DOUBT_MS = 15_000
/** Nobody who is really inside is seen so many accuracies beyond the outer radius. */
const FAR_NOISE = 2

/** Back out, as if it had not come near. */
export const reset = (c: FenceColumns, i: number): void => {
  c.state[i] = 0
  c.hits[i] = 0
  c.past[i] = 0
}

/** Squared distance from the centre to the line from a to b, both relative to it. */
const nearest2 = (ax: number, ay: number, bx: number, by: number): number => {
  const dx = bx - ax
  const dy = by - ay
  const length2 = dx * dx + dy * dy
  const along = length2 === 0 ? 0 : -(ax * dx + ay * dy) / length2
  const at = along < 0 ? 0 : along > 1 ? 1 : along
  const x = ax + at * dx
  const y = ay + at * dy
  return x * x + y * y
}

/**
 * Takes one fix in: the line from a to b, relative to the centre.
 * @returns ENTERED, LEFT or CROSSED; 0: none of them
 */
export const judge = (
  c: FenceColumns,
  i: number,
  t: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  noiseM: number,
): number => {
  const distance2 = bx * bx + by * by
  const outer = c.outer[i]!
  if (c.state[i]! >= 2) return stay(c, i, t, distance2 > outer * outer)
  const radius2 = c.radius[i]! * c.radius[i]!
  const touches = distance2 <= radius2 || nearest2(ax, ay, bx, by) <= radius2
  return c.state[i] === 0 && !touches ? 0 : approach(c, i, t, touches, distance2, noiseM)
}

const approach = (
  c: FenceColumns,
  i: number,
  t: number,
  touches: boolean,
  distance2: number,
  noiseM: number,
): number => {
  const within = distance2 <= c.radius[i]! * c.radius[i]!
  const far = c.outer[i]! + FAR_NOISE * noiseM
  const beyond = distance2 > far * far
  if (c.state[i] === 1 && !within && !beyond && t - c.touched[i]! > DOUBT_MS) reset(c, i)
  if (c.state[i] === 0) {
    if (!touches) return 0
    c.state[i] = 1
    c.entered[i] = t
    c.touched[i] = t
    c.told[i] = 0
  }
  if (beyond) {
    c.hits[i] = 0
    if (++c.past[i]! < CROSS_FIXES) return 0
    reset(c, i)
    c.visit[i]!++
    return CROSSED
  }
  c.past[i] = 0
  if (touches) c.touched[i] = t
  c.hits[i] = within ? c.hits[i]! + 1 : 0
  if (c.hits[i]! < ENTER_FIXES && !(within && t - c.entered[i]! >= ENTER_MS)) return 0
  c.state[i] = 2
  c.visit[i]!++
  c.recent[i] = 0
  c.away[i] = 0
  c.told[i] = 1
  return ENTERED
}

const stay = (c: FenceColumns, i: number, t: number, beyond: boolean): number => {
  const recent = ((c.recent[i]! << 1) | (beyond ? 1 : 0)) & 0b1111
  c.recent[i] = recent
  if (!beyond) {
    if (recent === 0) c.state[i] = 2
    // The clock of an unbroken absence starts anew.
    c.away[i] = 0
    return 0
  }
  if (c.state[i] === 2) {
    c.state[i] = 3
    c.left[i] = t
  }
  if (c.away[i] === 0) c.away[i] = t
  const of = (recent & 1) + ((recent >> 1) & 1) + ((recent >> 2) & 1) + (recent >> 3)
  if (of < OF_FOUR && t - c.away[i]! < EXIT_MS) return 0
  reset(c, i)
  c.told[i] = 2
  return LEFT
}
