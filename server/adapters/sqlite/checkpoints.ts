/** Keeps the log short without a commit ever waiting for it: a thread of its own moves pages home, the writer only the last few. */
import type { Cancel, Clock, Log } from '../../ports.ts'
import { wordsOf } from '../sql/storage-error.ts'
import type { Thread } from './thread.ts'

/** Between two rounds while something is written. Hot pages are moved once a round, not once a commit. */
const PERIOD_MS = 500
/** Pages in the log above which the writer lends a hand: only where nothing at all is left to move can it begin anew. */
const LONG_PAGES = 4000

export class Checkpoints {
  readonly #mover: Thread
  readonly #writer: Thread
  readonly #clock: Clock
  readonly #log: Log
  #cancel: Cancel | undefined
  #again = false
  #closed = false

  constructor(mover: Thread, writer: Thread, clock: Clock, log: Log) {
    this.#mover = mover
    this.#writer = writer
    this.#clock = clock
    this.#log = log
  }

  /** Something was committed. */
  wrote(): void {
    if (this.#cancel !== undefined) this.#again = true
    else if (!this.#closed) this.#cancel = this.#clock.after(PERIOD_MS, () => void this.#round())
  }

  close(): void {
    this.#closed = true
    this.#cancel?.()
  }

  async #round(): Promise<void> {
    this.#again = false
    try {
      const pages = await this.#mover.ask<number>('checkpoint', null)
      if (pages > LONG_PAGES && !this.#closed) await this.#writer.ask('checkpoint', null)
    } catch (thrown) {
      // A disk that is full, or a host that closes: the commits say so, and the next round tries again.
      if (!this.#closed) this.#log.debug('the log could not be moved home', { reason: wordsOf(thrown) })
    }
    this.#cancel = undefined
    if (this.#again) this.wrote()
  }
}
