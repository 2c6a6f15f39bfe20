/** Calls many clients in turn, each at its own phase of one period, from a single timer. */

/** A timer cannot be asked for less. */
const STEP_MS = 1
/** Behind by more than this, calls are left out: a client that was held up does not send a storm. */
const MAX_BEHIND_MS = 200

export class Beat {
  readonly #periodMs: number
  readonly #count: number
  readonly #call: (i: number) => void
  #startMs = 0
  #made = 0
  #left = 0
  #timer: NodeJS.Timeout | undefined

  /** Client i of `count` is called at phase i / count of each period. */
  constructor(hz: number, count: number, call: (i: number) => void) {
    this.#periodMs = 1000 / hz
    this.#count = count
    this.#call = call
  }

  /** Calls that were left out so far. */
  get leftOut(): number {
    return this.#left
  }

  start(): void {
    this.#startMs = performance.now()
    this.#timer = setInterval(() => this.#wake(), STEP_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #wake(): void {
    const perMs = this.#count / this.#periodMs
    const due = Math.floor((performance.now() - this.#startMs) * perMs)
    const oldest = due - Math.floor(MAX_BEHIND_MS * perMs)
    if (this.#made < oldest) {
      this.#left += oldest - this.#made
      this.#made = oldest
    }
    while (this.#made < due) this.#call(this.#made++ % this.#count)
  }
}
