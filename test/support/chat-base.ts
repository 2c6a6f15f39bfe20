/** A database with channels in it, for tests of what is read: written by hand, so that it can hold what no room would write. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely'
import pg from 'pg'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import { openPostgres } from '../../server/adapters/postgres/storage.ts'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import type { Asking } from '../../server/engine/room.ts'
import type { Tables } from '../../server/engine/tables.ts'
import type { Dialect, Files, Storage, User } from '../../server/ports.ts'
import { chatTables } from '../../server/rooms/chat/tables.ts'
import { chatUpkeep } from '../../server/rooms/chat/upkeep.ts'
import type { ReadTables } from '../../server/rooms/chat/read/view.ts'
import { idText } from '../../shared/id.ts'
import { freshDatabase } from './postgres.ts'
import { silentLog } from './silent-log.ts'

type Row<T extends keyof ReadTables> = Partial<ReadTables[T]>

/** 2026-01-01: when the tests ask. */
export const NOW = 1_767_225_600_000
const MINUTE = 60_000

const KINDS: ReadonlyMap<string, Tables> = new Map([['chat', chatTables as Tables]])

export class ChatBase {
  /** What the tests write with; what they ask reads through the storage, as in a host. */
  readonly db: Kysely<ReadTables>
  readonly dialect: Dialect
  readonly #storage: Storage
  readonly #away: () => Promise<void>
  #ids = 0

  private constructor(storage: Storage, db: Kysely<ReadTables>, away: () => Promise<void>) {
    this.#storage = storage
    this.dialect = storage.dialect
    this.db = db
    this.#away = away
  }

  static async sqlite(): Promise<ChatBase> {
    const folder = mkdtempSync(join(tmpdir(), 'tutti-chat-'))
    const path = join(folder, 'chat.db')
    // Its clock stands still: no upkeep but what a test asks for.
    const storage = await openSqlite({ path, kinds: KINDS, clock: createManualClock(), log: silentLog })
    const database = new Database(path)
    // Nothing here has to survive.
    database.pragma('synchronous = off')
    const db = new Kysely<ReadTables>({ dialect: new SqliteDialect({ database }) })
    return new ChatBase(storage, db, async () => rmSync(folder, { recursive: true }))
  }

  static async postgres(): Promise<ChatBase> {
    const { url } = await freshDatabase()
    const storage = await openPostgres({ url, kinds: KINDS, clock: createManualClock(), log: silentLog })
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    return new ChatBase(storage, new Kysely<ReadTables>({ dialect: new PostgresDialect({ pool }) }), async () => {})
  }

  async close(): Promise<void> {
    await this.db.destroy()
    await this.#storage.close()
    await this.#away()
  }

  /** One job of upkeep, until it changes nothing. Answers with how often it ran. */
  async upkeep(name: keyof typeof chatUpkeep, wallMs: number = NOW): Promise<number> {
    for (let round = 1; ; round++) {
      let changed = 0n
      await this.db.transaction().execute(async (db) => {
        for (const text of chatUpkeep[name].sql[this.dialect]) {
          const { numAffectedRows } = await sql.raw(text.replaceAll('{now}', String(wallMs))).execute(db)
          changed += numAffectedRows ?? 0n
        }
      })
      if (changed === 0n) return round
    }
  }

  async channel(room: string, row: Row<'chat_channel'> = {}): Promise<void> {
    await this.db
      .insertInto('chat_channel')
      .values({
        room,
        type: 'public',
        title: room,
        topic: '',
        listed: 1,
        slow_ms: 0,
        retention_days: 0,
        archived: 0,
        created_by: 'olga',
        created_at: NOW - 1000 * MINUTE,
        first_id: null,
        second_id: null,
        member_count: 0,
        ...row,
      })
      .execute()
    await this.#storage.journal.acquire('chat', room, 'epoch', [])
  }

  async member(room: string, user: string, row: Row<'chat_member'> = {}): Promise<void> {
    await this.db
      .insertInto('chat_member')
      .values({
        room,
        user_id: user,
        name: user,
        role: 'member',
        state: 'in',
        joined_at: NOW - 900 * MINUTE,
        delivered: 0,
        read: 0,
        notify: 'all',
        notify_until: 0,
        muted_until: 0,
        banned_until: 0,
        reason: null,
        ...row,
      })
      .execute()
    await this.db
      .updateTable('chat_channel')
      .set((of) => ({ member_count: of('member_count', '+', (row.state ?? 'in') === 'in' ? 1 : 0) }))
      .where('room', '=', room)
      .execute()
  }

  /** Message `n`, by olga, one a minute. */
  async say(room: string, n: number, text: string, row: Row<'chat_message'> = {}): Promise<void> {
    await this.db
      .insertInto('chat_message')
      .values({
        room,
        n,
        text,
        id: this.id(),
        by_id: 'olga',
        name: 'Olga',
        at: NOW - (500 - n) * MINUTE,
        replies: 0,
        rev: 0,
        pinned: 0,
        ...row,
      } as ReadTables['chat_message'])
      .execute()
    await this.db.updateTable('room').set({ seq: n }).where('id', '=', room).execute()
  }

  /** Any other row, as it is. */
  async row(table: keyof ReadTables, row: Readonly<Record<string, unknown>>): Promise<void> {
    // oxlint-disable-next-line no-explicit-any -- each table has its own columns
    await (this.db as Kysely<any>).insertInto(table).values(row).execute()
  }

  id(): string {
    return idText(this.#ids++, 0, 0)
  }

  asking(user: string, room: string, wallMs: number = NOW): Asking {
    return {
      user: userOf(user),
      room,
      wallMs,
      reader: this.#storage.reader,
      files: undefined as unknown as Files,
      within: (_ms, wait) => wait,
      secret: () => 'secret',
      job: () => Promise.reject(new Error('there are no jobs')),
    }
  }
}

export const userOf = (id: string): User => ({ id, name: id, guest: false })

/** The databases that answer alike. */
export const BASES = [
  ['SQLite', () => ChatBase.sqlite()],
  ['Postgres', () => ChatBase.postgres()],
] as const
