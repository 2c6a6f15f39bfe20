/** My presence: what I chose, and away by itself after some minutes without a sign of life. */
import type { Status } from '../../shared/chat/types.ts'
import { identitySlot } from '../shell/identity.ts'
import { stored } from '../shell/storage.ts'

const IDLE_MS = 5 * 60_000
const LOOK_MS = 15_000
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const
const KEY = `tutti.chat.status.${identitySlot()}`

const isStatus = (text: string | undefined): text is Status =>
  text === 'online' || text === 'away' || text === 'dnd' || text === 'invisible'

export class OwnStatus {
  #chosen: Status
  #idle = false
  #aliveAt = Date.now()
  readonly #timer: number
  readonly #listeners = new Set<() => void>()

  constructor() {
    const kept = stored.get(KEY)
    this.#chosen = isStatus(kept) ? kept : 'online'
    this.#timer = window.setInterval(() => this.#look(), LOOK_MS)
    for (const sign of SIGNS) window.addEventListener(sign, this.#alive, { passive: true, capture: true })
  }

  get chosen(): Status {
    return this.#chosen
  }
  /** What others are told. */
  get now(): Status {
    return this.#idle && this.#chosen === 'online' ? 'away' : this.#chosen
  }

  choose(status: Status): void {
    this.#chosen = status
    stored.set(KEY, status)
    this.#tell()
  }

  onChange(run: () => void): void {
    this.#listeners.add(run)
  }

  close(): void {
    window.clearInterval(this.#timer)
    for (const sign of SIGNS) window.removeEventListener(sign, this.#alive, { capture: true })
  }

  readonly #alive = (): void => {
    this.#aliveAt = Date.now()
    if (this.#idle) this.#look()
  }

  #look(): void {
    const idle = Date.now() - this.#aliveAt >= IDLE_MS
    if (idle === this.#idle) return
    this.#idle = idle
    this.#tell()
  }

  #tell(): void {
    for (const run of this.#listeners) run()
  }
}
