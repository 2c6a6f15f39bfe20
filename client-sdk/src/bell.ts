/** Tells listeners that something changed: once for everything that happened in a turn. */
import { Listeners } from './listeners.ts'
import type { Off } from './listeners.ts'

export class Bell<E extends string> {
  readonly #runs = new Map<E, Listeners<[]>>()
  readonly #due = new Set<E>()

  on(event: E, run: () => void): Off {
    let runs = this.#runs.get(event)
    if (runs === undefined) this.#runs.set(event, (runs = new Listeners()))
    return runs.add(run)
  }

  ring(event: E): void {
    // Behind what promises that were settled in this turn lead to: an own line never stands beside its own message.
    if (this.#due.size === 0) queueMicrotask(() => queueMicrotask(() => this.#tell()))
    this.#due.add(event)
  }

  #tell(): void {
    const due = [...this.#due]
    this.#due.clear()
    for (const event of due) this.#runs.get(event)?.emit()
  }
}
