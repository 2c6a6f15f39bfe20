/** How forks are kept: the tables, their types, and every way to change them. */
import type { Kysely } from 'kysely'
import { insert, remove, upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'

/** Times are Unix ms. */
export interface SuggestionTables {
  /** Who proposes something. */
  doc_fork: { room: string; user_id: string; name: string }
  /** What, in order: Yjs V1, beyond the document. */
  doc_fork_update: { room: string; user_id: string; m: number; at: number; data: Uint8Array }
  /** Who let that row of the log in, which somebody else wrote. */
  doc_accepted: { room: string; n: number; by_id: string; by_name: string; at: number }
}

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const suggestionDb = (db: Kysely<any>): Kysely<SuggestionTables> => db

/** A migration that has run anywhere is never changed. */
const suggestions: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  await db.schema
    .createTable('doc_fork')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_fork_key', ['room', 'user_id'])
    .execute()
  await db.schema
    .createTable('doc_fork_update')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('m', integer, (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('data', postgres ? 'bytea' : 'blob', (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_fork_update_key', ['room', 'user_id', 'm'])
    .execute()
  await db.schema
    .createTable('doc_accepted')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_accepted_key', ['room', 'n'])
    .execute()
}

export const suggestionMigrations = { doc_0004_suggestions: suggestions }

const fork = { room: 'text', user_id: 'text' } as const

export const suggestionWrites = {
  fork: upsert('doc_fork', { ...fork, name: 'text' }, ['room', 'user_id']),
  unfork: remove('doc_fork', fork),
  forkUpdate: insert('doc_fork_update', { ...fork, m: 'integer', at: 'integer', data: 'bytes' }),
  unforkUpdates: remove('doc_fork_update', fork),
  accepted: insert('doc_accepted', { room: 'text', n: 'integer', by_id: 'text', by_name: 'text', at: 'integer' }),
} as const
