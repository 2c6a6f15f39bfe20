/** Keeps a courier's fixes beyond its page: soon after they change, and when it goes. */
import type { ClientClock } from '../clock.ts'
import type { Off } from '../listeners.ts'
import type { FixBuffer } from './fix-buffer.ts'
import type { FixShelf, FixStore } from './fix-store.ts'

const SAVE_MS = 1_000
const ignored = (): void => {}

export class FixKeeper {
  readonly #clock: ClientClock
  readonly #buffer: FixBuffer
  readonly #shelf: FixShelf | undefined
  readonly #off: Off
  #cancel: (() => void) | undefined

  private constructor(clock: ClientClock, buffer: FixBuffer, shelf: FixShelf | undefined) {
    this.#clock = clock
    this.#buffer = buffer
    this.#shelf = shelf
    this.#off = shelf === undefined ? ignored : onHide(() => this.#save())
  }

  /** With what the page before this one has left in the buffer. */
  static async open(clock: ClientClock, buffer: FixBuffer, store: FixStore | null, name: string): Promise<FixKeeper> {
    // A browser may refuse it, as private windows do: then fixes live as long as their page.
    const shelf = await store?.claim(name).catch(() => undefined)
    const kept = await shelf?.load().catch(() => undefined)
    if (kept !== undefined) buffer.restore(kept)
    return new FixKeeper(clock, buffer, shelf)
  }

  changed(): void {
    if (this.#shelf !== undefined) this.#cancel ??= this.#clock.after(SAVE_MS, () => void this.#save())
  }

  close(): void {
    this.#off()
    if (this.#shelf === undefined) return
    this.#save()
      .catch(ignored)
      .finally(() => this.#shelf?.release())
  }

  async #save(): Promise<void> {
    this.#cancel?.()
    this.#cancel = undefined
    await this.#shelf?.save(this.#buffer.keep()).catch(ignored)
  }
}

/** A page that is hidden may never be heard of again. */
const onHide = (run: () => Promise<void>): Off => {
  if (typeof window === 'undefined') return ignored
  const hidden = (): void => void run()
  window.addEventListener('pagehide', hidden)
  return () => window.removeEventListener('pagehide', hidden)
}
