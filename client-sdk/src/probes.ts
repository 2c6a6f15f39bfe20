/** Probes of the line: round trips for whoever asks, and at a steady pace for the clock. */
import { TuttiError } from '../../shared/errors.ts'
import type { ClockSync } from './clock-sync.ts'
import type { ClientClock } from './clock.ts'

interface Asked {
  readonly resolve: (rttMs: number) => void
  readonly reject: (error: TuttiError) => void
}

export class Probes {
  readonly #clock: ClientClock
  readonly #sync: ClockSync
  readonly #everyMs: number
  readonly #send: (time: number) => void
  readonly #asked = new Map<number, Asked>()
  #cancel: (() => void) | undefined

  constructor(clock: ClientClock, sync: ClockSync, everyMs: number, send: (time: number) => void) {
    this.#clock = clock
    this.#sync = sync
    this.#everyMs = everyMs
    this.#send = send
  }

  start(): void {
    this.stop()
    this.#send(this.#clock.now())
    if (this.#everyMs > 0) this.#cancel = this.#clock.after(this.#everyMs, () => this.start())
  }

  /** Of its round trip in ms. Rejects when the connection is lost first. */
  probe(): Promise<number> {
    let time = this.#clock.now()
    while (this.#asked.has(time)) time += 1 / 64
    return new Promise((resolve, reject) => {
      this.#asked.set(time, { resolve, reject })
      this.#send(time)
    })
  }

  /** Returns the round trip in ms. */
  echo(time: number, serverMs: number): number {
    this.#sync.echo(time, serverMs, this.#clock.now())
    const rttMs = this.#sync.rttMs ?? 0
    this.#asked.get(time)?.resolve(rttMs)
    this.#asked.delete(time)
    return rttMs
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  lost(): void {
    this.stop()
    for (const { reject } of this.#asked.values()) reject(new TuttiError('unavailable', 'the connection was lost'))
    this.#asked.clear()
  }
}
