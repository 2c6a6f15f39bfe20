/** What is kept of orders: every event, each order as it is after its last one, payments, and ratings with their sums. */
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { insert, upsert } from '../../../engine/tables.ts'
import type { Migration } from '../../../engine/tables.ts'

export interface OrderTables {
  delivery_order: {
    room: string
    id: string
    quote: string
    customer: string
    restaurant: string
    courier: string | null
    state: string
    n: number
    placed_at: number
    /** Null: its kitchen does not see it. */
    authorised_at: number | null
    ended_at: number | null
    /** 1: a message to the payment channel has no answer yet. */
    owed: number
    /** OrderFacts as factsText() writes them: what fold() makes of the events, to the letter. */
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
    /** Happening as JSON. */
    payload: string
    /** The hash of the photo that proves a delivery. */
    photo: string | null
  }
  delivery_payment: {
    room: string
    key: string
    order_id: string
    step: string
    amount: number
    currency: string
    state: string
    note: string | null
    at: number
  }
  delivery_rating: {
    room: string
    order_id: string
    rater: string
    target: string
    target_id: string
    stars: number
    tags: string
    at: number
    edited_at: number | null
  }
  delivery_rating_sum: {
    room: string
    target: string
    target_id: string
    count: number
    stars: number
  }
}

export const orderTables = (db: Kysely<unknown>): Kysely<OrderTables> => db as Kysely<OrderTables>

const orders: Migration = async (db, dialect) => {
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

export const orderMigrations = { delivery_0002_orders: orders }

export const orderWrites = {
  order: upsert(
    'delivery_order',
    {
      room: 'text',
      id: 'text',
      quote: 'text',
      customer: 'text',
      restaurant: 'text',
      courier: 'text',
      state: 'text',
      n: 'integer',
      placed_at: 'integer',
      authorised_at: 'integer',
      ended_at: 'integer',
      owed: 'integer',
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
    payload: 'text',
    photo: 'text',
  }),
  payment: upsert(
    'delivery_payment',
    {
      room: 'text',
      key: 'text',
      order_id: 'text',
      step: 'text',
      amount: 'integer',
      currency: 'text',
      state: 'text',
      note: 'text',
      at: 'integer',
    },
    ['room', 'key'],
  ),
  rating: upsert(
    'delivery_rating',
    {
      room: 'text',
      order_id: 'text',
      rater: 'text',
      target: 'text',
      target_id: 'text',
      stars: 'integer',
      tags: 'text',
      at: 'integer',
      edited_at: 'integer',
    },
    ['room', 'order_id', 'rater', 'target'],
  ),
  ratingSum: upsert(
    'delivery_rating_sum',
    { room: 'text', target: 'text', target_id: 'text', count: 'integer', stars: 'integer' },
    ['room', 'target', 'target_id'],
  ),
} as const

export type OrderWrites = typeof orderWrites
