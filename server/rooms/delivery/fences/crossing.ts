/**
 * One courier and one circle: in or out, with hysteresis, and believed only when it is confirmed.
 *
 *     out → (line touches r) → perhaps in → (2 fixes in a row within r, or still there after 5 s) → in
 *     in → (beyond r + max(30 m, r/2)) → perhaps out → (3 of 4 fixes beyond, or none back within 15 s) → out
 *
 * Whoever touches r and is then beyond the outer radius and the noise for two fixes, unconfirmed, has crossed. One wrong
 * fix does none of it, whatever accuracy it claims.
 */

const ENTER_MS = 5_000
const ENTER_FIXES = 2
const CROSS_FIXES = 2
const EXIT_MS = 15_000
const OF_FOUR = 3
/** Near, but not within r for so long: it never was in. */
const DOUBT_MS = 15_000

export interface Crossing {
  /** 0 out, 1 perhaps in, 2 in, 3 perhaps out. */
  state: number
  visit: number
  /** perhaps in: when it last touched r, Unix ms of a fix. */
  touched: number
  /** perhaps out: since when without a fix that is not beyond; 0: not at all. */
  away: number
  /** perhaps in: fixes in a row within r. */
  hits: number
  /** perhaps in: fixes in a row beyond the outer radius. */
  past: number
  /** in: a bit for each of the last four fixes, set where it lay beyond. */
  recent: number
  /** First fix of the visit, and of the time after it, Unix ms. */
  entered: number
  left: number
  /** Which dwell is still to be told: 0 none, 1 inside, 2 outside. */
  told: number
}

export const newCrossing = (): Crossing => ({
  state: 0,
  visit: 0,
  touched: 0,
  away: 0,
  hits: 0,
  past: 0,
  recent: 0,
  entered: 0,
  left: 0,
  told: 0,
})

/** Back out, as if it had not come near. */
export const reset = (c: Crossing): void => {
  c.state = 0
  c.hits = 0
  c.past = 0
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
 * @param farM nobody who is really inside is seen farther away than this
 * @returns bits: 1 entered, 2 left, 4 crossed
 */
export const judge = (
  c: Crossing,
  t: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
  radiusM: number,
  outerM: number,
  farM: number,
): number => {
  const distance2 = bx * bx + by * by
  const within = distance2 <= radiusM * radiusM
  if (c.state >= 2) return stay(c, t, distance2 > outerM * outerM)
  const beyond = distance2 > farM * farM
  if (c.state === 1 && !beyond && t - c.touched > DOUBT_MS) reset(c)
  const touches = within || nearest2(ax, ay, bx, by) <= radiusM * radiusM
  if (c.state === 0) {
    if (!touches) return 0
    c.state = 1
    c.entered = t
    c.touched = t
    c.told = 0
  }
  if (beyond) {
    c.hits = 0
    if (++c.past < CROSS_FIXES) return 0
    reset(c)
    c.visit++
    return 4
  }
  c.past = 0
  if (touches) c.touched = t
  c.hits = within ? c.hits + 1 : 0
  if (c.hits < ENTER_FIXES && !(within && t - c.entered >= ENTER_MS)) return 0
  c.state = 2
  c.visit++
  c.recent = 0
  c.away = 0
  c.told = 1
  return 1
}

const stay = (c: Crossing, t: number, beyond: boolean): number => {
  c.recent = ((c.recent << 1) | (beyond ? 1 : 0)) & 0b1111
  if (!beyond) {
    if (c.recent === 0) c.state = 2
    // The clock of an unbroken absence starts anew.
    c.away = 0
    return 0
  }
  if (c.state === 2) {
    c.state = 3
    c.left = t
  }
  if (c.away === 0) c.away = t
  const of = (c.recent & 1) + ((c.recent >> 1) & 1) + ((c.recent >> 2) & 1) + (c.recent >> 3)
  if (of < OF_FOUR && t - c.away < EXIT_MS) return 0
  reset(c)
  c.told = 2
  return 2
}
