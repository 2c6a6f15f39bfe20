/** Everything that a document has to do later, on the one wish that a room has. */

export class Wakes {
  readonly #now: () => number
  readonly #wakeIn: (ms: number) => void
  readonly #due = new Map<string, { atMs: number; readonly run: () => void }>()

  constructor(now: () => number, wakeIn: (ms: number) => void) {
    this.#now = now
    this.#wakeIn = wakeIn
  }

  /** Runs once at `atMs` of room time, or earlier where that was wished before. */
  at(name: string, atMs: number, run: () => void): void {
    const known = this.#due.get(name)
    if (known !== undefined && known.atMs <= atMs) return
    this.#due.set(name, { atMs, run })
    this.#wakeIn(Math.max(0, atMs - this.#now()))
  }

  woke(): void {
    const nowMs = this.#now()
    for (const [name, { atMs, run }] of this.#due) {
      if (atMs > nowMs) continue
      this.#due.delete(name)
      run()
    }
    let nextMs = Infinity
    for (const { atMs } of this.#due.values()) nextMs = Math.min(nextMs, atMs)
    if (nextMs !== Infinity) this.#wakeIn(Math.max(0, nextMs - nowMs))
  }
}
