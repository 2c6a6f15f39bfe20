/** How long to wait before trying again: full jitter under a growing cap (PROTOCOL C1). */
import type { ClientClock } from './clock.ts'

const BASE_MS = 500
const CAP_MS = 20_000
const HEALTHY_MS = 10_000
/** Tries that a server may time freely; a ROUTE or `retryMs` that goes on for longer does not get below the backoff. */
const TRUSTED_TRIES = 4

/** Counts tries and forgets them after 10 s of health. */
export class Backoff {
  readonly #clock: ClientClock
  readonly #random: () => number
  #tries = 0
  #healthySinceMs = Infinity

  constructor(clock: ClientClock, random: () => number) {
    this.#clock = clock
    this.#random = random
  }

  healthy(): void {
    this.#healthySinceMs = this.#clock.now()
  }

  /** The wait before the next try, in ms. `toldMs`: what the server asked for, where it asked. */
  nextMs(toldMs?: number): number {
    if (this.#clock.now() - this.#healthySinceMs >= HEALTHY_MS) this.#tries = 0
    this.#healthySinceMs = Infinity
    const tries = this.#tries++
    const jitterMs = this.#random() * Math.min(CAP_MS, BASE_MS * 2 ** tries)
    if (toldMs === undefined) return jitterMs
    return tries < TRUSTED_TRIES ? toldMs : Math.max(toldMs, jitterMs)
  }
}
