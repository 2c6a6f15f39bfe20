/** Which numbers of a courier's stream have come: a window of the last 1024, and below it the highest without a gap. */
import { SEEN_WORDS } from './slots.ts'
import type { Slots } from './slots.ts'

export const SEEN_WINDOW = SEEN_WORDS * 32

/** Begins the numbers of a stream of which everything up to `floor` has come, or will not come. */
export const beginStream = (s: Slots, slot: number, epochMs: number, floor: number): void => {
  s.epochMs[slot] = epochMs
  s.top[slot] = floor
  s.floor[slot] = floor
  s.seen.fill(0, slot * SEEN_WORDS, (slot + 1) * SEEN_WORDS)
}

/**
 * True when this number has come already. One that is older than the window has not, as far as can be known: two hours
 * kept offline are more than it holds, and must not be thrown away for being old.
 */
export const wasSeen = (s: Slots, slot: number, seq: number): boolean => {
  if (seq <= s.floor[slot]!) return true
  const behind = s.top[slot]! - seq
  if (behind < 0 || behind >= SEEN_WINDOW) return false
  return ((s.seen[slot * SEEN_WORDS + ((seq >>> 5) & (SEEN_WORDS - 1))]! >>> (seq & 31)) & 1) === 1
}

/** Notes that a number has come, and moves the floor over all that follow it without a gap. */
export const markSeen = (s: Slots, slot: number, seq: number): void => {
  const base = slot * SEEN_WORDS
  const { seen } = s
  const top = s.top[slot]!
  const floor = s.floor[slot]!
  if (seq > top) {
    if (seq - top >= SEEN_WINDOW) seen.fill(0, base, base + SEEN_WORDS)
    else for (let n = top + 1; n < seq; n++) seen[base + ((n >>> 5) & (SEEN_WORDS - 1))]! &= ~(1 << (n & 31))
    s.top[slot] = seq
  }
  if (s.top[slot]! - seq < SEEN_WINDOW) seen[base + ((seq >>> 5) & (SEEN_WORDS - 1))]! |= 1 << (seq & 31)
  if (seq === floor + 1) raiseFloor(s, slot, seq)
}

/** Everything up to `floor` has come, or will not come: what the device holds no longer is not waited for. */
export const raiseFloor = (s: Slots, slot: number, floor: number): void => {
  if (floor <= s.floor[slot]!) return
  if (floor > s.top[slot]!) {
    // All that the window told of lies below the floor now; nothing above it has come.
    s.seen.fill(0, slot * SEEN_WORDS, (slot + 1) * SEEN_WORDS)
    s.top[slot] = floor
  }
  s.floor[slot] = floor
  const top = s.top[slot]!
  let next = floor + 1
  while (next <= top && top - next < SEEN_WINDOW && wasSeen(s, slot, next)) s.floor[slot] = next++
}
