/** What must end when a view ends, in one place. */

export class Closing {
  readonly #ends: (() => void)[] = []

  /** Runs at close, the last first. */
  add(end: () => void): void {
    this.#ends.push(end)
  }

  /** Runs so often until close. */
  every(ms: number, run: () => void): void {
    const timer = window.setInterval(run, ms)
    this.add(() => window.clearInterval(timer))
  }

  close(): void {
    for (const end of this.#ends.splice(0).toReversed()) end()
  }
}
