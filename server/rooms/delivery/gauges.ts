/** How long things take in a region, for its dispatchers' figures: by the host's stopwatch, where there is one. */

/** One move of so many is measured: reading the stopwatch takes as long as half a move. */
const EVERY = 16
/** Decisions that the p99 is of. */
const DECISIONS = 200

type Stopwatch = () => number

export class Gauges {
  readonly #stopwatch: Stopwatch | undefined
  #moves = 0
  #movedMs = 0
  #measured = 0
  #indexUs: number | null = null
  readonly #decisionsMs: number[] = []
  #lagMs = 0

  /** @param stopwatch monotonic ms with fraction; undefined: nothing is measured but what the room's own time tells */
  constructor(stopwatch: Stopwatch | undefined) {
    this.#stopwatch = stopwatch
  }

  /** Before a move; NaN: this one is not measured. */
  moves(): number {
    return this.#stopwatch !== undefined && this.#moves++ % EVERY === 0 ? this.#stopwatch() : NaN
  }

  /** Behind it. */
  moved(since: number): void {
    if (Number.isNaN(since)) return
    this.#movedMs += this.#stopwatch!() - since
    this.#measured++
  }

  /** A decision begins. */
  decides(): number {
    return this.#stopwatch?.() ?? NaN
  }

  /** Its offers are made. */
  decided(since: number): void {
    if (Number.isNaN(since)) return
    this.#decisionsMs.push(this.#stopwatch!() - since)
    if (this.#decisionsMs.length > DECISIONS) this.#decisionsMs.shift()
  }

  /** The region's clock came so much later than it should, ms of room time. */
  late(ms: number): void {
    this.#lagMs = Math.max(this.#lagMs, ms)
  }

  /** Once a second: what it was since the last time. */
  turn() {
    if (this.#measured > 0) this.#indexUs = hundredths((this.#movedMs * 1_000) / this.#measured)
    const lagMs = Math.round(this.#lagMs)
    this.#movedMs = 0
    this.#measured = 0
    this.#lagMs = 0
    const sorted = this.#decisionsMs.toSorted((a, b) => a - b)
    const last = this.#decisionsMs.at(-1)
    return {
      indexUs: this.#indexUs,
      lagMs,
      tookMs:
        last === undefined
          ? null
          : { last: hundredths(last), p99: hundredths(sorted[Math.ceil(sorted.length * 0.99) - 1]!) },
    }
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100
