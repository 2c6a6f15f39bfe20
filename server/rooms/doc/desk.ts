/** What all parts of a document share: what it is, who may do what, its present text, and the only ways to change it. */
import type * as Y from 'yjs'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { mayAs } from '../../../shared/doc/rules.ts'
import type { DocRole } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, RoomContext } from '../../engine/room.ts'
import { Holders } from './holders.ts'
import { HotShelf } from './hot-shelf.ts'
import type { Compacted } from './jobs.ts'
import { DocLog } from './log.ts'
import type { Author, EditType, Kept } from './log.ts'
import type { Mutable } from './mutable.ts'
import { NOTHING, Past } from './past.ts'
import { nameOf } from './names.ts'
import { Recovery } from './recovery.ts'
import { SnapshotShelf } from './snapshot-shelf.ts'
import { Snapshots } from './snapshots.ts'
import type { Stored } from './stored.ts'
import type { DocWrites } from './tables.ts'
import { Wakes } from '../../engine/wakes.ts'

export type DocContext = RoomContext<DocContract, DocWrites>

/** Who may do what now: asked at every command. */
export interface DocRoles {
  /** Null: nothing, it is as if there were no document. */
  of(member: Member): DocRole | null
}

/** What all documents of one host share. */
export class DocShelves {
  readonly hot: HotShelf
  readonly snapshots: SnapshotShelf
  /** Root types that they may have; null: any, some. */
  readonly roots: ReadonlySet<string> | null

  constructor(hot = new HotShelf(), snapshots = new SnapshotShelf(), roots: ReadonlySet<string> | null = null) {
    this.hot = hot
    this.snapshots = snapshots
    this.roots = roots
  }
}

/** Nobody has used it for so long: the Y.Doc goes. */
const COOL_MS = 60_000

export class DocDesk {
  readonly ctx: DocContext
  readonly wakes: Wakes
  readonly log: DocLog
  readonly holders: Holders
  readonly recovery: Recovery
  readonly snapshots: Snapshots
  /** Null: there is no document here yet. */
  doc: Mutable<DocInfo> | null = null
  ownerName = ''
  /** Set by the room, before anybody comes in. */
  roles: DocRoles = { of: () => null }

  readonly #edited: ((rows: readonly Kept[]) => void)[] = []
  #usedMs = -Infinity
  /** It is looked at again. */
  #cools = false

  constructor(ctx: DocContext, stored: Stored | undefined, shelves = new DocShelves()) {
    this.ctx = ctx
    this.wakes = new Wakes(
      () => ctx.now(),
      (ms) => ctx.wakeIn(ms),
    )
    this.holders = new Holders(ctx)
    this.recovery = new Recovery(ctx, stored?.recovery)
    const tail = stored?.tail ?? []
    const past = new Past(stored?.snapshot ?? NOTHING, tail)
    this.log = new DocLog({
      ctx,
      past,
      authors: stored?.authors ?? new Map(),
      owners: stored?.clients ?? new Map(),
      holders: this.holders,
      recovery: this.recovery,
      roots: shelves.roots,
      shelf: shelves.hot,
      full: () => this.snapshots.full(),
      used: () => this.#used(),
    })
    this.snapshots = new Snapshots({
      ctx,
      wakes: this.wakes,
      past: () => this.log.past,
      shelf: shelves.snapshots,
      stored: stored?.snapshots ?? { marks: [], broken: [] },
      sinceBytes: tail.reduce((sum, { length }) => sum + length, 0),
      sinceRows: tail.length,
    })
    this.log.onKept((rows) => {
      for (const { update } of rows) this.snapshots.logged(update.length)
    })
    if (stored === undefined) return
    this.doc = { ...stored.info }
    this.ownerName = stored.ownerName
  }

  /** @throws TuttiError `unknown_room` while there is no document */
  get info(): Mutable<DocInfo> {
    if (this.doc === null) throw new TuttiError('unknown_room', 'create the document first')
    return this.doc
  }

  /** Log position of what is kept; what this tick has accepted so far may come on top (settle()). */
  get head(): number {
    return this.log.past.n
  }

  /** Throws unless this member may do now what `needed` may. @throws TuttiError `unknown_room`, `forbidden` */
  allow(member: Member, needed: DocRole): DocRole {
    const role = this.doc === null ? null : this.roles.of(member)
    if (role === null) throw new TuttiError('unknown_room')
    if (!mayAs(role, needed)) throw new TuttiError('forbidden', `this takes a document's ${needed}`)
    return role
  }

  /** The document as a Y.Doc, with all that was accepted so far. For reading only. */
  present(): Y.Doc {
    return this.log.present()
  }

  /** Records what was accepted so far in this tick. The log position of present(). */
  settle(): number {
    return this.log.settle()
  }

  /**
   * An edit that the host makes for somebody: kept and told as any other. Its log position. It records: check before.
   * @throws TuttiError `bad_body` for what cannot be applied, and then nothing has changed
   */
  submit(update: Uint8Array, author: Author, type: EditType): number {
    return this.log.submit(update, author, type)
  }

  /** There is no document yet, and it begins with that; `done` in the tick that keeps the last of it. */
  begin({ vector, data, packed }: Compacted, author: Author, done: () => void): void {
    const snapshot = { n: 1, vector, data }
    this.log.begin(snapshot)
    this.snapshots.begins(snapshot, packed ?? data, () => {
      done()
      for (const run of this.#edited) run([{ n: 1, update: data, author, type: 'import' }])
    })
  }

  /** Runs at the end of each tick that has changed the document, with the new rows of its log. */
  onEdited(run: (rows: readonly Kept[]) => void): void {
    this.#edited.push(run)
    this.log.onKept(run)
  }

  /** As the log names them. */
  author(member: Member): Author {
    return { id: member.user.id, name: nameOf(member) }
  }

  /** The tick is over: what it has gathered is kept and told. */
  ended(): void {
    this.log.ended()
    this.snapshots.ended()
  }

  /** The room is closed, and nobody has a use for its Y.Doc. */
  closed(): void {
    this.log.cool()
  }

  /** The document is gone for good; there may be another one. */
  reset(): void {
    this.doc = null
    this.log.reset()
    this.recovery.reset()
    this.snapshots.reset()
  }

  #used(): void {
    this.#usedMs = this.ctx.now()
    if (!this.#cools) this.#coolLater()
  }

  #coolLater(): void {
    this.#cools = true
    this.wakes.at('cool', this.#usedMs + COOL_MS, () => {
      if (this.ctx.now() < this.#usedMs + COOL_MS) return this.#coolLater()
      this.#cools = false
      this.log.cool()
    })
  }

  /** Keeps the facts, and tells everybody. */
  keepInfo(): void {
    const { info } = this
    this.ctx.record('doc', {
      room: this.ctx.id,
      born: info.born,
      title: info.title,
      type: info.type,
      owner_id: info.owner,
      owner_name: this.ownerName,
      public: info.public,
      created_at: info.createdAt,
      updated_at: this.ctx.wall(),
      trashed_at: info.trashedAt,
    })
    this.ctx.broadcast('info', { ...info })
  }
}
