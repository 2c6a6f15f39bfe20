/** A database with channels in it, for tests of what is read: written by hand, so that it can hold what no room would write. */
import Database from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { idText } from '../../shared/id.ts'
import type { Dialect, Files, User } from '../../server/ports.ts'
import type { Asking } from '../../server/engine/room.ts'
import { chatTables } from '../../server/rooms/chat/tables.ts'
import type { ReadTables } from '../../server/rooms/chat/read/view.ts'

type Row<T extends keyof ReadTables> = Partial<ReadTables[T]>

/** 2026-01-01: when the tests ask. */
export const NOW = 1_767_225_600_000
const MINUTE = 60_000

export class ChatBase {
  readonly db: Kysely<ReadTables>
  readonly dialect: Dialect
  #ids = 0

  constructor(db: Kysely<ReadTables>, dialect: Dialect) {
    this.db = db
    this.dialect = dialect
  }

  async migrate(): Promise<void> {
    // As the engine has it; what channels read of it is all that is here.
    await this.db.schema
      .createTable('room')
      .addColumn('kind', 'text')
      .addColumn('id', 'text')
      .addColumn('seq', this.dialect === 'postgres' ? 'bigint' : 'integer')
      .execute()
    for (const migration of Object.values(chatTables.migrations))
      await migration(this.db as unknown as Kysely<unknown>, this.dialect)
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
    await this.db.insertInto('room').values({ kind: 'chat', id: room, seq: 0 }).execute()
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
  async row<T extends keyof ReadTables & string>(table: T, row: ReadTables[T]): Promise<void> {
    // oxlint-disable-next-line no-explicit-any -- each table has its own columns
    await (this.db as Kysely<any>).insertInto(table).values(row).execute()
  }

  id(): string {
    return idText(this.#ids++, 0, 0)
  }

  asking(user: string, room: string, wallMs: number = NOW): Asking {
    const { db, dialect } = this
    return {
      user: userOf(user),
      room,
      wallMs,
      files: undefined as unknown as Files,
      within: (_ms, wait) => wait,
      secret: () => '',
      reader: { dialect, db, snapshot: (read) => db.transaction().execute(read) },
    }
  }

  async close(): Promise<void> {
    await this.db.destroy()
  }
}

export const userOf = (id: string): User => ({ id, name: id, guest: false })

export const sqliteBase = async (path = ':memory:'): Promise<ChatBase> => {
  const base = new ChatBase(
    new Kysely<ReadTables>({ dialect: new SqliteDialect({ database: new Database(path) }) }),
    'sqlite',
  )
  await base.migrate()
  return base
}
