/** Goes through a fork beside its document, and finds every single change. */
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { chainOf, itemsOf, valueOf, valueText, within, wordsOf } from './fork-content.ts'
import type { AnyType } from './fork-content.ts'
import { Draft, before, behind, endOf, startOf } from './fork-draft.ts'
import type { Piece, Place } from './fork-draft.ts'
import { Formats } from './fork-formats.ts'

/** A place between two neighbours of the document, and what the fork puts there. */
export interface Gap {
  readonly place: Place
  /** Of an entry in a map. */
  readonly key: string | null
  readonly left: Y.ID | null
  readonly right: Y.ID | null
  readonly puts: readonly (Piece & { readonly draft: Draft })[]
}

export class Walk {
  readonly gaps: Gap[] = []
  /** In the order of the document; some may be part of another one by now. */
  readonly drafts = new Set<Draft>()
  readonly #main: Y.Doc
  #at = 0

  /** `fork` has all that `main` has, and keeps what is deleted. */
  constructor(main: Y.Doc, fork: Y.Doc) {
    this.#main = main
    for (const [name, type] of fork.share) this.#type(type, name, main.share.get(name))
  }

  #type(type: AnyType, place: Place, counterpart: AnyType | undefined): void {
    this.#list(type, place)
    for (const [key, entry] of type._map) this.#entry(place, key, entry, counterpart?._map.get(key))
  }

  #list(type: AnyType, place: Place): void {
    const formats = new Formats()
    let left: Y.ID | null = null
    let puts: Gap['puts'][number][] = []
    let deletion: Draft | undefined
    for (const item of itemsOf(type)) {
      const { client, clock } = item.id
      // Yjs joins items that were written in one go, though the document may have only the first of them.
      const owned = Math.min(item.length, Math.max(0, Y.getState(this.#main.store, client) - clock))
      if (owned > 0) {
        this.#close({ place, key: null, left, right: item.id, puts })
        puts = []
        left = Y.createID(client, clock + owned - 1)
        deletion = this.#common(item, owned, formats, deletion)
      }
      if (owned === item.length) continue
      deletion = undefined
      if (!item.deleted) puts.push({ item, from: owned, to: item.length, draft: this.#own(item, owned, formats) })
    }
    this.#close({ place, key: null, left, right: null, puts })
    formats.settle()
  }

  /** Items of the document, up to `length`. The deletion that goes on behind them. */
  #common(item: Y.Item, length: number, formats: Formats, deletion: Draft | undefined): Draft | undefined {
    this.#at++
    if (!item.deleted) {
      if (item.content instanceof Y.ContentFormat) {
        formats.both(item.content.key, item.content.value)
        return deletion
      }
      for (const [draft, words] of formats.apart()) {
        draft.shows('format', words)
        const last = Y.createID(item.id.client, item.id.clock + length - 1)
        draft.spans(this.#at, before(item.id), behind(last))
      }
      if (item.content instanceof Y.ContentType) this.#descend(item)
      return item.countable ? undefined : deletion
    }
    let run = deletion
    for (const piece of this.#alive(item.id, length)) {
      const { content } = piece.item
      if (content instanceof Y.ContentFormat) this.#take(formats.one('main', content.key, content.value), piece)
      else {
        run ??= this.#draft()
        this.#take(run, piece)
        run.shows('delete', wordsOf(piece.item, piece.from, piece.to))
        formats.passed(run)
      }
    }
    if (run !== undefined) this.#bury(run, item)
    return run
  }

  /** An item that the fork alone has. */
  #own(item: Y.Item, from: number, formats: Formats): Draft {
    const { content } = item
    const draft = content instanceof Y.ContentFormat ? formats.one('fork', content.key, content.value) : new Draft()
    this.drafts.add(draft)
    const { client, clock } = item.id
    draft.puts.add(client, clock + from, item.length - from)
    draft.listed.add(client, clock + from, item.length - from)
    this.#hold(draft, item)
    if (!(content instanceof Y.ContentFormat)) {
      draft.shows('insert', wordsOf(item, from))
      formats.passed(draft)
    }
    return draft
  }

  /** Between two neighbours, the order of what is put there cannot be told apart: it is one change. */
  #close(gap: Gap): void {
    const { place, left, right, puts } = gap
    if (puts.length === 0) return
    this.#at++
    this.gaps.push(gap)
    const words = puts.find(({ item }) => item.countable)?.draft
    if (words !== undefined) {
      for (const { draft } of puts) words.join(draft)
      words.whole.spans(
        this.#at,
        left === null ? startOf(place) : behind(left),
        right === null ? endOf(place) : before(right),
      )
      return
    }
    const byKey = new Map<string, Draft>()
    for (const { item, draft } of puts) {
      const { key } = item.content as Y.ContentFormat
      byKey.set(key, byKey.get(key)?.join(draft) ?? draft)
    }
  }

  #descend(item: Y.Item): void {
    const { content } = Y.getItem(this.#main.store, item.id) as Y.Item
    const { type } = item.content as Y.ContentType
    this.#type(type, item.id, content instanceof Y.ContentType ? content.type : undefined)
  }

  /** An entry of a map, an attribute of an element. */
  #entry(place: Place, key: string, entry: Y.Item, common: Y.Item | undefined): void {
    const own = Array.from(chainOf(entry)).filter(({ id }) => this.#isOwn(id))
    const isOwn = own[0] === entry && !entry.deleted
    const was = common?.deleted === false ? common : undefined
    if (!isOwn && !entry.deleted) {
      if (entry.content instanceof Y.ContentType) this.#descend(entry)
      return
    }
    const value = isOwn ? valueOf(entry) : undefined
    const same = isOwn && value !== undefined && was !== undefined && equalityDeep(value, valueOf(was))
    if (same || (!isOwn && was === undefined)) return
    this.#at++
    const draft = this.#draft()
    const from = typeof place === 'string' ? startOf(place) : before(place)
    draft.spans(this.#at, from, typeof place === 'string' ? endOf(place) : behind(place))
    for (const item of own) {
      draft.inner.add(item.id.client, item.id.clock, item.length)
      this.#hold(draft, item)
    }
    if (was !== undefined) this.#take(draft, { item: was, from: 0, to: was.length })
    if (isOwn) {
      draft.puts.add(entry.id.client, entry.id.clock, entry.length)
      const piece = { item: entry, from: 0, to: entry.length, draft }
      this.gaps.push({ place, key, left: common?.lastId ?? null, right: null, puts: [piece] })
    }
    draft.shows(
      'format',
      `${key}: ${isOwn ? (value === undefined ? wordsOf(entry).trim() : valueText(value)) : 'null'}`,
    )
  }

  #take(draft: Draft, { item, from, to }: Piece): void {
    const { client, clock } = item.id
    draft.takes.add(client, clock + from, to - from)
    draft.takesAll.add(client, clock + from, to - from)
    for (const inner of within(item))
      if (!inner.deleted) draft.takesAll.add(inner.id.client, inner.id.clock, inner.length)
    this.drafts.add(draft)
    if (item.parentSub !== null) return
    const first = Y.createID(client, clock + from)
    draft.spans(this.#at, before(first), behind(Y.createID(client, clock + to - 1)))
  }

  /** What is in it is nowhere else. */
  #hold(draft: Draft, item: Y.Item): void {
    for (const { id, length, deleted } of within(item)) {
      if (!deleted) draft.puts.add(id.client, id.clock, length)
      draft.inner.add(id.client, id.clock, length)
    }
  }

  /** What the fork had put into something before it took all of it away goes with it. */
  #bury(draft: Draft, item: Y.Item): void {
    for (const { id, length, parentSub, parent } of within(item)) {
      const known = Math.min(length, Math.max(0, Y.getState(this.#main.store, id.client) - id.clock))
      if (known === length) continue
      const around = (parent as AnyType)._item
      const ids = parentSub === null && around !== null && !this.#isOwn(around.id) ? draft.listed : draft.inner
      ids.add(id.client, id.clock + known, length - known)
    }
  }

  #draft(): Draft {
    const draft = new Draft()
    this.drafts.add(draft)
    return draft
  }

  #isOwn({ client, clock }: Y.ID): boolean {
    return clock >= Y.getState(this.#main.store, client)
  }

  /** Of these ids, what is in the document still. */
  #alive({ client, clock }: Y.ID, length: number): Piece[] {
    const structs = this.#main.store.clients.get(client) ?? []
    const pieces: Piece[] = []
    for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
      const item = structs[i]!
      if (item.id.clock >= clock + length) break
      if (!(item instanceof Y.Item) || item.deleted) continue
      const from = Math.max(0, clock - item.id.clock)
      pieces.push({ item, from, to: Math.min(item.length, clock + length - item.id.clock) })
    }
    return pieces
  }
}
