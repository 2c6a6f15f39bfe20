/** Keeps a copy of my suggestions in step: every update at once, and all of it anew when there is time. */
import type { ClientClock } from '../clock.ts'
import type { ForkCopy, KeptFork } from './local-copies.ts'

const WHOLE_MS = 1_000

export class ForkKeeping {
  readonly #clock: ClientClock
  readonly #open: () => ForkCopy | undefined
  readonly #now: () => KeptFork
  #copy: ForkCopy | undefined
  /** Nothing is written over what was not read. */
  #isRead = false
  #cancel: (() => void) | undefined

  /** `open`: the copy of what there is now; undefined: none is kept. `now`: what is to be in it. */
  constructor(clock: ClientClock, open: () => ForkCopy | undefined, now: () => KeptFork) {
    this.#clock = clock
    this.#open = open
    this.#now = now
    this.#copy = open()
  }

  get works(): boolean {
    return this.#copy?.works === true
  }

  /** What is in it; undefined: it was read before, or there is none. */
  async read(): Promise<KeptFork | undefined> {
    const copy = (this.#copy ??= this.#open())
    const kept = await copy?.loaded
    if (this.#isRead || copy !== this.#copy) return undefined
    this.#isRead = copy !== undefined
    return kept
  }

  add(update: Uint8Array): void {
    this.#copy?.add(update)
    this.soon()
  }

  soon(): void {
    if (this.#copy === undefined) return
    this.#cancel ??= this.#clock.after(WHOLE_MS, () => this.now())
  }

  now(): void {
    this.#stop()
    if (this.#isRead) this.#copy?.write(this.#now())
  }

  /** It is a copy of something else from when it is read again; the old one stays as it was. */
  another(): void {
    this.close()
    this.#isRead = false
  }

  close(): void {
    this.#stop()
    this.#copy?.close()
    this.#copy = undefined
  }

  #stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }
}
