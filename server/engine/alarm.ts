/** A room's wish for a tick at some time: the earliest counts, and one that was met is gone. */
import type { Cancel, Clock } from '../ports.ts'

export class Alarm {
  readonly #clock: Clock
  readonly #ring: () => void
  #dueMs = Infinity
  #cancel: Cancel | undefined
  #rang = false

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock
    this.#ring = ring
  }

  set(ms: number): void {
    const dueMs = this.#clock.now() + Math.max(0, ms)
    if (dueMs >= this.#dueMs) return
    this.#cancel?.()
    this.#dueMs = dueMs
    this.#cancel = this.#clock.after(Math.max(0, ms), () => {
      this.#dueMs = Infinity
      this.#rang = true
      this.#ring()
    })
  }

  /** True, once, when it rang. */
  take(): boolean {
    const rang = this.#rang
    this.#rang = false
    return rang
  }

  stop(): void {
    this.#cancel?.()
  }
}
