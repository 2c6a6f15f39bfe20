/** What stands in the composer: kept a moment after it changed. */
import type { ClientClock } from '../clock.ts'
import type { ChatStore } from './store.ts'

const KEEP_MS = 300

export class Draft {
  readonly #store: ChatStore
  readonly #clock: ClientClock
  readonly #user: string
  readonly #room: string
  #text = ''
  #cancel: (() => void) | undefined

  constructor(store: ChatStore, clock: ClientClock, user: string, room: string) {
    this.#store = store
    this.#clock = clock
    this.#user = user
    this.#room = room
  }

  get text(): string {
    return this.#text
  }
  set text(text: string) {
    if (text === this.#text) return
    this.#text = text
    this.#cancel ??= this.#clock.after(KEEP_MS, () => this.keep())
  }

  async load(): Promise<void> {
    const kept = await this.#store.draft(this.#user, this.#room).catch(() => '')
    // Whoever is writing already knows better.
    if (this.#text === '' && this.#cancel === undefined) this.#text = kept
  }

  keep(): void {
    if (this.#cancel === undefined) return
    this.#cancel()
    this.#cancel = undefined
    this.#store.keepDraft(this.#user, this.#room, this.#text).catch(() => {})
  }
}
