/** Everything that a room has to do later, on the one wish that a room has. */

export class Wakes {
  readonly #now: () => number
  readonly #wakeIn: (ms: number) => void
  readonly #due = new Map<string, { readonly atMs: number; readonly run: () => void }>()

  constructor(now: () => number, wakeIn: (ms: number) => void) {
    this.#now = now
    this.#wakeIn = wakeIn
  }

  /** Runs once at `atMs` of room time, or earlier where that was wished before by the same name. */
  at(name: string, atMs: number, run: () => void): void {
    const known = this.#due.get(name)
    if (known !== undefined && known.atMs <= atMs) return
    this.#due.set(name, { atMs, run })
    this.#wakeIn(Math.max(0, atMs - this.#now()))
  }

  /** Runs every `ms` for as long as it returns true. */
  every(name: string, ms: number, run: () => boolean): void {
    this.at(name, this.#now() + ms, () => {
      if (run()) this.every(name, ms, run)
    })
  }

  /** The room was woken: runs what is due, and wishes for the next. */
  woke(): void {
    const nowMs = this.#now()
    // What it runs may wish again, and must not run again now.
    const due = [...this.#due].filter(([, { atMs }]) => atMs <= nowMs)
    for (const [name, { run }] of due) {
      this.#due.delete(name)
      run()
    }
    let nextMs = Infinity
    for (const { atMs } of this.#due.values()) nextMs = Math.min(nextMs, atMs)
    if (nextMs !== Infinity) this.#wakeIn(Math.max(0, nextMs - nowMs))
  }
}
