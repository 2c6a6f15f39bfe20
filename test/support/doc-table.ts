/** A document at a table of its own: a room under test over a real database, which has what the room recorded after each tick. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import * as Y from 'yjs'
import { check } from '../../shared/contract.ts'
import type { Commands, QueryAnswer, QueryInput } from '../../shared/contract.ts'
import { docContract } from '../../shared/doc/contract.ts'
import type { DocContract, DocJoin } from '../../shared/doc/contract.ts'
import type { DocState } from '../../shared/doc/types.ts'
import { TuttiError } from '../../shared/errors.ts'
import type { Asking, Member } from '../../server/engine/room.ts'
import type { Write } from '../../server/engine/tables.ts'
import type { FileMeta } from '../../server/ports.ts'
import { doc } from '../../server/rooms/doc/kind.ts'
import { docTables } from '../../server/rooms/doc/tables.ts'
import { TestRoom, WALL_MS } from './room-context.ts'

type Command = keyof Commands<DocContract>
type Body<T extends Command> = Commands<DocContract>[T]
type Query = keyof DocContract['queries']

export class DocTable {
  readonly id: string
  readonly sqlite: Database.Database
  readonly db: Kysely<unknown>
  readonly files = new Map<string, FileMeta>()
  readonly kicked: string[] = []
  test!: TestRoom<DocContract>
  readonly #kind: typeof doc
  #nowMs = 0
  #written = 0
  #secrets = 0

  private constructor(id: string, sqlite: Database.Database) {
    this.id = id
    // A kind of its own: another table's tries are none of its business.
    this.#kind = doc.hosted!({ channels: ['webhook'], pushKey: '', privateWebhooks: false })
    this.sqlite = sqlite
    this.db = new Kysely({ dialect: new SqliteDialect({ database: sqlite }) })
  }

  /** @param from a database to begin with, serialized */
  static async open(id = 'paper', from?: Buffer): Promise<DocTable> {
    const table = new DocTable(id, new Database(from ?? ':memory:'))
    if (from === undefined) {
      table.sqlite.exec('create table room (key integer primary key, kind text, id text, epoch text, seq integer)')
      table.sqlite.exec('create table event (pos integer primary key, room integer)')
      table.sqlite.prepare('insert into room (kind, id, seq) values (?, ?, 0)').run('doc', id)
      for (const migrate of Object.values(docTables.migrations)) await migrate(table.db, 'sqlite')
    }
    await table.reopen()
    return table
  }

  /** A document of ada's. */
  static async of(body: Body<'create'> = { title: 'Paper' }): Promise<{ table: DocTable; ada: Member }> {
    const table = await DocTable.open()
    const { member: ada } = await table.join('ada', { create: true })
    await table.do(ada, 'create', body)
    return { table, ada }
  }

  /** Another room over the same database. */
  async beside(id: string): Promise<DocTable> {
    const table = new DocTable(id, this.sqlite)
    this.sqlite.prepare('insert into room (kind, id, seq) values (?, ?, 0)').run('doc', id)
    await table.reopen()
    return table
  }

  /** The room as a new owner opens it: from the database alone. */
  async reopen(): Promise<void> {
    if (this.test !== undefined) this.#nowMs += this.test.ctx.now()
    this.test = new TestRoom<DocContract>(this.id, 60)
    const beforeMs = this.#nowMs
    Object.assign(this.test.ctx, { wall: () => Math.floor(WALL_MS + beforeMs + this.test.ctx.now()) })
    this.#written = 0
    this.test.host(this.#kind.open(this.test.ctx, await this.#kind.stored!(this.id, this.asking('-').reader)))
  }

  get wallMs(): number {
    return WALL_MS + this.#nowMs + this.test.ctx.now()
  }

  asking(user: string): Asking {
    const { db } = this
    const reader = { dialect: 'sqlite', db, snapshot: <T>(read: (all: Kysely<unknown>) => Promise<T>) => read(db) }
    return {
      user: { id: user, name: user, guest: false },
      room: this.id,
      reader: reader as Asking['reader'],
      files: { touch: (_space: string, hash: string) => Promise.resolve(this.files.get(hash)) } as Asking['files'],
      wallMs: Math.floor(this.wallMs),
      within: (_ms, wait) => wait,
      // Whoever names a job knows what it takes.
      job: async (name, input) => structuredClone(this.#kind.jobs!.run[name]!(structuredClone(input) as never)),
      secret: () => `secret-${this.id}-${++this.#secrets}`,
    }
  }

  authorize(user: string, options?: unknown) {
    return Promise.resolve(this.#kind.authorize(this.asking(user).user, this.id, this.asking(user), options))
  }

  async join(user: string, options: DocJoin = {}): Promise<{ member: Member; state: DocState }> {
    return this.sit(user, options, await this.authorize(user, options))
  }

  /** With what the door found out some time ago. */
  sit(user: string, options: DocJoin, granted: Awaited<ReturnType<DocTable['authorize']>>) {
    const { role, facts } = typeof granted === 'string' ? { role: granted, facts: undefined } : granted
    const { member, state } = this.test.join(user, options, { role, facts })
    this.tick()
    return { member, state: state as DocState }
  }

  /** The code of the refusal; null: they are in. */
  async door(user: string, options: DocJoin = {}): Promise<string | null> {
    return codeOf(async () => this.test.leave((await this.join(user, options)).member, 'left'))
  }

  async load<T extends Command>(member: Member, command: T, body: Body<T>): Promise<unknown> {
    const asking = { ...this.asking(member.user.id), role: member.role }
    return this.#kind.load![command]?.(body, asking)
  }

  /** In the tick that is under way, with what was read. */
  run<T extends Command>(member: Member, command: T, body: Body<T>, loaded: unknown): unknown {
    const { test } = this
    if (!test.members.has(member)) throw new TuttiError('not_joined')
    test.reply = null
    const before = test.recorded.length + test.said.length
    try {
      test.room.on[command](member, check(docContract.commands[command], body) as Body<T>, loaded)
    } catch (refusal) {
      if (test.recorded.length + test.said.length !== before)
        throw new Error(`${command} was refused half done`, { cause: refusal })
      throw refusal
    }
    return test.reply
  }

  async do<T extends Command>(member: Member, command: T, body: Body<T>): Promise<unknown> {
    const loaded = await this.load(member, command, body)
    try {
      return this.run(member, command, body, loaded)
    } finally {
      this.tick()
    }
  }

  /** The code of the refusal; null: it was done. */
  refusal<T extends Command>(member: Member, command: T, body: Body<T>): Promise<string | null> {
    return codeOf(() => this.do(member, command, body))
  }

  async ask<T extends Query>(
    user: string,
    name: T,
    body: QueryInput<DocContract['queries'][T]>,
    room = this.id,
  ): Promise<QueryAnswer<DocContract['queries'][T]>> {
    const asking = { ...this.asking(user), room }
    await this.#kind.authorize(asking.user, room, asking)
    // The query's name fixes what it answers.
    return this.#kind.queries![name]!(asking.user, room, body as never, asking) as never
  }

  leave(member: Member, why: 'left' | 'lost' = 'left'): void {
    this.test.leave(member, why)
    this.tick()
  }

  pass(ms: number): void {
    this.test.pass(ms)
    this.tick()
  }

  /** The tick ends: what was recorded becomes durable, and whoever was kicked leaves. */
  tick(): void {
    const { test } = this
    test.room.ended?.()
    for (const { member: gone, code } of test.kicked.splice(0)) {
      this.kicked.push(`${gone.user.id} ${code}`)
      if (test.members.has(gone)) test.leave(gone, 'lost')
    }
    for (; this.#written < test.recorded.length; this.#written++) {
      const { write, row } = test.recorded[this.#written]!
      this.#write(docTables.writes[write as keyof typeof docTables.writes], row)
    }
  }

  rows<T = Record<string, unknown>>(sql: string, ...values: unknown[]): T[] {
    return this.sqlite.prepare(sql).all(...values) as T[]
  }

  /** One job of upkeep, until it changes nothing. */
  upkeep(name: keyof NonNullable<typeof docTables.upkeep>): void {
    for (let changed = 1; changed > 0;) {
      changed = 0
      for (const sql of docTables.upkeep![name]!.sql.sqlite!)
        changed += this.sqlite.prepare(sql.replaceAll('{now}', String(Math.floor(this.wallMs)))).run().changes
    }
  }

  #write({ does, table, columns, key, highest }: Write, row: Readonly<Record<string, unknown>>): void {
    const names = Object.keys(columns)
    const where = key.map((name) => `${name} = @${name}`).join(' and ')
    const others = names.filter((name) => !key.includes(name))
    const set = others.map((name) =>
      highest.includes(name) ? `${name} = max(${table}.${name}, @${name})` : `${name} = @${name}`,
    )
    const insert = `insert into ${table} (${names.join()}) values (${names.map((name) => `@${name}`).join()})`
    const conflict = set.length === 0 ? 'nothing' : `update set ${set.join()}`
    const sql = {
      insert,
      upsert: `${insert} on conflict (${key.join()}) do ${conflict}`,
      update: `update ${table} set ${set.join()} where ${where}`,
      remove: `delete from ${table} where ${where}`,
    }[does]
    this.sqlite.prepare(sql).run(row)
  }
}

export const codeOf = async (run: () => unknown): Promise<string | null> => {
  try {
    await run()
    return null
  } catch (thrown) {
    if (thrown instanceof TuttiError) return thrown.code
    throw thrown
  }
}

/** An edit that writes `text` at the end of the text `code`. */
export const typed = (text: string, client = Math.floor(Math.random() * 2 ** 31)): Uint8Array => {
  const ydoc = new Y.Doc()
  ydoc.clientID = client
  ydoc.getText('code').insert(0, text)
  return Y.encodeStateAsUpdate(ydoc)
}
