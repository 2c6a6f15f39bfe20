/** The server's clock, estimated from echoes: of the recent ones, the fastest tells the offset best. */

const KEPT = 16
const MAX_AGE_MS = 120_000

interface Sample {
  readonly atMs: number
  readonly rttMs: number
  readonly offsetMs: number
}

export class ClockSync {
  #samples: Sample[] = []
  #offsetMs: number | undefined
  /** The last round trip; undefined before the first echo. */
  rttMs: number | undefined

  /** WELCOME's time is a first guess, late by the way back. */
  guess(serverMs: number, nowMs: number): void {
    this.#offsetMs ??= serverMs - nowMs
  }

  /** An echo of a probe sent at `sentMs`. All local times are of one monotonic clock. */
  echo(sentMs: number, serverMs: number, nowMs: number): void {
    const rttMs = Math.max(0, nowMs - sentMs)
    this.rttMs = rttMs
    // The error of an offset is at most half its round trip (RFC 5905 calls this the clock filter).
    this.#samples.push({ atMs: nowMs, rttMs, offsetMs: serverMs + rttMs / 2 - nowMs })
    this.#samples = this.#samples.filter((sample) => nowMs - sample.atMs <= MAX_AGE_MS).slice(-KEPT)
    let best = this.#samples[0]
    for (const sample of this.#samples) if (best === undefined || sample.rttMs < best.rttMs) best = sample
    this.#offsetMs = best?.offsetMs
  }

  /** Another host's clock is another clock. */
  forget(): void {
    this.#samples = []
    this.#offsetMs = undefined
  }

  /** What to add to the local monotonic time to get the server's Unix ms; undefined before the first WELCOME. */
  get offsetMs(): number | undefined {
    return this.#offsetMs
  }
}
