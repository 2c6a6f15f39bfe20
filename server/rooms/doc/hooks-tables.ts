/** How it is kept where a document's news go. */
import type { Kysely } from 'kysely'
import { remove, upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'

export interface HookTables {
  /** `id`: of this address, from when it was set. */
  doc_hook: { room: string; id: string; url: string; secret: string }
}

/** A migration that has run anywhere is never changed. */
const hooks: Migration = async (db) => {
  await db.schema
    .createTable('doc_hook')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('secret', 'text', (c) => c.notNull())
    .execute()
}

export const hookMigrations = { doc_0006_hooks: hooks }

export const hookWrites = {
  hook: upsert('doc_hook', { room: 'text', id: 'text', url: 'text', secret: 'text' }, ['room']),
  unhook: remove('doc_hook', { room: 'text' }),
} as const

export type StoredHook = Omit<HookTables['doc_hook'], 'room'>

/** Null: there is none. */
export const hookOf = async (any: Kysely<unknown>, room: string): Promise<StoredHook | null> => {
  // The kind names its tables' types; the database behind is the same.
  const db = any as Kysely<HookTables>
  const row = await db
    .selectFrom('doc_hook')
    .select(['id', 'url', 'secret'])
    .where('room', '=', room)
    .executeTakeFirst()
  return row ?? null
}
