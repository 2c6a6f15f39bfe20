/** How the table of tracks came to be. */
import type { Migration } from '../../../engine/tables.ts'

export const trackChunks: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  await db.schema
    .createTable('delivery_track')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('courier', 'text', (c) => c.notNull())
    .addColumn('t0', integer, (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('t1', integer, (c) => c.notNull())
    .addColumn('day', integer, (c) => c.notNull())
    .addColumn('vehicle', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('late', integer, (c) => c.notNull())
    .addColumn('south', integer, (c) => c.notNull())
    .addColumn('west', integer, (c) => c.notNull())
    .addColumn('north', integer, (c) => c.notNull())
    .addColumn('east', integer, (c) => c.notNull())
    .addColumn('body', postgres ? 'bytea' : 'blob', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_track_key', ['room', 'courier', 't0', 'id'])
    .execute()
  await db.schema.createIndex('delivery_track_day').on('delivery_track').column('day').execute()
}
