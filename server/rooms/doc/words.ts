/** What search knows of a document follows what is written in it: two seconds behind, and at most ten. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import type { DocDesk } from './desk.ts'
import { textAs } from './text/content.ts'

const QUIET_MS = 2_000
const LONGEST_MS = 10_000
/** UTF-16 units of a text that are searched. */
const TEXT_MAX = 100_000
/** In a room that closes there is no time for a thread. */
const CLOSING_BYTES = 1024 * 1024

export interface Content {
  readonly snapshot: Uint8Array
  readonly tail: readonly Uint8Array[]
}

export class Words {
  readonly #desk: DocDesk
  /** When the first edit came that search does not know, and when it is looked at; room time. */
  #since: number | undefined
  #dueMs = 0

  constructor(desk: DocDesk) {
    this.#desk = desk
    desk.onEdited(() => this.#edited())
  }

  readonly did = {
    words: (text: unknown): void => {
      if (typeof text === 'string') this.#keep(text)
    },
  }

  /** The room is about to be closed. */
  closing(): void {
    if (this.#since === undefined || this.#desk.log.past.bytes > CLOSING_BYTES) return
    this.#keep(wordsOf(this.#content()))
  }

  #edited(): void {
    const { ctx, wakes } = this.#desk
    this.#since ??= ctx.now()
    this.#dueMs = Math.min(ctx.now() + QUIET_MS, this.#since + LONGEST_MS)
    wakes.at('words', this.#dueMs, () => this.#look())
  }

  #look(): void {
    const { ctx, doc, wakes } = this.#desk
    if (this.#since === undefined || doc === null) return
    if (ctx.now() < this.#dueMs) return wakes.at('words', this.#dueMs, () => this.#look())
    this.#since = undefined
    ctx.job('words', this.#content())
  }

  #content(): Content {
    const { snapshot, tail } = this.#desk.log.past
    return { snapshot: snapshot.data, tail: [...tail] }
  }

  #keep(text: string): void {
    const { ctx, doc } = this.#desk
    if (doc === null) return
    const at = ctx.wall()
    ctx.record('words', { room: ctx.id, title: doc.title, text, at, dirty: 1 })
    ctx.record('touched', { room: ctx.id, updated_at: at })
  }
}

const built = ({ snapshot, tail }: Content): Y.Doc => {
  const doc = new Y.Doc()
  doc.transact(() => {
    Y.applyUpdate(doc, snapshot)
    for (const update of tail) Y.applyUpdate(doc, update)
  })
  return doc
}

/** The beginning of a document's text. One that is too long to be told as text is not searched. */
export const wordsOf = (content: Content): string => {
  try {
    const text = textAs(built(content), 'text').slice(0, TEXT_MAX)
    // Cut between the halves of a letter, or with what Postgres cannot keep.
    return (text.isWellFormed() ? text : text.toWellFormed()).replaceAll('\0', ' ')
  } catch (thrown) {
    if (thrown instanceof TuttiError) return ''
    throw thrown
  }
}

/** The present content as one update, without what was deleted. */
export const mergedOf = (content: Content): Uint8Array => Y.encodeStateAsUpdate(built(content))
