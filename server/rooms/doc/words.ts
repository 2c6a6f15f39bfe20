/** What search knows of a document follows what is written in it: two seconds behind, and at most ten. */
import type { DocDesk } from './desk.ts'
import { searchedOf } from './searched.ts'

const QUIET_MS = 2_000
const LONGEST_MS = 10_000
/** In a room that closes there is no time for a thread. */
const CLOSING_BYTES = 1024 * 1024

/** A document as bytes. */
export interface Content {
  readonly snapshot: Uint8Array
  readonly tail: readonly Uint8Array[]
}

export class Words {
  readonly #desk: DocDesk
  /** When the first edit came that search does not know, and when it is looked at; room time. */
  #since: number | undefined
  #dueMs = 0
  /** Log position of what the job that is under way was given. */
  #given: number | undefined

  /** `known`: log position of what search knows. A host that died has not told it the last. */
  constructor(desk: DocDesk, known: number) {
    this.#desk = desk
    desk.onEdited(() => this.#edited())
    if (known < desk.log.past.n) this.#edited()
  }

  /** What came of the job `words`. */
  did(text: string | undefined): void {
    const n = this.#given
    this.#given = undefined
    if (text === undefined || n === undefined) this.#edited()
    else this.#keep(text, n)
  }

  /** The room is about to be closed. */
  closing(): void {
    const { past } = this.#desk.log
    if (this.#since === undefined || past.bytes > CLOSING_BYTES) return
    this.#keep(searchedOf(past.build()), past.n)
  }

  #edited(): void {
    const { ctx, wakes } = this.#desk
    this.#since ??= ctx.now()
    this.#dueMs = Math.min(ctx.now() + QUIET_MS, this.#since + LONGEST_MS)
    wakes.at('words', this.#dueMs, () => this.#look())
  }

  #look(): void {
    const { ctx, doc, log, wakes } = this.#desk
    if (this.#since === undefined || doc === null) return
    // One after the other: what comes of the later one must not be written over.
    if (this.#given !== undefined) this.#dueMs = ctx.now() + QUIET_MS
    if (ctx.now() < this.#dueMs) return wakes.at('words', this.#dueMs, () => this.#look())
    this.#since = undefined
    const { n, snapshot, tail } = log.past.cut()
    this.#given = n
    ctx.job('words', { snapshot, tail })
  }

  #keep(text: string, n: number): void {
    const { ctx, doc } = this.#desk
    if (doc === null) return
    const at = ctx.wall()
    ctx.record('words', { room: ctx.id, title: doc.title, text, n, at, dirty: 1 })
    ctx.record('touched', { room: ctx.id, updated_at: at })
  }
}
