/** The document's log: takes what was accepted, applies it in one go, keeps it row by row, and tells it as one event. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import type { Later } from '../../engine/room.ts'
import type { DocContext } from './desk.ts'
import type { HotShelf } from './hot-shelf.ts'
import { Hot } from './hot.ts'
import { NOTHING, Past } from './past.ts'

/** Who wrote it. The host itself has an empty id. */
export interface Author {
  readonly id: string
  readonly name: string
}

/** What a row of the log came of; null: somebody's edit. */
export type EditType = 'yjs' | 'restore' | 'revert' | 'accept' | 'import' | 'write' | null

export const HOST: Author = { id: '', name: '' }

interface Edit {
  readonly update: Uint8Array
  readonly author: Author
  readonly type: EditType
  /** Who waits for it to be kept. */
  readonly later: Later | undefined
}

/** A row as it was kept. */
export interface Kept {
  readonly n: number
  readonly update: Uint8Array
  readonly author: Author
  readonly type: EditType
}

export class DocLog {
  readonly #ctx: DocContext
  readonly #shelf: HotShelf
  #past: Past
  #hot: Hot | undefined
  /** Accepted, and not in the Y.Doc yet; in it, and not kept yet. */
  #waiting: Edit[] = []
  #applied: Edit[] = []
  /** What the Y.Doc said since the last event. */
  #said: Uint8Array[] = []
  readonly #authors: Map<string, string>
  readonly #hooks: ((rows: readonly Kept[]) => void)[] = []
  #kept: Kept[] = []

  constructor(ctx: DocContext, past: Past, authors: ReadonlyMap<string, string>, shelf: HotShelf) {
    this.#ctx = ctx
    this.#shelf = shelf
    this.#past = past
    this.#authors = new Map(authors)
  }

  /** What is kept: all but what this tick has gathered. */
  get past(): Past {
    return this.#past
  }

  /** The document with all that was accepted so far. For reading: what changes it is submit(). */
  present(): Y.Doc {
    this.#apply()
    return this.#open().doc
  }

  /** Called at the end of a tick with the rows that it has added. */
  onKept(run: (rows: readonly Kept[]) => void): void {
    this.#hooks.push(run)
  }

  /** An inbound update that has passed the guard: it is answered when it is kept. */
  take(update: Uint8Array, author: Author, later: Later | undefined): void {
    this.#waiting.push({ update, author, type: null, later })
  }

  /**
   * What the host does for somebody, applied and recorded now. Its log position; the present one where it changes
   * nothing. Check everything before: this records. @throws TuttiError `bad_body`, and then nothing has changed
   */
  submit(update: Uint8Array, author: Author, type: EditType): number {
    this.#apply()
    const { update: said, own } = this.#attempt([update])
    if (said !== undefined) this.#take([{ update, author, type, later: undefined }], said, own)
    return this.settle()
  }

  /**
   * What the host writes into the document for somebody, as that Yjs client, applied and recorded now. Its log
   * position; the present one where it changes nothing. Whatever `run` throws, nothing has changed then.
   */
  change(client: number, author: Author, type: EditType, run: (doc: Y.Doc) => void): number {
    this.#apply()
    try {
      const { update, own } = this.#open().change(client, run)
      if (update !== undefined) this.#take([{ update, author, type, later: undefined }], update, own)
    } catch (thrown) {
      this.#hot = undefined
      throw thrown
    }
    return this.settle()
  }

  /** Records what was accepted so far. The log position of present(). */
  settle(): number {
    this.#apply()
    const at = this.#ctx.wall()
    for (const { update, author, type, later } of this.#applied.splice(0)) {
      const n = this.#past.n + 1
      if (author.id !== '' && this.#authors.get(author.id) !== author.name) {
        this.#authors.set(author.id, author.name)
        this.#ctx.record('author', { room: this.#ctx.id, user_id: author.id, name: author.name })
      }
      this.#ctx.record('update', { room: this.#ctx.id, n, by_id: author.id, at, type, data: update })
      this.#past.add(update)
      this.#kept.push({ n, update, author, type })
      later?.reply()
    }
    return this.#past.n
  }

  /** The tick is over. */
  ended(): void {
    this.settle()
    if (this.#kept.length === 0) return
    const kept = this.#kept
    const said = this.#said
    this.#kept = []
    this.#said = []
    this.#ctx.broadcast('edited', said.length === 1 ? said[0]! : Y.mergeUpdates(said))
    for (const run of this.#hooks) run(kept)
  }

  /** Forgets the Y.Doc, between ticks; it is built again when somebody needs it. */
  cool(): void {
    this.#hot = undefined
    this.#shelf.forget(this)
  }

  get isHot(): boolean {
    return this.#hot !== undefined
  }

  /** Everything is gone, and the log begins anew. What this tick has gathered is refused. */
  reset(): void {
    for (const { later } of [...this.#waiting, ...this.#applied]) later?.refuse(new TuttiError('unknown_room'))
    this.#waiting = []
    this.#applied = []
    this.#said = []
    this.#kept = []
    this.#past = new Past(NOTHING)
    this.#authors.clear()
    this.cool()
  }

  /** All that waits as one transaction. */
  #apply(): void {
    if (this.#waiting.length === 0) return
    const edits = this.#waiting
    this.#waiting = []
    try {
      const { update, own } = this.#attempt(edits.map((edit) => edit.update))
      if (update !== undefined) this.#take(edits, update, own)
      else for (const { later } of edits) later?.reply()
    } catch {
      for (const edit of edits) this.#applyAlone(edit)
    }
  }

  /** One of several has thrown: this one may be it. */
  #applyAlone(edit: Edit): void {
    try {
      const { update, own } = this.#attempt([edit.update])
      if (update !== undefined) this.#take([edit], update, own)
      else edit.later?.reply()
    } catch (error) {
      edit.later?.refuse(error instanceof TuttiError ? error : new TuttiError('bad_body'))
    }
  }

  /** @throws TuttiError `bad_body`: then the Y.Doc is gone, and what is built next has none of it. */
  #attempt(updates: readonly Uint8Array[]) {
    try {
      return this.#open().apply(updates)
    } catch (cause) {
      this.cool()
      throw new TuttiError('bad_body', 'the update cannot be applied', { cause })
    }
  }

  #take(edits: readonly Edit[], said: Uint8Array, own: readonly Uint8Array[]): void {
    this.#applied.push(...edits)
    this.#said.push(said)
    for (const update of own) {
      this.#applied.push({ update, author: HOST, type: 'yjs', later: undefined })
      this.#said.push(update)
    }
  }

  #open(): Hot {
    if (this.#hot === undefined) {
      const doc = this.#past.build()
      // What this tick has applied and not kept yet.
      for (const { update } of this.#applied) Y.applyUpdate(doc, update)
      this.#hot = new Hot(doc)
    }
    this.#shelf.use(this, this.#past.bytes)
    return this.#hot
  }
}
