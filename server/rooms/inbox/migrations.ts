/** How the tables of inboxes came to be. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Migration } from '../../engine/tables.ts'

const notices: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  const table = (name: string) => db.schema.createTable(name)

  await table('inbox_notice')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('kind', 'text')
    .addColumn('ref_room', 'text')
    .addColumn('n', integer)
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('read', integer, (c) => c.notNull())
    .addColumn('removed', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('inbox_notice_id', ['room', 'id'])
    .execute()
  await db.schema.createIndex('inbox_notice_key').on('inbox_notice').columns(['room', 'key']).unique().execute()
  await sql`create index inbox_notice_unread on inbox_notice (room, id) where read = 0`.execute(db)
  await sql`create index inbox_notice_old on inbox_notice (at) where read = 1`.execute(db)

  await table('inbox_preference')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('show', integer, (c) => c.notNull())
    .addColumn('outs', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('inbox_preference_key', ['room', 'type'])
    .execute()
  await table('inbox_quiet')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('from_min', integer, (c) => c.notNull())
    .addColumn('to_min', integer, (c) => c.notNull())
    .addColumn('zone', integer, (c) => c.notNull())
    .execute()
  await table('inbox_target')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('secret', 'text')
    .addColumn('code', 'text')
    .addColumn('added_at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('inbox_target_key', ['room', 'id'])
    .execute()
}

export const inboxMigrations = { inbox_0001_notices: notices }
