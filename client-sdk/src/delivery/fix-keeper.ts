/** Keeps a courier's fixes beyond its page: at every change, since a page that goes is not asked first. */
import type { FixBuffer } from './fix-buffer.ts'
import type { FixShelf, FixStore } from './fix-store.ts'

export class FixKeeper {
  readonly #buffer: FixBuffer
  readonly #shelf: FixShelf | undefined
  #saving: Promise<void> | undefined
  #changed = false

  private constructor(buffer: FixBuffer, shelf: FixShelf | undefined) {
    this.#buffer = buffer
    this.#shelf = shelf
  }

  /** With what the page before this one has left in the buffer. */
  static async open(buffer: FixBuffer, store: FixStore | null, name: string): Promise<FixKeeper> {
    // A browser may refuse it, as private windows do: then fixes live as long as their page.
    const shelf = await store?.claim(name).catch(() => undefined)
    const kept = await shelf?.load().catch(() => undefined)
    if (kept !== undefined) buffer.restore(kept)
    return new FixKeeper(buffer, shelf)
  }

  /** What changes while it is written is written once, after that. */
  changed(): void {
    if (this.#shelf === undefined) return
    this.#changed = true
    this.#saving ??= this.#save(this.#shelf).finally(() => {
      this.#saving = undefined
      if (this.#changed) this.changed()
    })
  }

  close(): void {
    const release = (): void => this.#shelf?.release()
    this.changed()
    if (this.#saving === undefined) release()
    else void this.#saving.then(release)
  }

  async #save(shelf: FixShelf): Promise<void> {
    while (this.#changed) {
      this.#changed = false
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      await shelf.save(this.#buffer.keep()).catch(() => {})
    }
  }
}
