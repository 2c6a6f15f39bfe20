/** Sees to it that threads know whether what they hang on is still there, and finds it again when it comes back. */
import * as Y from 'yjs'
import type { Talk } from './comments-thread.ts'
import { Line } from './comments-line.ts'
import { Squeezed, findQuote, traceOf } from './comments-quote.ts'
import type { Trace } from './comments-quote.ts'
import type { DocDesk } from './desk.ts'
import type { Kept } from './log.ts'

/** After an edit that may have taken something away: a look takes as long as the document is large. */
const LOOK_MS = 500
const LOOK_MS_PER_BYTE = 1 / 1_000
/** What one look may tell and search; the rest is for the next. */
const TOLD_MAX = 100
const SEARCHED_CHARS = 20_000_000

/** About what an update takes beside the words in it. */
const BARE_BYTES = 24

const hasWords = (text: string): boolean => /[^\s\uFFFC]/.test(text)

export class CommentAnchors {
  readonly #desk: DocDesk
  readonly #threads: ReadonlyMap<string, Talk>
  readonly #keep: (talk: Talk) => void
  /** Where each was when it was last seen. */
  readonly #traces = new Map<string, Trace>()
  #due = false
  /** Something may be gone. At first: what the room's last owner has not seen. */
  #unseen = true
  /** Bytes of words that came in since the last search. */
  #came = 0
  /** `fresh`: among what came since the last look. `all`: a version was restored. */
  #search: 'no' | 'fresh' | 'all' = 'no'
  /** State vector of the document at the last look. */
  #known: Uint8Array
  /** The last that was searched for. */
  #searched = ''

  /** `keep`: a thread has changed. */
  constructor(desk: DocDesk, threads: ReadonlyMap<string, Talk>, keep: (talk: Talk) => void) {
    this.#desk = desk
    this.#threads = threads
    this.#keep = keep
    this.#known = desk.log.past.vector
    desk.onEdited((rows) => this.#edited(rows))
  }

  /** Something may be amiss: looks soon. */
  look(): void {
    const { ctx, wakes, log } = this.#desk
    this.#due = true
    const waitMs = LOOK_MS + log.past.bytes * LOOK_MS_PER_BYTE
    wakes.at('anchors', ctx.now() + waitMs, () => this.#look())
  }

  closing(): void {
    if (this.#due) this.#look()
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

  #look(): void {
    this.#due = this.#unseen = false
    if (this.#desk.doc === null) return
    const anchored = [...this.#threads.values()].filter(({ anchor }) => anchor !== null)
    if (anchored.length === 0) return
    const line = new Line(this.#desk.present())
    const text = new Squeezed(line.text)
    let told = 0
    const lost: Talk[] = []
    for (const talk of anchored) {
      const gone = this.#isGone(line, text, talk)
      if (gone) lost.push(talk)
      if (gone === talk.detached) continue
      if (++told > TOLD_MAX) {
        this.#unseen = true
        continue
      }
      talk.detached = gone
      this.#keep(talk)
    }
    if (this.#search !== 'no') this.#find(line, text, lost, TOLD_MAX - told)
    if (this.#search === 'no') this.#known = this.#desk.log.past.vector
    if (this.#unseen || this.#search !== 'no') this.look()
  }

  /** Also sees where it is. */
  #isGone(line: Line, text: Squeezed, { id, anchor }: Talk): boolean {
    const from = line.offsetOf(Y.decodeRelativePosition(anchor!.from))
    const to = line.offsetOf(Y.decodeRelativePosition(anchor!.to))
    if (from === undefined || to === undefined) return true
    const gone = hasWords(anchor!.quote) && !hasWords(line.text.slice(from, to))
    if (!gone) this.#traces.set(id, traceOf(text, { from, to }))
    else if (!this.#traces.has(id)) this.#traces.set(id, { near: from, before: '', behind: '' })
    return gone
  }

  /** Looks for the words of those whose place is gone. */
  #find(line: Line, text: Squeezed, lost: readonly Talk[], tellMax: number): void {
    const known = this.#search === 'fresh' ? Y.decodeStateVector(this.#known) : undefined
    let left = Math.min(lost.length, Math.max(1, Math.floor(SEARCHED_CHARS / (text.text.length + 1))))
    // Ids sort: who was not looked for the last time is next.
    const turn = lost.filter(({ id }) => id > this.#searched)
    for (const talk of turn) {
      if (left-- === 0 || tellMax === 0) return
      this.#searched = talk.id
      if (this.#reanchor(line, text, talk, known)) tellMax--
    }
    this.#searched = ''
    this.#search = 'no'
    this.#came = 0
  }

  /** `known`: words that are older are others. */
  #reanchor(line: Line, text: Squeezed, talk: Talk, known: ReadonlyMap<number, number> | undefined): boolean {
    const { quote } = talk.anchor!
    const place = findQuote(text, quote, this.#traces.get(talk.id))
    const from = place === undefined ? undefined : line.before(place.from)
    const to = place === undefined ? undefined : line.behind(place.to)
    if (place === undefined || !from?.item || !to?.item) return false
    if (known !== undefined && from.item.clock < (known.get(from.item.client) ?? 0)) return false
    talk.anchor = { from: Y.encodeRelativePosition(from), to: Y.encodeRelativePosition(to), quote }
    talk.detached = false
    this.#traces.set(talk.id, traceOf(text, place))
    this.#keep(talk)
    return true
  }
}
