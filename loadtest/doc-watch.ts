/** What one document's editors have heard of each other, and when: every letter of every one, by client and clock. */
import type { LatencyCounts } from './latency-counts.ts'
import { readRuns } from './doc-runs.ts'
import type { Typing } from './doc-typing.ts'

/** Send times are kept for so many updates of each editor: a minute at sixty a second. */
const KEPT = 4_096

export class DocWatch {
  readonly #typings: readonly Typing[]
  readonly #latency: LatencyCounts
  readonly #authors = new Map<number, number>()
  readonly #sentMs: Float64Array
  /** By receiver and author: the clock of the letter that comes next. */
  readonly #next: Float64Array
  /** Updates that somebody else was told of, counted for each who was told. */
  deliveries = 0
  messages = 0
  lost = 0
  duplicated = 0
  /** Updates that were not typed runs. */
  strange = 0

  /** `typings`: of its editors, each with a client of its own. */
  constructor(typings: readonly Typing[], latency: LatencyCounts) {
    this.#typings = typings
    this.#latency = latency
    typings.forEach(({ client }, i) => this.#authors.set(client, i))
    this.#sentMs = new Float64Array(typings.length * KEPT)
    this.#next = new Float64Array(typings.length ** 2)
  }

  /** Its next update, which leaves now. */
  type(author: number): Uint8Array {
    const typing = this.#typings[author]!
    this.#sentMs[author * KEPT + (typing.typed % KEPT)] = performance.now()
    return typing.next()
  }

  /** Updates that it has typed so far. */
  typed(author: number): number {
    return this.#typings[author]!.typed
  }

  heard(receiver: number, update: Uint8Array, nowMs: number): void {
    this.messages++
    const known = readRuns(update, (client, clock, length) => {
      const author = this.#authors.get(client)
      if (author !== undefined && author !== receiver) this.#run(receiver, author, clock, length, nowMs)
    })
    if (!known) this.strange++
  }

  /** Every editor has heard all that the others have typed. */
  get complete(): boolean {
    const count = this.#typings.length
    return this.#typings.every(({ typed, run }, author) => {
      for (let receiver = 0; receiver < count; receiver++) {
        if (receiver !== author && this.#next[receiver * count + author] !== typed * run) return false
      }
      return true
    })
  }

  #run(receiver: number, author: number, clock: number, length: number, nowMs: number): void {
    const { run } = this.#typings[author]!
    const at = receiver * this.#typings.length + author
    const expected = this.#next[at]!
    const end = clock + length
    if (clock > expected) this.lost += (clock - expected) / run
    if (clock < expected) this.duplicated += (Math.min(expected, end) - clock) / run
    if (end <= expected) return
    this.#next[at] = end
    for (let letter = Math.max(clock, expected); letter < end; letter += run) {
      this.deliveries++
      this.#latency.record(nowMs - this.#sentMs[author * KEPT + ((letter / run) % KEPT)]!)
    }
  }
}
