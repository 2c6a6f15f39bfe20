/** Who listens to a document: as Yjs providers are listened to, and as the rest of the SDK is. */
import { Bell } from '../bell.ts'
import { Listeners } from '../listeners.ts'
import type { Off } from '../listeners.ts'
import type { DocEvents } from './types.ts'

type Run<E extends keyof DocEvents> = (...args: DocEvents[E]) => void
/** Events without a word of their own, told once for all that changed in a turn. */
type Quiet = { [E in keyof DocEvents]: DocEvents[E] extends [] ? E : never }[keyof DocEvents]

const QUIET = ['saved', 'role', 'info', 'threads', 'suggestions', 'versions'] as const satisfies readonly Quiet[]

export class DocEars {
  readonly #bell = new Bell<Quiet>()
  readonly #events = new Map<keyof DocEvents, Listeners<readonly unknown[]>>()
  /** For those that are taken off by name, as Yjs does it. */
  readonly #offs = new Map<keyof DocEvents, Map<unknown, Off>>()

  constructor() {
    for (const event of QUIET) this.#bell.on(event, () => this.tell(event))
  }

  on<E extends keyof DocEvents>(event: E, run: Run<E>): Off {
    let listeners = this.#events.get(event)
    if (listeners === undefined) this.#events.set(event, (listeners = new Listeners()))
    let offs = this.#offs.get(event)
    if (offs === undefined) this.#offs.set(event, (offs = new Map()))
    // A function that is added again is one listener, as in Yjs.
    const known = offs.get(run)
    if (known !== undefined) return known
    // What is told under a name is what DocEvents says of it.
    const remove = listeners.add(run as unknown as (...args: readonly unknown[]) => void)
    const off = (): void => {
      remove()
      offs.delete(run)
    }
    offs.set(run, off)
    return off
  }

  off<E extends keyof DocEvents>(event: E, run: Run<E>): void {
    this.#offs.get(event)?.get(run)?.()
  }

  tell<E extends keyof DocEvents>(event: E, ...args: DocEvents[E]): void {
    this.#events.get(event)?.emit(...args)
  }

  ring(event: Quiet): void {
    this.#bell.ring(event)
  }

  clear(): void {
    this.#events.clear()
    this.#offs.clear()
  }
}
