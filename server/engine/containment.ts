/** Runs a room's code so that what it throws is either a refusal for one member or the end of this room, never more. */
import { TuttiError, toError } from '../../shared/errors.ts'
import type { Clock, Log } from '../ports.ts'
import type { Output } from './output.ts'

/** One bug may be bad luck; this many within the window mean a state that nobody should go on with. */
const STRIKES = 3
const WINDOW_MS = 10_000

export class Containment {
  readonly #where: { readonly kind: string; readonly room: string }
  readonly #output: Output
  readonly #clock: Clock
  readonly #log: Log
  #strikesMs: number[] = []
  #broken = false

  constructor(where: { readonly kind: string; readonly room: string }, output: Output, clock: Clock, log: Log) {
    this.#where = where
    this.#output = output
    this.#clock = clock
    this.#log = log
  }

  /** The room's state can no longer be trusted: its code must not run again. */
  get broken(): boolean {
    return this.#broken
  }

  /**
   * Runs what one member asked for. Undefined: done; else what to tell the member. A bug counts against the room, and
   * a refusal after others were told of it is a bug that cannot be undone (PROTOCOL R10).
   */
  attempt(run: () => void): TuttiError | null {
    const { mark } = this.#output
    try {
      run()
      return null
    } catch (thrown) {
      const spoke = this.#output.mark !== mark
      if (thrown instanceof TuttiError && !spoke) return thrown
      this.#report(thrown)
      if (spoke || this.#isOut()) this.#broken = true
      return thrown instanceof TuttiError ? new TuttiError('internal', undefined, { cause: thrown }) : toError(thrown)
    }
  }

  /** Runs what nobody asked for and nobody can be refused: what throws in there ends the room. */
  guard(run: () => void): void {
    if (this.#broken) return
    try {
      run()
    } catch (thrown) {
      this.#report(thrown)
      this.#broken = true
    }
  }

  /** Nothing of the room runs from here on. */
  end(): void {
    this.#broken = true
  }

  #isOut(): boolean {
    const nowMs = this.#clock.now()
    this.#strikesMs = this.#strikesMs.filter((at) => at > nowMs - WINDOW_MS)
    this.#strikesMs.push(nowMs)
    return this.#strikesMs.length >= STRIKES
  }

  #report(thrown: unknown): void {
    const error = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
    this.#log.error('a room threw', { ...this.#where, error })
  }
}
