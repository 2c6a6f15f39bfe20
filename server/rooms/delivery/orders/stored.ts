/** What orders are opened with, and what is read of one that the room has forgotten. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Reader } from '../../../engine/room.ts'
import { regionDb } from '../rows.ts'
import { readFacts } from './order.ts'
import type { OrderFacts } from './order.ts'
import type { Rating, RatingRead, Sum } from './ratings.ts'
import { orderTables } from './tables.ts'

type Db = ReturnType<typeof orderTables>

export interface StoredOrders {
  readonly orders: readonly OrderFacts[]
  /** Of couriers and restaurants. */
  readonly sums: readonly Sum[]
}

/** Ended ones that are known again after a start. */
const ENDED_MAX = 2_000

/**
 * The orders of a region that are open or wait for money, in the order in which they were placed, and behind them those
 * that ended within a quarter of an hour before the last of them did, or have a link: one that nobody remembers the end
 * of would live for ever. `any`: inside of a snapshot.
 */
export const storedOrders = async (any: Reader['db'], room: string): Promise<StoredOrders> => {
  const db = orderTables(any)
  const rows = db.selectFrom('delivery_order').select(['id', 'facts', 'ended_at']).where('room', '=', room)
  const open = await rows
    .where((eb) => eb.or([eb('ended_at', 'is', null), eb('owed', '=', 1)]))
    .orderBy('id')
    .execute()
  const over = rows.where('ended_at', 'is not', null)
  const last = await over.orderBy('ended_at', 'desc').limit(ENDED_MAX).execute()
  const sinceMs = (last[0]?.ended_at ?? 0) - DELIVERY.shareMs
  const shared = await over
    .where('id', 'in', regionDb(any).selectFrom('delivery_share').select('order_id').where('room', '=', room))
    .execute()
  const ended = last.filter(({ ended_at: at }) => at! >= sinceMs).toReversed()
  const all = new Map([...open, ...ended, ...shared].map((row) => [row.id, row]))
  const sums = await db
    .selectFrom('delivery_rating_sum')
    .select(['target', 'target_id', 'count', 'stars'])
    .where('room', '=', room)
    .where('target', '!=', 'customer')
    .execute()
  return { orders: [...all.values()].map(({ facts }) => readFacts(facts)), sums }
}

/** Undefined: there is no such order. */
export const storedOrder = async (any: Reader['db'], room: string, id: string): Promise<OrderFacts | undefined> => {
  const row = await orderTables(any)
    .selectFrom('delivery_order')
    .select('facts')
    .where('room', '=', room)
    .where('id', '=', id)
    .executeTakeFirst()
  return row && readFacts(row.facts)
}

/** What rating an order takes that the room may have forgotten. */
export interface LoadedRating extends RatingRead {
  readonly facts: OrderFacts
}

/** Undefined: there is no such order. */
export const storedRating = async (any: Reader['db'], room: string, id: string): Promise<LoadedRating | undefined> => {
  const db = orderTables(any)
  const facts = await storedOrder(any, room, id)
  if (facts === undefined) return undefined
  const ratings = await ratingsOf(db, room, [id])
  const sums = await db
    .selectFrom('delivery_rating_sum')
    .select(['target', 'target_id', 'count', 'stars'])
    .where('room', '=', room)
    .where('target', '=', 'customer')
    .where('target_id', '=', facts.customer.id)
    .execute()
  return { facts, ratings: ratings.get(id) ?? [], sums }
}

/** Ratings of these orders, by order. */
export const ratingsOf = async (
  db: Db,
  room: string,
  orders: readonly string[],
): Promise<ReadonlyMap<string, readonly Rating[]>> => {
  const byOrder = new Map<string, Rating[]>()
  if (orders.length === 0) return byOrder
  const rows = await db
    .selectFrom('delivery_rating')
    .select(['order_id', 'rater', 'target', 'stars', 'tags', 'at'])
    .where('room', '=', room)
    .where('order_id', 'in', orders)
    .execute()
  for (const { order_id: order, tags, ...row } of rows) {
    // Written by this kind alone.
    const rating = { ...row, tags: JSON.parse(tags) as string[] } as Rating
    const own = byOrder.get(order)
    if (own === undefined) byOrder.set(order, [rating])
    else own.push(rating)
  }
  return byOrder
}
