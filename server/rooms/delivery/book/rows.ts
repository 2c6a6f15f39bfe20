/** What is kept of orders: every event, and each order as it is after its last one. */
import type { Kysely } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'
import { insert, upsert } from '../../../engine/tables.ts'

export interface OrderTables {
  delivery_order: {
    room: string
    id: string
    customer: string
    restaurant: string
    courier: string | null
    state: string
    placed_at: number
    ended_at: number | null
    /** OrderFacts as JSON. */
    facts: string
  }
  delivery_order_event: {
    room: string
    order_id: string
    n: number
    type: string
    at: number
    actor: string
    by_id: string
    note: string | null
  }
  delivery_restaurant: {
    room: string
    id: string
    /** As JSON. */
    facts: string
  }
}

export const orderDb = (db: Kysely<unknown>): Kysely<OrderTables> => db as Kysely<OrderTables>

const orders: Migration = async (db, dialect) => {
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
  const index = (name: string, columns: readonly (keyof OrderTables['delivery_order'])[]) =>
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

export const orderMigrations = { delivery_0002_orders: orders }

export const orderWrites = {
  order: upsert(
    'delivery_order',
    {
      room: 'text',
      id: 'text',
      customer: 'text',
      restaurant: 'text',
      courier: 'text',
      state: 'text',
      placed_at: 'integer',
      ended_at: 'integer',
      facts: 'text',
    },
    ['room', 'id'],
  ),
  orderEvent: insert('delivery_order_event', {
    room: 'text',
    order_id: 'text',
    n: 'integer',
    type: 'text',
    at: 'integer',
    actor: 'text',
    by_id: 'text',
    note: 'text',
  }),
  restaurant: upsert('delivery_restaurant', { room: 'text', id: 'text', facts: 'text' }, ['room', 'id']),
} as const
