/** What becomes of a fix, and how many had each fate. */

/**
 * `live` moved the courier. `late`, `inaccurate` and `quarantined` are in the track alone. `duplicate` is known already.
 * The others are refused: `range` (no place on earth, in the sea at 0°/0°, or far outside of the region), `stale` (older
 * than tracks are kept), `rate`. All but `rate` are acknowledged, or the device would send them for ever.
 */
export const VERDICT = {
  live: 0,
  late: 1,
  inaccurate: 2,
  quarantined: 3,
  duplicate: 4,
  range: 5,
  stale: 6,
  rate: 7,
} as const
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT]

/** True when the track has it: these fixes are the ones that must not be lost. */
export const isKept = (verdict: Verdict): boolean => verdict <= VERDICT.quarantined

/** Counts since the region was opened; whole numbers. */
export interface IntakeCounts extends Readonly<Record<keyof typeof VERDICT, number>> {
  /** Of those above: the time was in the future and is the time of arrival now. */
  readonly clamped: number
  /** Couriers that were believed to be elsewhere after all, and that became suspects. */
  readonly teleports: number
  readonly suspects: number
}
