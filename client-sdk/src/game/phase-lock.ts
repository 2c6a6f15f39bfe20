/** Shifts the time of sending until frames reach the host together, just before it steps: one wake-up for many. */

/** The host's snapshots and our frames come every three ticks. */
const PERIOD_TICKS = 3
/** Frames should arrive half a tick before a step. */
const TARGET_TICKS = 2.5
const TOLERANCE_TICKS = 0.75
/** Only ever slower: faster would run into the host's budget of commands. */
const SLOW = 0.98
/** With more jitter than this there is no phase to lock to. */
const STEADY_MS = 8

export class PhaseLock {
  /** What to multiply the time between commands' making by. */
  rate = 1

  /** A frame leaves and should reach the host at `tick`, with fraction. */
  sent(tick: number, jitterMs: number): void {
    const phase = ((tick % PERIOD_TICKS) + PERIOD_TICKS) % PERIOD_TICKS
    const offTicks = Math.abs(phase - TARGET_TICKS)
    const off = Math.min(offTicks, PERIOD_TICKS - offTicks)
    this.rate = jitterMs <= STEADY_MS && off > TOLERANCE_TICKS ? SLOW : 1
  }
}
