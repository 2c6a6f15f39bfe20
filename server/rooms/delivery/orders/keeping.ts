/** Orders and their events as rows. */
import type { RowOf } from '../../../engine/tables.ts'
import type { Commanded } from './commanded.ts'
import type { Answer } from './commands.ts'
import type { OrderEvent } from './events.ts'
import { factsText } from './order.ts'
import type { OrderFacts } from './order.ts'
import { isSettled } from './paying.ts'
import type { OrderWrites } from './tables.ts'

/** `commanded`: of the first event of a command that came with an id, with what was answered to it. */
export const eventRow = (
  room: string,
  order: string,
  { n, at, actor, by, what }: OrderEvent,
  commanded: Commanded | undefined,
  answer: Answer,
): RowOf<OrderWrites['orderEvent']> => ({
  room,
  order_id: order,
  n,
  type: what.type,
  at,
  actor,
  by_id: by,
  cmd_id: commanded?.id ?? null,
  digest: commanded?.digest ?? null,
  answer: commanded === undefined ? null : JSON.stringify(answer),
  payload: JSON.stringify(what),
  photo: what.type === 'delivered' ? (what.photo ?? null) : null,
})

export const orderRow = (room: string, facts: OrderFacts): RowOf<OrderWrites['order']> => ({
  room,
  id: facts.id,
  quote: facts.quote,
  customer: facts.customer.id,
  restaurant: facts.restaurant.id,
  courier: facts.courier,
  state: facts.state,
  n: facts.n,
  placed_at: facts.placedMs,
  authorised_at: facts.authorisedMs,
  ended_at: facts.endedMs,
  owed: isSettled(facts) ? 0 : 1,
  facts: factsText(facts),
})
