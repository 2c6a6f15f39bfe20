/** The document's log: judges what comes in, applies it in one go, keeps it row by row, and tells it as one event. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member } from '../../engine/room.ts'
import type { Sender } from './clients.ts'
import type { DocContext } from './desk.ts'
import { Door } from './door.ts'
import type { DoorParts } from './door.ts'
import type { Accepted, GuardView } from './guard/verdict.ts'
import type { HotShelf } from './hot-shelf.ts'
import { Hot, writtenIn } from './hot.ts'
import { HOST, Keeper } from './keeper.ts'
import type { Author, EditType, Kept, Row } from './keeper.ts'
import { NOTHING, Past } from './past.ts'
import type { Snapshot } from './past.ts'
import type { Part } from './together.ts'

export type { Author, EditType, Kept } from './keeper.ts'

/** What came into the Y.Doc in one transaction. */
interface Applied {
  readonly edits: readonly Row[]
  /** All of it as one update. */
  readonly said: Uint8Array
}

export interface LogParts extends DoorParts {
  readonly ctx: DocContext
  readonly past: Past
  /** Those who have written, by name. */
  readonly authors: ReadonlyMap<string, string>
  readonly shelf: HotShelf
  /** Its Y.Doc is used: it is to be given back. */
  readonly used: () => void
}

export class DocLog {
  readonly door: Door
  readonly #ctx: DocContext
  readonly #shelf: HotShelf
  readonly #used: () => void
  readonly #keeper: Keeper
  #past: Past
  #hot: Hot | undefined
  /** Accepted, and not in the Y.Doc yet. */
  #waiting: Row[] = []
  /** In it, and not kept yet. */
  #applied: Applied[] = []
  /** What the Y.Doc said since the last event. */
  #said: Uint8Array[] = []
  readonly #hooks: ((rows: readonly Kept[]) => void)[] = []

  constructor(parts: LogParts) {
    const { ctx, past, authors, shelf, used } = parts
    this.#ctx = ctx
    this.#past = past
    this.#shelf = shelf
    this.#used = used
    this.door = new Door(parts)
    this.#keeper = new Keeper(ctx, this.door.clients, authors)
    // An earlier room of this name may have been lost with its Y.Doc.
    shelf.forget(ctx.id)
  }

  /** What is kept: all but what this tick has gathered. */
  get past(): Past {
    return this.#past
  }

  /** What the guard asks, for an update of that author. */
  view(author: string): GuardView {
    return this.door.by(this.#open().view, { user: author, seat: undefined })
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

  /**
   * Takes somebody's update, to be answered when it is kept. `nothing`: it adds nothing, and is answered. `gap`: it
   * builds on what is missing, and nobody has taken it. @throws TuttiError what the guard refuses it with
   */
  take(update: Uint8Array, author: Author, seat: Member, later: Later): 'taken' | 'nothing' | 'gap' {
    const judged = this.#judge(update, { user: author.id, seat })
    if (judged === 'nothing') later.reply()
    if (judged === 'nothing' || judged === 'gap') return judged
    const { written } = judged
    this.#waiting.push({ update: judged.update, written, ...this.door.letIn(written, author, seat), later })
    this.#open().view.by(author.id).took(judged)
    return 'taken'
  }

  /**
   * What the host does for somebody, applied and recorded now. Its log position; the present one where it changes
   * nothing. Check everything before: this records. @throws TuttiError, and then nothing has changed
   */
  submit(update: Uint8Array, author: Author, type: EditType): number {
    this.#apply()
    // A fork is its author's work.
    const judged = this.#judge(update, { user: author.id, seat: undefined }, type !== 'accept')
    if (judged === 'gap') throw new TuttiError('conflict', 'it builds on what is not there')
    if (judged !== 'nothing') this.#put([{ update: judged.update, written: judged.written, author, type }])
    return this.settle()
  }

  /**
   * What the host writes into the document for somebody, as that Yjs client, applied and recorded now. Its log
   * position; the present one where it changes nothing. Whatever `run` throws, nothing has changed then.
   */
  change(client: number, author: Author, type: EditType, run: (doc: Y.Doc) => void): number {
    this.#apply()
    const hot = this.#open()
    try {
      const { update, own } = hot.change(client, run)
      if (update !== undefined) {
        const edit = { update, written: writtenIn(update), author, type }
        this.#took([edit], update, own)
      }
    } catch (thrown) {
      if (hot.changed) this.cool()
      throw thrown
    }
    return this.settle()
  }

  /** Records what was accepted so far. The log position of present(). */
  settle(): number {
    this.#apply()
    for (const { edits, said } of this.#applied.splice(0)) this.#keeper.keep(edits, said, this.#past)
    return this.#past.n
  }

  /** The tick is over. */
  ended(): void {
    this.settle()
    const kept = this.#keeper.take()
    if (kept.length === 0) return
    const said = this.#said.splice(0)
    this.#ctx.broadcast('edited', said.length === 1 ? said[0]! : Y.mergeUpdates(said))
    for (const run of this.#hooks) run(kept)
  }

  /** Of a document without a word: it begins with that. */
  begin(snapshot: Snapshot): void {
    this.#past = new Past(snapshot)
    this.cool()
  }

  /** Forgets the Y.Doc, between ticks; it is built again when somebody needs it. */
  cool(): void {
    this.#hot = undefined
    this.#shelf.forget(this.#ctx.id)
  }

  get isHot(): boolean {
    return this.#hot !== undefined
  }

  /** Everything is gone, and the log begins anew. What this tick has gathered is refused. */
  reset(): void {
    for (const { later } of [...this.#waiting, ...this.#applied.flatMap(({ edits }) => edits)])
      later?.refuse(new TuttiError('unknown_room'))
    this.#waiting = []
    this.#applied = []
    this.#said = []
    this.#past = new Past(NOTHING)
    this.#keeper.reset()
    this.door.held.clear()
    this.cool()
  }

  /** @throws TuttiError */
  #judge(update: Uint8Array, sender: Sender, made = false): Accepted | 'nothing' | 'gap' {
    return this.door.judge(update, this.#open().view, sender, this.#past.bytes, made)
  }

  /** All that waits as one transaction. */
  #apply(): void {
    if (this.#waiting.length === 0) return
    const edits = this.#waiting
    this.#waiting = []
    try {
      this.#put(edits)
    } catch {
      // One of several has thrown: this one may be it.
      for (const edit of edits) this.#putAlone(edit)
    }
  }

  #putAlone(edit: Row): void {
    try {
      this.#put([edit])
    } catch (error) {
      edit.later?.refuse(error instanceof TuttiError ? error : new TuttiError('bad_body'))
    }
  }

  #put(edits: readonly Row[]): void {
    const { update, own } = this.#attempt(edits)
    if (update !== undefined) this.#took(edits, update, own)
    else for (const { later } of edits) later?.reply()
  }

  /** @throws TuttiError `bad_body`: then the Y.Doc is gone, and what is built next has none of it. */
  #attempt(parts: readonly Part[]) {
    try {
      return this.#open().apply(parts)
    } catch (cause) {
      this.cool()
      throw new TuttiError('bad_body', 'the update cannot be applied', { cause })
    }
  }

  #took(edits: readonly Row[], said: Uint8Array, own: readonly Uint8Array[]): void {
    this.#applied.push({ edits, said })
    this.#said.push(said)
    for (const update of own) {
      this.#applied.push({
        edits: [{ update, written: [], author: HOST, type: 'yjs' }],
        said: update,
      })
      this.#said.push(update)
    }
  }

  #open(): Hot {
    if (this.#hot === undefined) {
      const doc = this.#past.build()
      // What this tick has applied and not kept yet.
      for (const { said } of this.#applied) Y.applyUpdate(doc, said)
      this.#hot = new Hot(doc, this.door.clients)
    }
    this.#shelf.use(this.#ctx.id, this, this.#past.bytes)
    this.#used()
    return this.#hot
  }
}
