/** What becomes of old orders and decisions: they go, with all that hangs on them. Sums of stars stay. */
import type { Migration, Tables } from '../../../engine/tables.ts'

/** Days that an order is kept after its end, and a decision of whom to ask. */
export const ORDER_DAYS = 400
export const DECISION_DAYS = 7

const DAY_MS = 86_400_000
/** Orders of one round, each with some 15 events; and decisions. */
const ORDERS = 20
const DECISIONS = 300

/** One whose money is still on its way stays until it has come. */
const old = `select room, id from delivery_order where ended_at < {now} - ${ORDER_DAYS * DAY_MS} and owed = 0
  order by ended_at limit ${ORDERS}`

/** The orders last: the others are found by them. */
const ORDER_ROUND = [
  ...['delivery_order_event', 'delivery_payment', 'delivery_rating', 'delivery_promo_use'].map(
    (table) => `delete from ${table} where (room, order_id) in (${old})`,
  ),
  `delete from delivery_order where (room, id) in (${old})`,
]

const DECISION_ROUND = [
  `delete from delivery_decision where (room, id) in (select room, id from delivery_decision
    where at < {now} - ${DECISION_DAYS * DAY_MS} order by at limit ${DECISIONS})`,
]

const HOUR_MS = 3_600_000

export const orderUpkeep = {
  orders: { everyMs: HOUR_MS, sql: { sqlite: ORDER_ROUND, postgres: ORDER_ROUND } },
  decisions: { everyMs: HOUR_MS / 6, sql: { sqlite: DECISION_ROUND, postgres: DECISION_ROUND } },
} satisfies Tables['upkeep']

const byAge: Migration = async (db) => {
  const index = (name: string, table: string, column: string) =>
    db.schema.createIndex(name).on(table).columns([column]).execute()
  await index('delivery_order_age', 'delivery_order', 'ended_at')
  await index('delivery_decision_age', 'delivery_decision', 'at')
}

export const ageMigrations = { delivery_0006_ages: byAge }
