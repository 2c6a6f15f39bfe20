/** When a reactive room may run: at once if it was idle, else after a period that grows with its members. */
import type { Cancel, Clock } from '../ports.ts'

/** The work of telling one member is about 8 µs of kernel time; at 1,000 members a 30 ms period leaves most of a core. */
const MS_PER_MEMBER = 0.03
const MAX_PERIOD_MS = 266

/** The shortest time from one tick of a reactive room to the next, by how many members it has, in milliseconds. */
export const periodOf = ({ tickHz, periodMs }: Paced, members: number): number =>
  Math.min(MAX_PERIOD_MS, Math.max(1000 / tickHz, members * MS_PER_MEMBER, periodMs?.(members) ?? 0))

/** What a kind says of it. */
export interface Paced {
  readonly tickHz: number
  readonly periodMs?: (members: number) => number
}

export class Pace {
  readonly #clock: Clock
  readonly #periodMs: () => number
  readonly #run: () => void
  #lastMs = -Infinity
  #pending: Cancel | undefined
  #stopped = false

  constructor(clock: Clock, periodMs: () => number, run: () => void) {
    this.#clock = clock
    this.#periodMs = periodMs
    this.#run = run
  }

  /** Something waits for a tick. */
  wake(): void {
    if (this.#pending !== undefined || this.#stopped) return
    const waitMs = this.#lastMs + this.#periodMs() - this.#clock.now()
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
