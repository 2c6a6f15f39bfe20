/** The document's log: judges what comes in, applies it in one go, keeps it row by row, and tells it as one event. */
import * as Y from 'yjs'
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member } from '../../engine/room.ts'
import { Budget } from './budget.ts'
import { Clients } from './clients.ts'
import type { DocContext } from './desk.ts'
import { inspect } from './guard/inspect.ts'
import type { Accepted, GuardView, Refused } from './guard/verdict.ts'
import { HeldClients } from './held-clients.ts'
import type { Holders } from './holders.ts'
import type { HotShelf } from './hot-shelf.ts'
import { Hot, writtenIn } from './hot.ts'
import { Keeper } from './keeper.ts'
import type { Author, EditType, Kept, Row } from './keeper.ts'
import { NOTHING, Past } from './past.ts'
import type { Recovery } from './recovery.ts'

export type { Author, EditType, Kept } from './keeper.ts'

const HOST: Author = { id: '', name: '' }

interface Edit extends Row {
  /** Who waits for it to be kept. */
  readonly later: Later | undefined
}

export interface LogParts {
  readonly ctx: DocContext
  readonly past: Past
  /** Those who have written, by name. */
  readonly authors: ReadonlyMap<string, string>
  /** Yjs client → user. */
  readonly owners: ReadonlyMap<number, string>
  readonly holders: Holders
  readonly recovery: Recovery
  readonly shelf: HotShelf
  /** It has refused something because the document is full. */
  readonly full: () => void
}

export class DocLog {
  /** They write in forks, and not here. */
  readonly held = new HeldClients()
  readonly #ctx: DocContext
  readonly #shelf: HotShelf
  readonly #budget: Budget
  readonly #clients: Clients
  readonly #holders: Holders
  readonly #recovery: Recovery
  readonly #keeper: Keeper
  #past: Past
  #hot: Hot | undefined
  /** Accepted, and not in the Y.Doc yet; in it, and not kept yet. */
  #waiting: Edit[] = []
  #applied: Edit[] = []
  /** What the Y.Doc said since the last event. */
  #said: Uint8Array[] = []
  readonly #hooks: ((rows: readonly Kept[]) => void)[] = []

  constructor({ ctx, past, authors, owners, holders, recovery, shelf, full }: LogParts) {
    this.#budget = new Budget(ctx, full)
    this.#ctx = ctx
    this.#past = past
    this.#shelf = shelf
    this.#holders = holders
    this.#recovery = recovery
    this.#clients = new Clients({ ctx, holders, recovery, owners })
    this.#keeper = new Keeper(ctx, this.#clients, authors)
  }

  /** What is kept: all but what this tick has gathered. */
  get past(): Past {
    return this.#past
  }

  /** Whose Yjs clients write here. */
  get clients(): Clients {
    return this.#clients
  }

  /** What the guard asks, for an update of that author. */
  view(author: string): GuardView {
    return this.#viewOf(author, undefined)
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
    const judged = this.#judge(update, author, seat)
    if (judged === 'nothing') later.reply()
    if (judged === 'nothing' || judged === 'gap') return judged
    const { written } = judged
    const brought = this.#clients.brings(written)
    const whose = brought ? ({ author: HOST, by: author.id, type: 'recovered' } as const) : { author, type: null }
    this.#waiting.push({ update: judged.update, written, ...whose, later })
    if (!brought) for (const { client } of written) this.#holders.hold(seat, client)
    this.#open().view.by(author.id).took(judged)
    return 'taken'
  }

  /**
   * What the host does for somebody, applied and recorded now. Its log position; the present one where it changes
   * nothing. Check everything before: this records. @throws TuttiError, and then nothing has changed
   */
  submit(update: Uint8Array, author: Author, type: EditType): number {
    this.#apply()
    const judged = this.#judge(update, author)
    if (judged === 'gap') throw new TuttiError('conflict', 'it builds on what is not there')
    if (judged !== 'nothing') {
      const { update: said, own } = this.#attempt([judged.update])
      const edit = { update: judged.update, written: judged.written, author, type, later: undefined }
      if (said !== undefined) this.#took([edit], said, own)
    }
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
        const edit = { update, written: writtenIn(update), author, type, later: undefined }
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
    for (const edit of this.#applied.splice(0)) {
      this.#keeper.keep(edit, this.#past)
      edit.later?.reply()
    }
    return this.#past.n
  }

  /** The tick is over. */
  ended(): void {
    this.settle()
    const kept = this.#keeper.take()
    if (kept.length === 0) return
    const said = this.#said
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
    this.#past = new Past(NOTHING)
    this.#keeper.reset()
    this.held.clear()
    this.cool()
  }

  /** @throws TuttiError */
  #judge(update: Uint8Array, author: Author, seat?: Member): Accepted | 'nothing' | 'gap' {
    const verdict = inspect(update, this.#viewOf(author.id, seat))
    if (verdict.verdict === 'refuse') throw this.#refusal(verdict, seat)
    if (verdict.verdict !== 'accept') return verdict.verdict
    if (verdict.written.some(({ client }) => this.held.holds(client)))
      throw new TuttiError('forbidden', 'this Yjs client writes suggestions')
    this.#budget.spend(verdict, author.id, this.#past.bytes)
    return verdict
  }

  #viewOf(user: string, seat: Member | undefined) {
    this.#clients.judging({ user, seat })
    return this.#open().view.by(user)
  }

  #refusal({ code, reason }: Refused, seat: Member | undefined): TuttiError {
    // Soon it may be theirs, or here already.
    const passes = reason === 'foreign_client' && seat !== undefined
    if (passes && (this.#recovery.open || this.#clients.waits(seat)))
      return new TuttiError('unavailable', 'this Yjs client is another’s still', { retryMs: 1_000 })
    return new TuttiError(code, `the update is not taken: ${reason}`)
  }

  /** All that waits as one transaction. */
  #apply(): void {
    if (this.#waiting.length === 0) return
    const edits = this.#waiting
    this.#waiting = []
    try {
      const { update, own } = this.#attempt(edits.map((edit) => edit.update))
      if (update !== undefined) this.#took(edits, update, own)
      else for (const { later } of edits) later?.reply()
    } catch {
      for (const edit of edits) this.#applyAlone(edit)
    }
  }

  /** One of several has thrown: this one may be it. */
  #applyAlone(edit: Edit): void {
    try {
      const { update, own } = this.#attempt([edit.update])
      if (update !== undefined) this.#took([edit], update, own)
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

  #took(edits: readonly Edit[], said: Uint8Array, own: readonly Uint8Array[]): void {
    this.#applied.push(...edits)
    this.#said.push(said)
    for (const update of own) {
      this.#applied.push({ update, written: [], author: HOST, type: 'yjs', later: undefined })
      this.#said.push(update)
    }
  }

  #open(): Hot {
    if (this.#hot === undefined) {
      const doc = this.#past.build()
      // What this tick has applied and not kept yet.
      for (const { update } of this.#applied) Y.applyUpdate(doc, update)
      this.#hot = new Hot(doc, this.#clients)
    }
    this.#shelf.use(this, this.#past.bytes)
    return this.#hot
  }
}
