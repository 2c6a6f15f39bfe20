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
  if (postgres) {
    // A row is rewritten on its own page as long as there is room on it and no index speaks of what changed.
    await sql`alter table room set (fillfactor = 60)`.execute(db)
  } else {
    await sql`create index room_unused on room (at) where rev = 0`.execute(db)
    await sql`create index room_long on room (key) where seq - floor_seq > 11000`.execute(db)
  }

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

/** When a file was put last. Nobody knows it of those that are there: they count as put now. */
const fileTimes: Migration = async (db, dialect) => {
  if (dialect !== 'postgres') return
  await sql`alter table file add column at bigint not null default (extract(epoch from now()) * 1000)::bigint`.execute(
    db,
  )
  await sql`alter table file alter column at drop default`.execute(db)
}

const DAY_MS = 86_400_000
const NONCES_MS = 30 * DAY_MS
const EVENTS_MS = 7 * DAY_MS
/** Events of a room that can be read again; the slack is what is removed at once. */
const EVENTS = 10_000
const SLACK = 1_000
const MINUTE_MS = 60_000

/** The time that a nonce begins with, at some distance from now. */
const nonceTime = (ms: number) => ({
  sqlite: `unhex(printf('%012x', {now} + ${ms}))`,
  postgres: `decode(lpad(to_hex({now} + ${ms}), 12, '0'), 'hex')`,
})
const [nonceOld, nonceFuture] = [nonceTime(-NONCES_MS), nonceTime(DAY_MS)]
/** Some begin with a time that is not theirs: a clock that stands in the past must not cost its owner the answers. */
const cameLongAgo = `at < {now} - ${NONCES_MS}`

/** Rooms with more events than are kept, and the floor to raise them to: bounded, whatever has piled up. */
const overlong = (least: string, lock: string) => `
  select key, ${least}(seq - ${EVENTS}, floor_seq + ${SLACK}) as floor from room
  where seq - floor_seq > ${EVENTS + SLACK} order by key limit 4 ${lock}`

const oldest = 'select pos, room, last, at from event order by pos limit 500'

/** What the engine keeps no longer than it is of use. */
const upkeep = {
  nonces: {
    everyMs: MINUTE_MS,
    sql: {
      sqlite: [
        `delete from nonce where (nonce, room, user_id) in (
          select nonce, room, user_id from nonce
          where nonce < ${nonceOld.sqlite} and ${cameLongAgo} order by nonce limit 500)`,
        `delete from nonce where (nonce, room, user_id) in (
          select nonce, room, user_id from nonce
          where nonce > ${nonceFuture.sqlite} and ${cameLongAgo} order by nonce limit 500)`,
      ],
      postgres: [
        `delete from nonce using (
          select nonce, room, user_id from nonce
          where nonce < ${nonceOld.postgres} and ${cameLongAgo} order by nonce limit 500
        ) old where nonce.nonce = old.nonce and nonce.room = old.room and nonce.user_id = old.user_id`,
        `delete from nonce using (
          select nonce, room, user_id from nonce
          where nonce > ${nonceFuture.postgres} and ${cameLongAgo} order by nonce limit 500
        ) old where nonce.nonce = old.nonce and nonce.room = old.room and nonce.user_id = old.user_id`,
      ],
    },
  },
  oldEvents: {
    everyMs: MINUTE_MS,
    sql: {
      sqlite: [
        `update room set floor_seq = max(floor_seq, (
          select max(last) from (${oldest}) old where old.room = room.key and old.at < {now} - ${EVENTS_MS}))
        where key in (select room from (${oldest}) old where at < {now} - ${EVENTS_MS})`,
        `delete from event where pos in (select pos from (${oldest}) old where at < {now} - ${EVENTS_MS})`,
      ],
      postgres: [
        `with old as (select pos, room, last from (${oldest}) first where at < {now} - ${EVENTS_MS}),
          gone as (delete from event using old where event.pos = old.pos),
          floor as (select room, max(last) as last from old group by room)
        update room set floor_seq = greatest(floor_seq, floor.last) from floor where room.key = floor.room`,
      ],
    },
  },
  manyEvents: {
    everyMs: MINUTE_MS,
    sql: {
      sqlite: [
        `delete from event where pos in (
          select event.pos from (${overlong('min', '')}) o
          join event on event.room = o.key and event.last <= o.floor)`,
        `update room set floor_seq = min(seq - ${EVENTS}, floor_seq + ${SLACK})
          where key in (select key from (${overlong('min', '')}) o)`,
      ],
      postgres: [
        `with over_long as (${overlong('least', 'for update skip locked')}),
          gone as (delete from event using over_long o where event.room = o.key and event.last <= o.floor)
        update room set floor_seq = o.floor from over_long o where room.key = o.key`,
      ],
    },
  },
  /** Rooms that somebody looked into, and nothing happened. */
  unused: {
    everyMs: 10 * MINUTE_MS,
    sql: {
      sqlite: [
        `delete from room where key in (select key from room where rev = 0 and at < {now} - ${DAY_MS} order by at limit 500)`,
      ],
      postgres: [
        `delete from room where key in (
          select key from room where rev = 0 and at < {now} - ${DAY_MS} limit 500 for update skip locked)`,
      ],
    },
  },
  deadLetters: {
    everyMs: 10 * MINUTE_MS,
    sql: {
      sqlite: [
        `delete from outbound where id in (
          select id from outbound where state = 'dead' and due_at < {now} - ${NONCES_MS} order by due_at limit 500)`,
      ],
      postgres: [
        `delete from outbound where id in (
          select id from outbound where state = 'dead' and due_at < {now} - ${NONCES_MS} order by due_at limit 500)`,
      ],
    },
  },
}

/** As a kind's, but that the rooms of every kind write them: `engine.mail` and so on. */
export const engineTables = tables({
  migrations: { engine_0001_rooms: rooms, engine_0002_file_times: fileTimes },
  writes: {
    mail: insert('mail', { id: 'text', kind: 'text', room: 'text', op: 'text', body: 'bytes' }),
    unmail: remove('mail', { id: 'text' }),
    outbound: insert('outbound', { id: 'text', channel: 'text', target: 'text', payload: 'text', due_at: 'integer' }),
  },
  upkeep,
})
