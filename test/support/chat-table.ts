/** A channel at a table of its own: a room under test over a real database, which has what the room recorded after each command. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { check } from '../../shared/contract.ts'
import type { Commands } from '../../shared/contract.ts'
import { chatContract } from '../../shared/chat/contract.ts'
import { directRoom } from '../../shared/chat/rules.ts'
import type { ChatContract, ChatJoin } from '../../shared/chat/contract.ts'
import type { ChatState } from '../../shared/chat/types.ts'
import { TuttiError } from '../../shared/errors.ts'
import { ID_EPOCH_MS, PER_MS, idText } from '../../shared/id.ts'
import type { Asking, Member } from '../../server/engine/room.ts'
import type { Write } from '../../server/engine/tables.ts'
import type { FileMeta } from '../../server/ports.ts'
import { chat } from '../../server/rooms/chat/kind.ts'
import { chatTables } from '../../server/rooms/chat/tables.ts'
import { TestRoom, WALL_MS } from './room-context.ts'

type Command = keyof Commands<ChatContract>
type Kind = typeof chat

export class ChatTable {
  readonly id: string
  readonly sqlite: Database.Database
  readonly db: Kysely<unknown>
  /** Files that somebody has put beside the room, by hash. */
  readonly files = new Map<string, FileMeta>()
  readonly kicked: string[] = []
  /** Whatever has a time to end within does not. */
  timesOut = false
  /** Broadcasts with a key, in order. */
  readonly keyed: { readonly event: string; readonly body: unknown; readonly key: unknown }[] = []
  /** The database is behind: what is recorded waits. */
  paused = false
  test!: TestRoom<ChatContract>
  readonly #kind: Kind
  #nowMs = 0
  #written = 0
  #secrets = 0
  #ids = 0

  private constructor(id: string, kind: Kind, sqlite: Database.Database) {
    this.id = id
    this.#kind = kind
    this.sqlite = sqlite
    this.db = new Kysely({ dialect: new SqliteDialect({ database: sqlite }) })
  }

  /** @param from a database to begin with, serialized */
  static async open(id = 'talk', kind = chat, from?: Buffer): Promise<ChatTable> {
    const table = new ChatTable(id, kind, new Database(from ?? ':memory:'))
    if (from !== undefined) {
      await table.reopen()
      return table
    }
    table.sqlite.exec('create table room (kind text, id text, seq integer)')
    table.sqlite.prepare('insert into room values (?, ?, 0)').run('chat', id)
    for (const migrate of Object.values(chatTables.migrations)) await migrate(table.db, 'sqlite')
    await table.reopen()
    return table
  }

  /** A channel of ada's, with these people in it, all here. */
  static async of(
    type: 'group' | 'public',
    ...users: string[]
  ): Promise<{ table: ChatTable; ada: Member; all: Member[] }> {
    const table = await ChatTable.open()
    const { member: ada } = await table.join('ada', { create: true })
    await table.do(ada, 'create', { type, title: 'Talk', ...(type === 'group' && { members: users }) })
    const all: Member[] = []
    for (const user of users) all.push(await table.enter(user))
    return { table, ada, all }
  }

  /** Two who talk alone: ada, and the other one. */
  static async direct(peer: string): Promise<{ table: ChatTable; ada: Member; other: Member }> {
    const table = await ChatTable.open(directRoom('ada', peer))
    const { member: ada } = await table.join('ada', { create: true, with: peer })
    await table.do(ada, 'create', { type: 'direct', with: peer })
    return { table, ada, other: (await table.join(peer)).member }
  }

  /** Another room over the same database: as after a crash. */
  beside(id: string): Promise<ChatTable> {
    const table = new ChatTable(id, this.#kind, this.sqlite)
    this.sqlite.prepare('insert into room values (?, ?, 0)').run('chat', id)
    return table.reopen().then(() => table)
  }

  /** The room as a new owner opens it: from the database alone. */
  async reopen(): Promise<void> {
    if (this.test !== undefined) this.#nowMs += this.test.ctx.now()
    this.test = new TestRoom<ChatContract>(this.id, 60)
    const beforeMs = this.#nowMs
    const { broadcast } = this.test.ctx as { broadcast: (event: string, body: unknown, key?: unknown) => void }
    Object.assign(this.test.ctx, {
      wall: () => WALL_MS + beforeMs + this.test.ctx.now(),
      newId: () => idText(Math.floor(this.wallMs) - ID_EPOCH_MS, 1, this.#ids++ % PER_MS),
      broadcast: (event: string, body: unknown, key?: unknown) => {
        if (key !== undefined) this.keyed.push({ event, body, key })
        broadcast(event, body, key)
      },
    })
    this.#written = 0
    this.test.host(this.#kind.open(this.test.ctx, await this.#kind.stored!(this.id, this.asking('-').reader)))
  }

  /** Whose presence stands. */
  get present(): ReadonlySet<unknown> {
    const all = new Set<unknown>()
    for (const { event, body, key } of this.keyed)
      if (event === 'presence' && body === null) all.delete(key)
      else if (event === 'presence') all.add(key)
    return all
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
      wallMs: this.wallMs,
      within: (_ms, wait) => (this.timesOut ? Promise.resolve(undefined) : wait),
      secret: () => `secret-${++this.#secrets}`,
      job: () => Promise.reject(new Error('there are no jobs')),
    }
  }

  authorize(user: string, options?: unknown) {
    return Promise.resolve(this.#kind.authorize(this.asking(user).user, this.id, this.asking(user), options))
  }

  async join(user: string, options: ChatJoin = {}): Promise<{ member: Member; state: ChatState }> {
    const granted = await this.authorize(user, options)
    const { role, facts } = typeof granted === 'string' ? { role: granted, facts: undefined } : granted
    const { member, state } = this.test.join(user, options, { role, facts })
    this.commit()
    return { member, state: state as ChatState }
  }

  /** Joins and, where the channel is public, becomes a member. */
  async enter(user: string): Promise<Member> {
    const { member, state } = await this.join(user)
    if (state.me.role === 'visitor') await this.do(member, 'enter', {})
    return member
  }

  /** What the command's load reads now. */
  async load<T extends Command>(member: Member, command: T, body: Commands<ChatContract>[T]): Promise<unknown> {
    const asking = { ...this.asking(member.user.id), role: member.role }
    return this.#kind.load![command]?.(body, asking)
  }

  /** @throws TuttiError `bad_body` */
  check<T extends Command>(command: T, body: unknown): Commands<ChatContract>[T] {
    return check(chatContract.commands[command], body) as Commands<ChatContract>[T]
  }

  /** In the tick, with what was read. */
  run<T extends Command>(member: Member, command: T, body: Commands<ChatContract>[T], loaded: unknown): unknown {
    const { test } = this
    if (!test.members.has(member)) throw new TuttiError('not_joined')
    test.reply = null
    const before = test.recorded.length + test.said.length
    try {
      test.room.on[command](member, this.check(command, body), loaded)
    } catch (refusal) {
      if (test.recorded.length + test.said.length !== before)
        throw new Error(`${command} was refused half done`, { cause: refusal })
      throw refusal
    }
    for (const { member: gone, code } of test.kicked.splice(0)) {
      this.kicked.push(`${gone.user.id} ${code}`)
      if (test.members.has(gone)) test.leave(gone, 'lost')
    }
    this.commit()
    return test.reply
  }

  async do<T extends Command>(member: Member, command: T, body: Commands<ChatContract>[T]): Promise<unknown> {
    return this.run(member, command, body, await this.load(member, command, body))
  }

  /** The code of the refusal; null: it was done. */
  async refusal<T extends Command>(
    member: Member,
    command: T,
    body: Commands<ChatContract>[T],
  ): Promise<string | null> {
    try {
      await this.do(member, command, body)
      return null
    } catch (thrown) {
      if (thrown instanceof TuttiError) return thrown.code
      throw thrown
    }
  }

  async send(member: Member, text: string): Promise<number> {
    return ((await this.do(member, 'send', { text })) as { n: number }).n
  }

  leave(member: Member, why: 'left' | 'lost' = 'left'): void {
    this.test.leave(member, why)
    this.commit()
  }

  pass(ms: number): void {
    this.test.pass(ms)
    this.commit()
  }

  /** What was recorded since the last time becomes durable. */
  commit(): void {
    if (this.paused) return
    for (; this.#written < this.test.recorded.length; this.#written++) {
      const { write, row } = this.test.recorded[this.#written]!
      this.#write(chatTables.writes[write as keyof typeof chatTables.writes], row)
    }
    const said = this.test.said.filter(({ event }) => chatContract.events[event as 'said'].delivery === 'ordered')
    this.sqlite.prepare('update room set seq = max(seq, ?) where id = ?').run(said.length, this.id)
  }

  rows<T = Record<string, unknown>>(sql: string, ...values: unknown[]): T[] {
    return this.sqlite.prepare(sql).all(...values) as T[]
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
