/** A document at a table of its own: a room under test over a real database, which has what the room recorded after each tick. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import * as Y from 'yjs'
import { check } from '../../shared/contract.ts'
import type { Commands } from '../../shared/contract.ts'
import { docContract } from '../../shared/doc/contract.ts'
import type { DocContract, DocJoin } from '../../shared/doc/contract.ts'
import type { DocState } from '../../shared/doc/types.ts'
import { TuttiError } from '../../shared/errors.ts'
import { ID_EPOCH_MS, PER_MS, idText } from '../../shared/id.ts'
import { rowStatement } from '../../server/adapters/sqlite/statements.ts'
import type { Asking, Member } from '../../server/engine/room.ts'
import { doc } from '../../server/rooms/doc/kind.ts'
import { docTables } from '../../server/rooms/doc/tables.ts'
import { TestRoom, WALL_MS } from './room-context.ts'

type Command = keyof Commands<DocContract>

export class DocScene {
  readonly id: string
  readonly sqlite = new Database(':memory:')
  readonly db: Kysely<unknown>
  /** Fresh for each table: its shelves are a host's own. */
  readonly kind = doc.hosted!({ channels: [], pushKey: '', privateWebhooks: false })
  test!: TestRoom<DocContract>
  #written = 0
  #nowMs = 0
  #ids = 0
  /** Yjs clients are numbered: what two write at one place has the same order in every run. */
  #clients = 1000
  #secrets = 0

  private constructor(id: string) {
    this.id = id
    this.db = new Kysely({ dialect: new SqliteDialect({ database: this.sqlite }) })
  }

  static async open(id = 'notes'): Promise<DocScene> {
    const table = new DocScene(id)
    table.sqlite.exec('create table room (key integer primary key, kind text, id text, epoch text, seq integer)')
    table.sqlite.exec('create table event (pos integer primary key, room integer)')
    for (const migrate of Object.values(docTables.migrations)) await migrate(table.db, 'sqlite')
    await table.reopen()
    return table
  }

  /** A document of ada's that everybody may do so much with, and ada at it. */
  static async of(open: 'viewer' | 'commenter' | 'suggester' | 'editor' | null = 'editor') {
    const table = await DocScene.open()
    const ada = await table.sit('ada', { create: true })
    await table.do(ada.member, 'create', { title: 'Notes', public: open })
    return { table, ada }
  }

  /** The room as a new owner opens it: from the database alone. */
  async reopen(): Promise<void> {
    if (this.test !== undefined) this.#nowMs += this.test.ctx.now()
    this.test = new TestRoom<DocContract>(this.id, 60)
    const beforeMs = this.#nowMs
    Object.assign(this.test.ctx, {
      wall: () => Math.floor(WALL_MS + beforeMs + this.test.ctx.now()),
      newId: () => idText(this.wallMs - ID_EPOCH_MS, 1, this.#ids++ % PER_MS),
    })
    this.#written = 0
    const stored = await this.kind.stored!(this.id, this.asking('-').reader)
    // A kind forgets nothing of its own types; the test's context has the same writes.
    this.test.host(this.kind.open(this.test.ctx as never, stored))
  }

  get wallMs(): number {
    return Math.floor(WALL_MS + this.#nowMs + this.test.ctx.now())
  }

  asking(user: string): Asking {
    const { db } = this
    const reader = { dialect: 'sqlite', db, snapshot: <T>(read: (all: Kysely<unknown>) => Promise<T>) => read(db) }
    return {
      user: { id: user, name: user, guest: false },
      room: this.id,
      reader: reader as Asking['reader'],
      files: {} as Asking['files'],
      wallMs: this.wallMs,
      within: (_ms, wait) => wait,
      secret: () => `secret-${++this.#secrets}`,
      job: async (name, input) => structuredClone(this.kind.jobs!.run[name]!(structuredClone(input) as never)),
    }
  }

  async join(user: string, options: DocJoin = {}): Promise<{ member: Member; state: DocState }> {
    const asking = this.asking(user)
    const granted = await this.kind.authorize(asking.user, this.id, asking, options)
    const { member, state } = this.test.join(user, options, typeof granted === 'string' ? { role: granted } : granted)
    this.commit()
    // What this kind's join() returned.
    return { member, state: state as DocState }
  }

  /** Somebody with a Y.Doc of their own, which has what JOINED gave. */
  async sit(user: string, options: DocJoin = {}) {
    const { member, state } = await this.join(user, options)
    const ydoc = new Y.Doc()
    ydoc.clientID = ++this.#clients
    if (state.snapshot !== null) Y.applyUpdate(ydoc, state.snapshot)
    for (const update of state.tail) Y.applyUpdate(ydoc, update)
    let told = this.test.told('edited').length
    const hear = () => {
      const all = this.test.told('edited')
      for (; told < all.length; told++) Y.applyUpdate(ydoc, all[told]!)
    }
    /** What a change of one's own is as an update. */
    const change = (make: (text: Y.Text, all: Y.Doc) => void): Uint8Array => {
      const before = Y.encodeStateVector(ydoc)
      const updates: Uint8Array[] = []
      const listen = (update: Uint8Array) => updates.push(update)
      ydoc.on('update', listen)
      ydoc.transact(() => make(ydoc.getText('code'), ydoc))
      ydoc.off('update', listen)
      return updates[0] ?? Y.encodeStateAsUpdate(ydoc, before)
    }
    const text = () => {
      hear()
      return ydoc.getText('code').toJSON()
    }
    /** One change as an edit, in a tick of its own. The refusal's code; null: it was done. */
    const write = (make: (text: Y.Text, all: Y.Doc) => void) => {
      hear()
      return this.refusal(member, 'edit', change(make))
    }
    return { member, state, ydoc, hear, change, text, write }
  }

  /** In a tick that goes on. @throws the refusal */
  begin<T extends Command>(member: Member, command: T, body: Commands<DocContract>[T], loaded?: unknown): void {
    if (!this.test.members.has(member)) throw new TuttiError('not_joined')
    this.test.room.on[command](member, check(docContract.commands[command], body) as never, loaded)
  }

  /** The tick is over, and what it has recorded is durable. */
  end(): void {
    this.test.room.ended?.()
    for (const { member } of this.test.kicked.splice(0))
      if (this.test.members.has(member)) this.test.leave(member, 'lost')
    this.commit()
  }

  /** A tick of its own. What it answers; throws what it was refused with, at once or later. */
  async do<T extends Command>(member: Member, command: T, body: Commands<DocContract>[T]): Promise<unknown> {
    const owed = this.test.owed.length
    this.test.reply = null
    const asking = { ...this.asking(member.user.id), role: member.role }
    const loaded = await this.kind.load?.[command]?.(body, asking)
    this.begin(member, command, body, loaded)
    this.end()
    const answer = this.test.owed[owed]
    if (answer === undefined) return this.test.reply
    if (answer !== null && 'refused' in answer) throw answer.refused
    return answer?.reply
  }

  /** The code of the refusal; null: it was done. */
  async refusal<T extends Command>(member: Member, command: T, body: Commands<DocContract>[T]): Promise<string | null> {
    try {
      await this.do(member, command, body)
      return null
    } catch (thrown) {
      if (thrown instanceof TuttiError) return thrown.code
      throw thrown
    }
  }

  /** Time passes. */
  pass(ms: number): void {
    this.test.pass(ms)
    this.commit()
  }

  /** The jobs that were begun are done. */
  work(): void {
    this.test.work(this.kind.jobs!.run)
    this.commit()
  }

  /** What was recorded since the last time becomes durable. */
  commit(): void {
    for (; this.#written < this.test.recorded.length; this.#written++) {
      const { write, row } = this.test.recorded[this.#written]!
      const named = docTables.writes[write as keyof typeof docTables.writes]
      const { sql, order } = rowStatement({ name: write, write: named, columns: Object.entries(named.columns) })
      const values = Object.keys(named.columns).map((column) => row[column] ?? null)
      this.sqlite.prepare(sql).run(...order.map((at) => values[at]))
    }
  }

  rows<T = Record<string, unknown>>(sql: string, ...values: unknown[]): T[] {
    return this.sqlite.prepare(sql).all(...values) as T[]
  }
}
