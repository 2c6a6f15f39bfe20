/** Sees to it that threads know whether what they hang on is still there, and finds it again when it comes back. */
import { lookAt } from './comments-look.ts'
import type { Hung, Look, Seen } from './comments-look.ts'
import type { Trace } from './comments-quote.ts'
import type { Talk } from './comments-thread.ts'
import type { DocDesk } from './desk.ts'
import type { Kept } from './log.ts'
import type { Content } from './words.ts'

/** After an edit that may have taken something away; a look at a large document takes its time, on another thread. */
const LOOK_MS = 500
const LOOK_MS_PER_BYTE = 1 / 2_000
const RETRY_MS = 5_000
/** A look at a document of that size is done at once. */
const SMALL_BYTES = 32 * 1024
/** What is told in one tick, and how soon the rest. */
const TOLD_MAX = 100
const TELL_MS = 50
/** About what an update takes beside the words in it. */
const BARE_BYTES = 24

/** What the job `anchors` takes. */
export type AnchorsInput = Content & Look

export class CommentAnchors {
  readonly #desk: DocDesk
  readonly #threads: ReadonlyMap<string, Talk>
  readonly #keep: (talk: Talk) => void
  /** Where each was when it was last seen. */
  readonly #traces = new Map<string, Trace>()
  /** A look is wished for, or under way on the other thread. */
  #due = false
  #away = false
  /** Something may be gone. At first: what the room's last owner has not seen. */
  #unseen = true
  /** Bytes of words that came in since the last search. */
  #came = 0
  /** `fresh`: among what came since the last look. `all`: a version was restored. */
  #search: 'no' | 'fresh' | 'all' = 'no'
  /** State vectors of the document at the last look, and at the one that is under way. */
  #known: Uint8Array
  #lookedAt: Uint8Array
  /** Seen, and not told yet. */
  #untold: Seen[] = []

  /** `keep`: a thread has changed. */
  constructor(desk: DocDesk, threads: ReadonlyMap<string, Talk>, keep: (talk: Talk) => void) {
    this.#desk = desk
    this.#threads = threads
    this.#keep = keep
    this.#known = this.#lookedAt = desk.log.past.vector
    desk.onEdited((rows) => this.#edited(rows))
  }

  readonly did = {
    anchors: (result: unknown): void => {
      this.#away = false
      // What this kind's job gives.
      if (result !== undefined) this.#saw(result as Seen[])
      else this.#unseen = true
      if (this.#due || result === undefined) this.look(result === undefined ? RETRY_MS : 0)
    },
  }

  /** Something may be amiss: looks soon. */
  look(laterMs = 0): void {
    const { ctx, wakes, log } = this.#desk
    this.#due = true
    if (this.#away) return
    const waitMs = LOOK_MS + log.past.bytes * LOOK_MS_PER_BYTE + laterMs
    wakes.at('anchors', ctx.now() + waitMs, () => this.#look(log.past.bytes <= SMALL_BYTES))
  }

  /** In a room that closes there is no time for a thread. Whoever opens it next looks, too. */
  closing(): void {
    if (this.#due && this.#desk.log.past.bytes <= SMALL_BYTES) this.#look(true)
    this.#tell(Infinity)
  }

  #edited(rows: readonly Kept[]): void {
    if (this.#threads.size === 0) return
    let shortest = Infinity
    for (const { detached, anchor } of this.#threads.values())
      if (detached && anchor !== null) shortest = Math.min(shortest, anchor.quote.length)
    for (const { update, type } of rows) {
      this.#came += Math.max(0, update.length - BARE_BYTES)
      if (type === 'restore' || type === 'revert') this.#search = 'all'
      // An update without deletes ends with their number.
      if (update.at(-1) !== 0) this.#unseen = true
    }
    // What is undone comes back in one go.
    if (this.#came >= shortest && this.#search === 'no') this.#search = 'fresh'
    if (this.#unseen || (this.#search !== 'no' && shortest !== Infinity)) this.look()
  }

  #look(here: boolean): void {
    this.#due = false
    const { ctx, doc, log } = this.#desk
    const hung = this.#hung()
    if (doc === null || hung.length === 0 || this.#away) return
    const search = this.#search === 'no' ? null : { known: this.#search === 'fresh' ? this.#known : null }
    this.#unseen = false
    this.#search = 'no'
    this.#came = 0
    this.#lookedAt = log.past.vector
    if (here) return this.#saw(lookAt(this.#desk.present(), { hung, search }))
    const { snapshot, tail } = log.past
    ctx.job('anchors', { snapshot: snapshot.data, tail: [...tail], hung, search } satisfies AnchorsInput)
    this.#away = true
  }

  #hung(): Hung[] {
    const hung: Hung[] = []
    for (const { id, anchor } of this.#threads.values())
      if (anchor !== null) hung.push({ id, ...anchor, trace: this.#traces.get(id) })
    return hung
  }

  #saw(seen: readonly Seen[]): void {
    this.#known = this.#lookedAt
    for (const { id, trace } of seen) if (trace !== undefined && this.#threads.has(id)) this.#traces.set(id, trace)
    for (const id of this.#traces.keys()) if (!this.#threads.has(id)) this.#traces.delete(id)
    this.#untold = seen.filter(({ id, gone, moved }) => {
      const talk = this.#threads.get(id)
      return talk !== undefined && (moved !== undefined || gone !== talk.detached)
    })
    this.#tell(TOLD_MAX)
  }

  #tell(most: number): void {
    const { ctx, wakes } = this.#desk
    for (const { id, gone, moved } of this.#untold.splice(0, most)) {
      const talk = this.#threads.get(id)
      if (talk === undefined || talk.anchor === null) continue
      talk.detached = gone
      if (moved !== undefined) talk.anchor = { ...moved, quote: talk.anchor.quote }
      this.#keep(talk)
    }
    if (this.#untold.length > 0) wakes.at('anchors told', ctx.now() + TELL_MS, () => this.#tell(TOLD_MAX))
  }
}
