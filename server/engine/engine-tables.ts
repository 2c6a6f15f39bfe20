/** The engine's own tables: rooms and what makes them come back, and what waits to go from a room to others. */
import { sql } from 'kysely'
import { insert, remove, tables } from './tables.ts'
import type { Migration } from './tables.ts'

const rooms: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  const bytes = postgres ? 'bytea' : 'blob'
  const table = (name: string) => db.schema.createTable(name)

  await table('room')
    // Never used again: whoever still holds the number of a room that was forgotten must not meet another one under it.
    .addColumn('key', postgres ? 'bigserial' : 'integer', (c) =>
      postgres ? c.primaryKey() : c.primaryKey().autoIncrement(),
    )
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('fence', integer, (c) => c.notNull())
    .addColumn('rev', integer, (c) => c.notNull())
    .addColumn('seq', integer, (c) => c.notNull())
    .addColumn('floor_seq', integer, (c) => c.notNull())
    .addColumn('nonce_ms', integer, (c) => c.notNull())
    .addColumn('names', 'text', (c) => c.notNull())
    // When it was last taken over.
    .addColumn('at', integer, (c) => c.notNull())
    .addUniqueConstraint('room_name', ['kind', 'id'])
    .execute()
  await sql`create index room_unused on room (at) where rev = 0`.execute(db)

  // In the order of arrival, whatever the room: a commit of many rooms touches few pages.
  await table('event')
    .addColumn('pos', postgres ? 'bigserial' : 'integer', (c) => c.primaryKey())
    .addColumn('room', integer, (c) => c.notNull())
    .addColumn('first', integer, (c) => c.notNull())
    .addColumn('last', integer, (c) => c.notNull())
    .addColumn('flat', bytes, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('event_room').on('event').columns(['room', 'last']).execute()

  // A nonce begins with its time: new ones lie together, and so do old ones, when they are removed.
  const nonce = table('nonce')
    .addColumn('nonce', bytes, (c) => c.notNull())
    .addColumn('room', integer, (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('digest', bytes, (c) => c.notNull())
    .addColumn('body', bytes, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('nonce_key', ['nonce', 'room', 'user_id'])
  await (postgres ? nonce : nonce.modifyEnd(sql`without rowid`)).execute()

  await table('mail')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('op', 'text', (c) => c.notNull())
    .addColumn('body', bytes, (c) => c.notNull())
    .execute()

  await table('outbound')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('tries', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('due_at', integer, (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull().defaultTo('waiting'))
    .addColumn('reason', 'text')
    .execute()
  await sql`create index outbound_due on outbound (due_at, id) where state = 'waiting'`.execute(db)
  await sql`create index outbound_dead on outbound (due_at) where state = 'dead'`.execute(db)

  if (!postgres) return
  // With SQLite files lie beside the database, as files.
  await table('file')
    .addColumn('space', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('bytes', integer, (c) => c.notNull())
    .addColumn('content', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('file_key', ['space', 'hash'])
    .execute()
}

/** As a kind's, but that the rooms of every kind write them: `engine.mail` and so on. */
export const engineTables = tables({
  migrations: { engine_0001_rooms: rooms },
  writes: {
    mail: insert('mail', { id: 'text', kind: 'text', room: 'text', op: 'text', body: 'bytes' }),
    unmail: remove('mail', { id: 'text' }),
    outbound: insert('outbound', { id: 'text', channel: 'text', target: 'text', payload: 'text', due_at: 'integer' }),
  },
})
