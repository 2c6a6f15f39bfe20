/** How versions are kept, and where a document's news go. */
import type { Kysely } from 'kysely'
import { upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'
import type { Version } from '../../../shared/doc/types.ts'
import type { DocTables } from './rows.ts'

export interface VersionTables {
  doc_version: {
    room: string
    id: string
    n: number
    /** Empty: kept by itself. */
    name: string
    by_id: string
    by_name: string
    at: number
    type: string
  }
}

/** A migration that has run anywhere is never changed. */
const versions: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('doc_version')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('by_name', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_version_key', ['room', 'id'])
    .execute()
}

export const versionsMigrations = { doc_0005_versions: versions }

export const versionsWrites = {
  version: upsert(
    'doc_version',
    {
      room: 'text',
      id: 'text',
      n: 'integer',
      name: 'text',
      by_id: 'text',
      by_name: 'text',
      at: 'integer',
      type: 'text',
    },
    ['room', 'id'],
  ),
} as const

export type VersionRow = VersionTables['doc_version']

export const versionOf = (row: VersionRow): Version => ({
  id: row.id,
  n: row.n,
  name: row.name,
  by: row.by_id,
  byName: row.by_name,
  at: row.at,
  // Written by this kind alone.
  type: row.type as Version['type'],
})

export const versionRow = (room: string, version: Version): VersionRow => ({
  room,
  id: version.id,
  n: version.n,
  name: version.name,
  by_id: version.by,
  by_name: version.byName,
  at: version.at,
  type: version.type,
})

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const versionsDb = (db: Kysely<any>): Kysely<DocTables & VersionTables> => db
