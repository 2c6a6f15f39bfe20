/** How the tables of orders came to be. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'
import type { OrderTables } from './tables.ts'

/** Orders without money and without a price, and restaurants, which stay. */
const firstOrders: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('delivery_order')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('customer', 'text', (c) => c.notNull())
    .addColumn('restaurant', 'text', (c) => c.notNull())
    .addColumn('courier', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('placed_at', integer, (c) => c.notNull())
    .addColumn('ended_at', integer)
    .addColumn('facts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_order_key', ['room', 'id'])
    .execute()
  const index = (name: string, columns: readonly string[]) =>
    db.schema
      .createIndex(name)
      .on('delivery_order')
      .columns([...columns])
      .execute()
  await index('delivery_order_customer', ['room', 'customer', 'id'])
  await index('delivery_order_restaurant', ['room', 'restaurant', 'id'])
  await index('delivery_order_ended', ['room', 'ended_at'])
  await db.schema
    .createTable('delivery_order_event')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addPrimaryKeyConstraint('delivery_order_event_key', ['room', 'order_id', 'n'])
    .execute()
  await db.schema
    .createTable('delivery_restaurant')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_restaurant_key', ['room', 'id'])
    .execute()
}

/**
 * Orders as the fold of their events, with what is owed and paid. Those of before had no price: they go, with what was
 * offered and shared of them, and with the tracks, which were written in another layout.
 */
const orders: Migration = async (db, dialect) => {
  for (const table of ['delivery_order', 'delivery_order_event'])
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await db.schema.dropTable(table).execute()
  for (const table of ['delivery_offer', 'delivery_share', 'delivery_track'])
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await sql`delete from ${sql.table(table)}`.execute(db)

  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('delivery_order')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('quote', 'text', (c) => c.notNull())
    .addColumn('customer', 'text', (c) => c.notNull())
    .addColumn('restaurant', 'text', (c) => c.notNull())
    .addColumn('courier', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('placed_at', integer, (c) => c.notNull())
    .addColumn('authorised_at', integer)
    .addColumn('ended_at', integer)
    .addColumn('owed', integer, (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_order_key', ['room', 'id'])
    // A quote is used once, whatever the code above believes.
    .addUniqueConstraint('delivery_order_quote', ['room', 'quote'])
    .execute()
  const index = (name: string, columns: readonly (keyof OrderTables['delivery_order'])[]) =>
    db.schema
      .createIndex(name)
      .on('delivery_order')
      .columns([...columns])
      .execute()
  await index('delivery_order_customer', ['room', 'customer', 'id'])
  await index('delivery_order_restaurant', ['room', 'restaurant', 'id'])
  await index('delivery_order_courier', ['room', 'courier', 'id'])
  await index('delivery_order_ended', ['room', 'ended_at'])
  await sql`create index delivery_order_open on delivery_order (room, id) where ended_at is null or owed = 1`.execute(
    db,
  )

  await db.schema
    .createTable('delivery_order_event')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('n', integer, (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('photo', 'text')
    .addPrimaryKeyConstraint('delivery_order_event_key', ['room', 'order_id', 'n'])
    .execute()

  await sql`create index delivery_order_event_photo on delivery_order_event (room, photo) where photo is not null`.execute(
    db,
  )

  await db.schema
    .createTable('delivery_payment')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('step', 'text', (c) => c.notNull())
    .addColumn('amount', integer, (c) => c.notNull())
    .addColumn('currency', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('note', 'text')
    .addColumn('at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_payment_key', ['room', 'key'])
    .execute()
  await db.schema.createIndex('delivery_payment_order').on('delivery_payment').columns(['room', 'order_id']).execute()

  await db.schema
    .createTable('delivery_rating')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('rater', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addColumn('stars', integer, (c) => c.notNull())
    .addColumn('tags', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('edited_at', integer)
    .addPrimaryKeyConstraint('delivery_rating_key', ['room', 'order_id', 'rater', 'target'])
    .execute()
  await db.schema
    .createTable('delivery_rating_sum')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('target_id', 'text', (c) => c.notNull())
    .addColumn('count', integer, (c) => c.notNull())
    .addColumn('stars', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_rating_sum_key', ['room', 'target', 'target_id'])
    .execute()
}

export const orderMigrations = { delivery_0002_orders: firstOrders, delivery_0004_orders: orders }
