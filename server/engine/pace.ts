/** When a reactive room may run: at once if it was idle, else after a period that grows with its members. */
import type { Cancel, Clock } from '../ports.ts'

/** The work of telling one member is about 8 µs of kernel time; at 1,000 members a 30 ms period leaves most of a core. */
const MS_PER_MEMBER = 0.03
const MAX_PERIOD_MS = 266

export class Pace {
  readonly #clock: Clock
  readonly #minPeriodMs: number
  readonly #run: () => void
  readonly #members: () => number
  #lastMs = -Infinity
  #pending: Cancel | undefined
  #stopped = false

  constructor(clock: Clock, maxHz: number, members: () => number, run: () => void) {
    this.#clock = clock
    this.#minPeriodMs = 1000 / maxHz
    this.#members = members
    this.#run = run
  }

  /** Something waits for a tick. */
  wake(): void {
    if (this.#pending !== undefined || this.#stopped) return
    const periodMs = Math.min(MAX_PERIOD_MS, Math.max(this.#minPeriodMs, this.#members() * MS_PER_MEMBER))
    const waitMs = this.#lastMs + periodMs - this.#clock.now()
    this.#pending = waitMs <= 0 ? this.#clock.soon(this.#fire) : this.#clock.after(waitMs, this.#fire)
  }

  /** For good. */
  stop(): void {
    this.#stopped = true
    this.#pending?.()
  }

  #fire = (): void => {
    this.#pending = undefined
    this.#lastMs = this.#clock.now()
    this.#run()
  }
}
