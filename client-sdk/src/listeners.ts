/** A set of callbacks that cannot hurt whoever calls them. */

export type Off = () => void

export class Listeners<Args extends readonly unknown[]> {
  readonly #runs = new Set<(...args: Args) => void>()

  add(run: (...args: Args) => void): Off {
    // Wrapped, so that the same function added twice is two listeners with an `Off` each.
    const own = (...args: Args) => run(...args)
    this.#runs.add(own)
    return () => this.#runs.delete(own)
  }

  emit(...args: Args): void {
    for (const run of this.#runs) {
      try {
        run(...args)
      } catch (thrown) {
        // The application's bug is the application's to see, as an uncaught error, and must not stop the protocol.
        queueMicrotask(() => {
          throw thrown
        })
      }
    }
  }
}
