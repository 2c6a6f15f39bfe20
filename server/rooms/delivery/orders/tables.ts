/** What is kept of orders: every event, each order as it is after its last one, payments, and ratings with their sums. */
import type { Kysely } from 'kysely'
import { insert, upsert } from '../../../engine/tables.ts'

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
