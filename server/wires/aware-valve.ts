/** One client's cursor on its way into the room: what everybody knows stays out, and what comes too often waits for the latest. */
import { Bucket } from '../../shared/bucket.ts'
import type { Clock } from '../ports.ts'
import type { AwareMirror } from './aware-mirror.ts'
import { WIRE } from './limits.ts'

export class AwareValve {
  readonly #mirror: AwareMirror
  readonly #clock: Clock
  readonly #give: (update: Uint8Array) => void
  readonly #bucket = new Bucket(WIRE.aware)
  #latest: Uint8Array | undefined
  #begun = false

  constructor(mirror: AwareMirror, clock: Clock, give: (update: Uint8Array) => void) {
    this.#mirror = mirror
    this.#clock = clock
    this.#give = give
  }

  /** @throws TuttiError `bad_frame` */
  put(update: Uint8Array): void {
    const news = this.#mirror.news(update) ?? (this.#begun ? undefined : update)
    // Its first word says which client it is, though everybody may know that one from the line before.
    this.#begun = true
    if (news === undefined) return
    this.#latest = news
    this.sweep()
  }

  /** Now and then: what had to wait goes on. */
  sweep(): void {
    if (this.#latest === undefined || this.#bucket.take(this.#clock.now()) > 0) return
    this.#give(this.#latest)
    this.#latest = undefined
  }
}
