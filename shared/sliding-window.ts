/** Counts what happened within the last so many milliseconds, in two numbers: the share of the window before fades out. */

export class SlidingWindow {
  readonly #most: number
  readonly #windowMs: number
  #startMs = -Infinity
  #before = 0
  #now = 0

  /** At most `most` in any `windowMs`, where events within a window are spread evenly. */
  constructor(most: number, windowMs: number) {
    this.#most = most
    this.#windowMs = windowMs
  }

  /** Counts one more, if it still fits: 0. Else how long to wait until it does. `nowMs` never falls. */
  take(nowMs: number): number {
    this.#slide(nowMs)
    const share = 1 - (nowMs - this.#startMs) / this.#windowMs
    const room = this.#most - 1 - this.#now
    if (this.#before * share <= room) {
      this.#now++
      return 0
    }
    const endMs = this.#startMs + this.#windowMs
    // Until enough of the window before has faded; or, where this one is full by itself, enough of this one.
    if (room >= 0) return Math.ceil(endMs - (room / this.#before) * this.#windowMs - nowMs)
    return Math.ceil(endMs + (1 - (this.#most - 1) / this.#now) * this.#windowMs - nowMs)
  }

  #slide(nowMs: number): void {
    const passed = nowMs - this.#startMs
    if (passed < this.#windowMs) return
    this.#before = passed < 2 * this.#windowMs ? this.#now : 0
    this.#startMs = passed < 2 * this.#windowMs ? this.#startMs + this.#windowMs : nowMs
    this.#now = 0
  }
}
