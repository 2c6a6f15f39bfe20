/** The offer that a courier is asked to answer, with what is left of its time: durations count, clocks do not. */
import type { Offer } from '../../../shared/delivery/types.ts'
import type { ClientClock } from '../clock.ts'
import type { LiveOffer } from './types.ts'

export class Offers {
  current: LiveOffer | null = null
  readonly #clock: ClientClock
  readonly #changed: () => void
  #endMs = 0
  #cancel: (() => void) | undefined
  #seen = ''

  constructor(clock: ClientClock, changed: () => void) {
    this.#clock = clock
    this.#changed = changed
  }

  /** What the host says that there is now. */
  put(offer: Offer | null): void {
    const nowMs = this.#clock.now()
    this.#cancel?.()
    this.#cancel = undefined
    if (offer === null) this.current = null
    else {
      // Told again after a slow line, it may say what was left when it was told first.
      const endMs = nowMs + offer.leftMs
      this.#endMs = offer.id === this.current?.id ? Math.min(this.#endMs, endMs) : endMs
      const until = this.#endMs
      this.current = { ...offer, remainingMs: () => Math.max(0, until - this.#clock.now()) }
      this.#cancel = this.#clock.after(Math.max(0, until - nowMs), this.#changed)
    }
    this.#changed()
  }

  /** True once for each offer. */
  see(): LiveOffer | null {
    const { current } = this
    if (current === null || current.id === this.#seen) return null
    this.#seen = current.id
    return current
  }

  close(): void {
    this.#cancel?.()
  }
}
