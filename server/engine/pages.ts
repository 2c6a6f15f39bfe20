/** Ordered events that the ring no longer holds, read from the database page by page for members that come back. */
import { writeEvents } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Backlog, EventRun, Journal, Log } from '../ports.ts'
import type { Membership } from './membership.ts'

const writer = new Writer(64 * 1024)

type Page = Backlog | 'gone'

export interface PagesParts {
  readonly journal: Journal
  readonly log: Log
  readonly key: number
  readonly ref: number
  /** Events after this seq can be read. */
  readonly floorSeq: number
  /** The last seq that members were sent: a page may have been committed beyond it, and they are not to see that yet. */
  readonly head: () => number
}

export class Pages {
  readonly #parts: PagesParts
  #floorSeq: number
  /** Those who wait, by the seq after which they read: who comes back from the same place shares the page. */
  readonly #reading = new Map<number, Set<Membership>>()
  readonly #read = new WeakMap<Membership, { readonly seq: number; readonly page: Page }>()

  constructor(parts: PagesParts) {
    this.#parts = parts
    this.#floorSeq = parts.floorSeq
  }

  covers(seq: number): boolean {
    return seq >= this.#floorSeq && seq <= this.#parts.head()
  }

  after(from: Membership, seq: number, maxBytes: number): Page | 'later' {
    if (!this.covers(seq)) return 'gone'
    const read = this.#read.get(from)
    this.#read.delete(from)
    if (read?.seq === seq) return read.page
    const waiting = this.#reading.get(seq)
    if (waiting === undefined) {
      this.#reading.set(seq, new Set([from]))
      void this.#fetch(seq, maxBytes)
    } else waiting.add(from)
    return 'later'
  }

  /** Never rejects. */
  async #fetch(seq: number, maxBytes: number): Promise<void> {
    let page: Page = 'gone'
    try {
      page = this.#page(await this.#parts.journal.events(this.#parts.key, seq, maxBytes), seq)
    } catch (error) {
      // The reader loses its place and comes back: by then it may go.
      this.#parts.log.warn('events could not be read', { error })
    }
    const waiting = this.#reading.get(seq)!
    this.#reading.delete(seq)
    for (const from of waiting) {
      this.#read.set(from, { seq, page })
      from.seat.more()
    }
  }

  #page(runs: readonly EventRun[], seq: number): Page {
    writer.clear()
    let last = seq
    // What was forgotten meanwhile stays forgotten: who asks again for it is to be told so, and not sent here again.
    const first = runs[0]?.first ?? this.#parts.head() + 1
    if (first > seq + 1) this.#floorSeq = Math.max(this.#floorSeq, first - 1)
    for (const run of runs) {
      if (run.first > last + 1 || run.last > this.#parts.head()) break
      writeEvents(writer, this.#parts.ref, run.first, run.last - run.first + 1, run.flat)
      last = run.last
    }
    return last > seq ? { frames: writer.copy(), seq: last } : 'gone'
  }
}
