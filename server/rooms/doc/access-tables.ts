/** How rights and shelves are kept: the tables, and every way to change them. */
import { sql } from 'kysely'
import { remove, upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'
import { searchMigration } from './read/search-migration.ts'

/** A migration that has run anywhere is never changed. */
const access: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  const bytes = postgres ? 'bytea' : 'blob'
  const table = (name: string) => db.schema.createTable(name)

  await table('doc_gone')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('at', integer, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('doc_gone_at').on('doc_gone').column('at').execute()
  await db.schema.createIndex('doc_owner').on('doc').column('owner_id').execute()

  await table('doc_grant')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('via', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_grant_key', ['room', 'user_id', 'via'])
    .execute()
  await db.schema.createIndex('doc_grant_user').on('doc_grant').columns(['user_id', 'room']).execute()

  await table('doc_link')
    .addColumn('code', 'text', (c) => c.primaryKey())
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('expires_at', integer, (c) => c.notNull())
    .addColumn('salt', bytes)
    .addColumn('hash', bytes)
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('doc_link_room').on('doc_link').column('room').execute()

  await table('doc_shelf')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('starred', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('folder', 'text', (c) => c.notNull().defaultTo(''))
    .addPrimaryKeyConstraint('doc_shelf_key', ['room', 'user_id'])
    .execute()
  await db.schema.createIndex('doc_shelf_user').on('doc_shelf').columns(['user_id', 'room']).execute()

  await table('doc_file')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_file_key', ['room', 'hash'])
    .execute()

  await table('doc_text')
    .addColumn('pos', postgres ? 'bigserial' : 'integer', (c) => c.primaryKey())
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull().defaultTo(''))
    .addColumn('n', integer, (c) => c.notNull().defaultTo(0))
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('dirty', integer, (c) => c.notNull())
    .execute()
  await db.schema.createIndex('doc_text_room').on('doc_text').column('room').unique().execute()
  await sql`create index doc_text_dirty on doc_text (pos) where dirty = 1`.execute(db)
  await searchMigration(db, dialect)
}

export const accessMigrations = { doc_0002_access: access }

const room = 'text' as const
const grantKey = { room, user_id: 'text', via: 'text' } as const
const shelfKey = { room, user_id: 'text' } as const

export const accessWrites = {
  grant: upsert('doc_grant', { ...grantKey, name: 'text', role: 'text', at: 'integer' }, ['room', 'user_id', 'via']),
  /** What the owner has given them, and what links have. */
  ungrant: remove('doc_grant', { room, user_id: 'text' }),
  dropVia: remove('doc_grant', { room, via: 'text' }),
  link: upsert(
    'doc_link',
    {
      code: 'text',
      room,
      role: 'text',
      expires_at: 'integer',
      salt: 'bytes',
      hash: 'bytes',
      created_at: 'integer',
      by_id: 'text',
    },
    ['code'],
  ),
  unlink: remove('doc_link', { code: 'text', room }),
  star: upsert('doc_shelf', { ...shelfKey, starred: 'integer' }, ['room', 'user_id']),
  file: upsert('doc_shelf', { ...shelfKey, folder: 'text' }, ['room', 'user_id']),
  unshelf: remove('doc_shelf', shelfKey),
  titled: upsert('doc_text', { room, title: 'text', at: 'integer', dirty: 'integer' }, ['room']),
  words: upsert('doc_text', { room, title: 'text', text: 'text', n: 'integer', at: 'integer', dirty: 'integer' }, [
    'room',
  ]),
  shown: upsert('doc_file', { room, hash: 'text' }, ['room', 'hash']),
  gone: upsert('doc_gone', { room, at: 'integer' }, ['room']),
  erase: remove('doc', { room }),
} as const
