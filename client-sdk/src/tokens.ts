/** The token: where it comes from, until when it serves, and when to ask for the next. */
import type { ClientClock } from './clock.ts'

export type TokenSource = string | (() => string | Promise<string>)

/** Thrown by a token function: nobody is signed in any more, so the client closes and does not try again. */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError'
}

const MARGIN_MS = 30_000
/** Timers hold 2^31 ms at most; a long wait is made of shorter ones. */
const LONGEST_WAIT_MS = 86_400_000

export class Tokens {
  readonly #source: TokenSource
  readonly #clock: ClientClock
  #token: string | undefined
  #lifeMs = 0
  #renewAtMs = Infinity
  #cancel: (() => void) | undefined

  constructor(source: TokenSource, clock: ClientClock) {
    this.#source = source
    this.#clock = clock
  }

  /** The token to say HELLO with. Rejects as the source does. */
  async get(): Promise<string> {
    if (this.#token === undefined || this.#clock.now() >= this.#renewAtMs) this.#token = await this.#ask()
    return this.#token
  }

  /** The host refused it as expired. */
  stale(): void {
    this.#token = undefined
  }

  /**
   * The token in use has `lifeMs` to live, 0: forever. Before that ends, `renew` is called with a new one, if there is
   * a function to get it from; a function that fails is asked again until it is too late.
   */
  serves(lifeMs: number, renew: (token: string) => void, failed: (thrown: unknown) => void): void {
    this.stop()
    this.#lifeMs = lifeMs
    // A token that lives for less than a minute is renewed at half its life, not at once and again.
    this.#renewAtMs = lifeMs > 0 ? this.#clock.now() + Math.max(lifeMs - MARGIN_MS, lifeMs / 2) : Infinity
    if (typeof this.#source === 'function' && lifeMs > 0) this.#wait(renew, failed)
  }

  /** How long the last token lived: what is assumed of the next when nobody tells. */
  get lifeMs(): number {
    return this.#lifeMs
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #wait(renew: (token: string) => void, failed: (thrown: unknown) => void): void {
    const waitMs = Math.min(this.#renewAtMs - this.#clock.now(), LONGEST_WAIT_MS)
    const cancel = this.#clock.after(Math.max(0, waitMs), () => {
      if (this.#clock.now() < this.#renewAtMs) return this.#wait(renew, failed)
      this.#ask().then(
        (token) => {
          if (this.#cancel !== cancel) return
          this.#token = token
          renew(token)
        },
        (thrown: unknown) => {
          if (this.#cancel !== cancel) return
          failed(thrown)
          if (this.#cancel !== cancel) return
          this.#renewAtMs = this.#clock.now() + Math.min(MARGIN_MS, this.#lifeMs) / 6
          this.#wait(renew, failed)
        },
      )
    })
    this.#cancel = cancel
  }

  async #ask(): Promise<string> {
    return typeof this.#source === 'function' ? this.#source() : this.#source
  }
}
