/** Keeps commands below the host's own limit of frames (PROTOCOL L1), so that a long queue is not refused on its return. */
import type { ClientClock } from './clock.ts'
import { LIMITS } from '../../shared/limits.ts'

// Half of what the host allows: inputs, acks and pongs draw on the same bucket.
const PER_SECOND = LIMITS.framesPerSecond / 2
const BURST = LIMITS.framesBurst / 2

export class Pace {
  readonly #clock: ClientClock
  #tokens = BURST
  #atMs: number

  constructor(clock: ClientClock) {
    this.#clock = clock
    this.#atMs = clock.now()
  }

  take(): boolean {
    const nowMs = this.#clock.now()
    this.#tokens = Math.min(BURST, this.#tokens + ((nowMs - this.#atMs) * PER_SECOND) / 1000)
    this.#atMs = nowMs
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }

  /** A new connection has a new bucket. */
  refill(): void {
    this.#tokens = BURST
  }
}

/** How long to wait after take() said no: a handful of tokens at once, not a timer for each. */
export const PACE_WAIT_MS = 50
