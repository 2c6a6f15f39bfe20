/** How many of something come in a second, measured over a second at least. */

const WINDOW_MS = 1_000

export class Rate {
  perSecond = 0
  #sinceMs: number
  #count = 0

  constructor(nowMs: number) {
    this.#sinceMs = nowMs
  }

  add(nowMs: number): void {
    this.#count++
    const spanMs = nowMs - this.#sinceMs
    if (spanMs < WINDOW_MS) return
    this.perSecond = (this.#count * 1_000) / spanMs
    this.#sinceMs = nowMs
    this.#count = 0
  }
}
