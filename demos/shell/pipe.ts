/** What is on the way in one direction: delayed or held, never out of order, as TCP keeps it. */

export class Pipe {
  readonly #delayMs: () => number
  readonly #held: () => boolean
  readonly #waiting: { readonly dueMs: number; readonly run: () => void }[] = []
  #timer = 0

  constructor(delayMs: () => number, held: () => boolean) {
    this.#delayMs = delayMs
    this.#held = held
  }

  /** Runs at once on a line without faults. */
  push(run: () => void): void {
    const delayMs = this.#delayMs()
    if (delayMs === 0 && !this.#held() && this.#waiting.length === 0) return run()
    const lastMs = this.#waiting.at(-1)?.dueMs ?? 0
    this.#waiting.push({ dueMs: Math.max(lastMs, performance.now() + delayMs), run })
    this.flush()
  }

  flush(): void {
    clearTimeout(this.#timer)
    if (this.#held()) return
    while (this.#waiting.length > 0 && (this.#waiting[0]?.dueMs ?? 0) <= performance.now()) this.#waiting.shift()?.run()
    const next = this.#waiting[0]
    if (next === undefined) return
    this.#timer = window.setTimeout(() => this.flush(), Math.max(1, next.dueMs - performance.now()))
  }

  clear(): void {
    clearTimeout(this.#timer)
    this.#waiting.length = 0
  }
}
