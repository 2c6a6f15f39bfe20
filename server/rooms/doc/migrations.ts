/** How the tables of documents came to be. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Migration } from '../../engine/tables.ts'
import { accessMigrations } from './access-tables.ts'
import { clientMigrations } from './clients-tables.ts'
import { hookMigrations } from './hooks-tables.ts'
import { versionsMigrations } from './versions-tables.ts'
import { commentMigrations } from './comments-tables.ts'
import { suggestionMigrations } from './suggestions-tables.ts'

const log: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  const bytes = postgres ? 'bytea' : 'blob'
  const table = (name: string) => db.schema.createTable(name)

  await table('doc')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('born', 'text', (c) => c.notNull())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('owner_id', 'text', (c) => c.notNull())
    .addColumn('owner_name', 'text', (c) => c.notNull())
    .addColumn('public', 'text')
    .addColumn('created_at', integer, (c) => c.notNull())
    .addColumn('updated_at', integer, (c) => c.notNull())
    .addColumn('trashed_at', integer)
    .execute()

  // Small rows that are read in order: without a number of their own they lie where they are looked for.
  const update = table('doc_update')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('type', 'text')
    .addColumn('data', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_update_key', ['room', 'n'])
  await (postgres ? update : update.modifyEnd(sql`without rowid`)).execute()

  await table('doc_author')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_author_key', ['room', 'user_id'])
    .execute()

  await table('doc_client')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('client', integer, (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('first_n', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_client_key', ['room', 'client'])
    .execute()

  await table('doc_snapshot')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('part', integer, (c) => c.notNull())
    .addColumn('parts', integer, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('vector', bytes, (c) => c.notNull())
    .addColumn('data', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_snapshot_key', ['room', 'n', 'part'])
    .execute()
  // Compressing what is compact already costs time and gains nothing.
  if (!postgres) return
  await sql`alter table doc_update alter column data set storage external`.execute(db)
  await sql`alter table doc_snapshot alter column data set storage external`.execute(db)
}

/** Before it there was one type, which the page of rich text took for its own. */
const type: Migration = async (db) => {
  await db.schema
    .alterTable('doc')
    .addColumn('type', 'text', (c) => c.notNull().defaultTo('rich'))
    .execute()
}

/** How much of the log a snapshot covers: which of them may go is told by that. */
const snapshotLog: Migration = async (db, dialect) => {
  await db.schema
    .alterTable('doc_snapshot')
    .addColumn('log_bytes', dialect === 'postgres' ? 'bigint' : 'integer')
    .execute()
}

export const docMigrations = {
  doc_0001_log: log,
  ...accessMigrations,
  ...commentMigrations,
  ...suggestionMigrations,
  ...versionsMigrations,
  ...hookMigrations,
  doc_0007_type: type,
  ...clientMigrations,
  doc_0009_snapshot_log: snapshotLog,
}
