/** Keeps a courier's fixes beyond its page: at every change, since a page that goes is not asked first. */
import type { FixBuffer } from './fix-buffer.ts'
import type { FixShelf, FixStore } from './fix-store.ts'

export class FixKeeper {
  readonly #buffer: FixBuffer
  readonly #store: FixStore | null
  readonly #name: string
  #shelf: FixShelf | undefined
  #elsewhere = false
  #saving: Promise<void> | undefined
  #changed = false
  #closed = false

  private constructor(buffer: FixBuffer, store: FixStore | null, name: string) {
    this.#buffer = buffer
    this.#store = store
    this.#name = name
  }

  /** With what the page before this one has left in the buffer. */
  static async open(buffer: FixBuffer, store: FixStore | null, name: string): Promise<FixKeeper> {
    const keeper = new FixKeeper(buffer, store, name)
    await keeper.take()
    return keeper
  }

  /** Another page of this courier has them, and sends them: two streams of one phone would undo each other. */
  get elsewhere(): boolean {
    return this.#elsewhere
  }

  /** Asks for them, with whatever the page that had them has left. False: it still has them. */
  async take(): Promise<boolean> {
    let shelf: FixShelf | undefined
    try {
      shelf = await this.#store?.claim(this.#name)
      this.#elsewhere = this.#store !== null && shelf === undefined
    } catch {
      // A browser may refuse it, as private windows do: then fixes live as long as their page.
      this.#elsewhere = false
    }
    const kept = await shelf?.load().catch(() => undefined)
    if (this.#closed) shelf?.release()
    else {
      if (kept !== undefined) this.#buffer.restore(kept)
      this.#shelf = shelf
    }
    return !this.#elsewhere
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
    this.#closed = true
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
