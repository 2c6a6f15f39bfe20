/** The time machine: where a courier was, at any moment of its track, once to sixty times as fast as it went. */
import { UNKNOWN_SPEED } from './fixes.ts'
import type { FixColumns } from './fixes.ts'

/** Between fixes farther apart than this nobody knows the way: it waits at the first, and is then at the second. */
const GAP_MS = 60_000
export const REPLAY_PACE_MAX = 60
const WORLD_E7 = 3_600_000_000

export interface ReplayView {
  /** Unix ms, of the track. */
  readonly t: number
  readonly latE7: number
  readonly lonE7: number
  /** Of the last fix; 0.01°, or UNKNOWN_HEADING. */
  readonly headingCdeg: number
  /** Of the last fix; or UNKNOWN_SPEED. 0 where it waits. */
  readonly speedCmS: number
  /** Between fixes too far apart. */
  readonly gap: boolean
}

/** Row of the last fix at or before `t`; −1 before the first. */
export const rowAt = (fixes: FixColumns, t: number): number => {
  let low = 0
  let high = fixes.count
  while (low < high) {
    const middle = (low + high) >> 1
    if (fixes.ts[middle]! <= t) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** A cursor over one track (mergeTrack's, at least one fix). It moves by the caller's clock. */
export class TrackReplay {
  readonly #fixes: FixColumns
  #pace = 1
  #t: number

  constructor(fixes: FixColumns) {
    this.#fixes = fixes
    this.#t = this.fromMs
  }

  get fromMs(): number {
    return this.#fixes.ts[0] ?? 0
  }

  get toMs(): number {
    return this.#fixes.ts[this.#fixes.count - 1] ?? 0
  }

  get done(): boolean {
    return this.#t >= this.toMs
  }

  get pace(): number {
    return this.#pace
  }

  /** 1 to 60 times as fast as life. */
  set pace(times: number) {
    this.#pace = Math.min(Math.max(times, 1), REPLAY_PACE_MAX)
  }

  /** Goes to a moment of the track, Unix ms. */
  seek(t: number): ReplayView {
    this.#t = Math.min(Math.max(t, this.fromMs), this.toMs)
    return this.view()
  }

  /** So much time has passed for who watches. */
  advance(elapsedMs: number): ReplayView {
    return this.seek(this.#t + elapsedMs * this.#pace)
  }

  view(): ReplayView {
    const { ts, latsE7, lonsE7, headingsCdeg, speedsCmS, count } = this.#fixes
    const t = this.#t
    const row = rowAt(this.#fixes, t)
    const next = Math.min(row + 1, count - 1)
    const span = ts[next]! - ts[row]!
    const gap = span > GAP_MS
    const share = span === 0 || gap ? 0 : (t - ts[row]!) / span
    // The short way around the world.
    let east = lonsE7[next]! - lonsE7[row]!
    if (east > WORLD_E7 / 2) east -= WORLD_E7
    else if (east < -WORLD_E7 / 2) east += WORLD_E7
    let lonE7 = Math.round(lonsE7[row]! + share * east)
    if (lonE7 >= WORLD_E7 / 2) lonE7 -= WORLD_E7
    else if (lonE7 < -WORLD_E7 / 2) lonE7 += WORLD_E7
    const speedCmS = speedsCmS[row]!
    return {
      t,
      latE7: Math.round(latsE7[row]! + share * (latsE7[next]! - latsE7[row]!)),
      lonE7,
      headingCdeg: headingsCdeg[row]!,
      speedCmS: gap && speedCmS !== UNKNOWN_SPEED ? 0 : speedCmS,
      gap,
    }
  }
}
