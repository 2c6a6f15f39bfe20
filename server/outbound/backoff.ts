/** How long to wait before trying again, and when to give up. */

const FIRST_MS = 5_000
const LONGEST_MS = 6 * 3_600_000
/** The waits before them add up to some 17 hours: a receiver may be down for a night. */
const TRIES = 15

/**
 * Null: never. Half of the wait is left to chance, so that what failed together does not come back together.
 * @param tries made in vain, the last one too
 * @param atLeastMs what the receiver asked for
 */
export const nextTryMs = (tries: number, random: () => number, atLeastMs = 0): number | null => {
  if (tries >= TRIES) return null
  const waitMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1))
  return Math.max(Math.min(atLeastMs, LONGEST_MS), waitMs * (0.5 + random() / 2))
}
