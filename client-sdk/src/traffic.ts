/** What went over the wire, counted in plain numbers; rates are made when somebody asks. */
import type { ClientClock } from './clock.ts'

const WINDOW_MS = 1_000

export class Traffic {
  bytesIn = 0
  bytesOut = 0
  framesIn = 0
  framesOut = 0
  reconnects = 0
  /** Rooms that came back with nothing missed. */
  resumed = 0
  /** Ordered events that such rooms caught up on: those within one round trip of JOINED. */
  missedRecovered = 0
  #inPerSecond = 0
  #outPerSecond = 0
  #fromMs: number
  #fromIn = 0
  #fromOut = 0
  readonly #clock: ClientClock

  constructor(clock: ClientClock) {
    this.#clock = clock
    this.#fromMs = clock.now()
  }

  /** Bytes a second over the time since the last reading, of a second at least. */
  rates(): { readonly inPerSecond: number; readonly outPerSecond: number } {
    const nowMs = this.#clock.now()
    const spanMs = nowMs - this.#fromMs
    if (spanMs >= WINDOW_MS) {
      this.#inPerSecond = ((this.bytesIn - this.#fromIn) * 1000) / spanMs
      this.#outPerSecond = ((this.bytesOut - this.#fromOut) * 1000) / spanMs
      this.#fromMs = nowMs
      this.#fromIn = this.bytesIn
      this.#fromOut = this.bytesOut
    }
    return { inPerSecond: this.#inPerSecond, outPerSecond: this.#outPerSecond }
  }
}
