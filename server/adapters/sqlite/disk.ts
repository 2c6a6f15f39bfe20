/** Whether the disk takes what is written; where it did not, it is asked again until it does. */
import type { Cancel, Clock, Log } from '../../ports.ts'
import { wordsOf } from '../sql/storage-error.ts'
import type { Thread } from './thread.ts'

const ASK_MS = 1_000

export class Disk {
  readonly #writer: Thread
  readonly #clock: Clock
  readonly #log: Log
  #trouble: string | undefined
  #lastMs = -Infinity
  #cancel: Cancel = () => undefined
  #closed = false

  constructor(writer: Thread, clock: Clock, log: Log) {
    this.#writer = writer
    this.#clock = clock
    this.#log = log
  }

  get trouble(): string | undefined {
    return this.#trouble
  }

  /** Since something was written, or tried to. */
  get quietMs(): number {
    return this.#clock.now() - this.#lastMs
  }

  /** How an attempt to write went: a reason where the database would not. */
  wrote(trouble: string | undefined): void {
    this.#lastMs = this.#clock.now()
    if (trouble === this.#trouble) return
    this.#trouble = trouble
    if (trouble === undefined) this.#log.info('the database can be written again')
    else this.#log.error('the database cannot be written', { reason: trouble })
    this.#cancel()
    if (trouble !== undefined) this.#askAgain()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
  }

  #askAgain(): void {
    if (this.#closed) return
    this.#cancel = this.#clock.after(ASK_MS, () => {
      this.#writer.ask('probe', null).then(
        () => this.wrote(undefined),
        (thrown: unknown) => {
          this.wrote(wordsOf(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown))
          // The same trouble as before changes nothing, and asks nothing.
          this.#cancel()
          this.#askAgain()
        },
      )
    })
  }
}
