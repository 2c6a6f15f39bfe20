/** How the tables of regions came to be. A migration that has run anywhere is never changed. */
import type { Migration } from '../../engine/tables.ts'

const regions: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  const bytes = postgres ? 'bytea' : 'blob'
  const real = postgres ? 'double precision' : 'real'
  const table = (name: string) => db.schema.createTable(name)

  await table('delivery_region')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('lat_e7', integer, (c) => c.notNull())
    .addColumn('lon_e7', integer, (c) => c.notNull())
    .addColumn('radius_m', integer, (c) => c.notNull())
    .addColumn('currency', 'text', (c) => c.notNull())
    .addColumn('rules', 'text', (c) => c.notNull())
    .addColumn('city', integer)
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', integer, (c) => c.notNull())
    .execute()

  await table('delivery_grant')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('restaurant', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_grant_key', ['room', 'user_id', 'role', 'restaurant'])
    .execute()

  await table('delivery_share')
    .addColumn('code', 'text', (c) => c.primaryKey())
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('delivery_share_order').on('delivery_share').columns(['room', 'order_id']).execute()

  await table('delivery_courier')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('courier', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('vehicle', 'text', (c) => c.notNull())
    .addColumn('max_load', integer, (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('lat_e7', integer)
    .addColumn('lon_e7', integer)
    .addColumn('seen_at', integer, (c) => c.notNull())
    .addColumn('earned', integer, (c) => c.notNull())
    .addColumn('stars', integer, (c) => c.notNull())
    .addColumn('ratings', integer, (c) => c.notNull())
    .addColumn('yes', real, (c) => c.notNull())
    .addColumn('asked', real, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_courier_key', ['room', 'courier'])
    .execute()

  // One live offer of an order, and one of a courier, whatever the code above believes.
  await table('delivery_offer')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('epoch', integer, (c) => c.notNull())
    .addColumn('courier', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('until', integer, (c) => c.notNull())
    .addColumn('part', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_offer_key', ['room', 'order_id'])
    .execute()
  await db.schema
    .createIndex('delivery_offer_courier')
    .on('delivery_offer')
    .columns(['room', 'courier', 'part'])
    .unique()
    .execute()

  await table('delivery_decision')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('courier', 'text')
    .addColumn('candidates', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_decision_key', ['room', 'id'])
    .execute()
  await db.schema
    .createIndex('delivery_decision_order')
    .on('delivery_decision')
    .columns(['room', 'order_id', 'id'])
    .execute()

  await table('delivery_zone')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('use', 'text', (c) => c.notNull())
    .addColumn('corners', bytes, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_zone_key', ['room', 'id'])
    .execute()
}

/** What the house adds to the pay of an offer. */
const bonus: Migration = async (db, dialect) => {
  await db.schema
    .alterTable('delivery_decision')
    .addColumn('bonus', dialect === 'postgres' ? 'bigint' : 'integer', (c) => c.notNull().defaultTo(0))
    .execute()
}

export const regionMigrations = { delivery_0001_regions: regions, delivery_0009_bonus: bonus }
