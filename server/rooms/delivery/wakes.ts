/** Everything that a region has to do later, on the one wish that a room has. */

export class Wakes {
  readonly #now: () => number
  readonly #wakeIn: (ms: number) => void
  readonly #due = new Map<string, { readonly atMs: number; readonly run: () => void }>()

  constructor(now: () => number, wakeIn: (ms: number) => void) {
    this.#now = now
    this.#wakeIn = wakeIn
  }

  /** Runs once, in `ms`; a wish of the same name that waits already is left as it is. */
  in(name: string, ms: number, run: () => void): void {
    if (this.#due.has(name)) return
    this.#due.set(name, { atMs: this.#now() + ms, run })
    this.#wakeIn(ms)
  }

  /** Runs every `ms` for as long as it returns true. */
  every(name: string, ms: number, run: () => boolean): void {
    this.in(name, ms, () => {
      if (run()) this.every(name, ms, run)
    })
  }

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
