/** Where couriers were: of an order, while it was with them; of a courier, for dispatchers. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderStep } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import { readFacts } from '../orders/order.ts'
import type { OrderFacts } from '../orders/order.ts'
import { orderTables } from '../orders/tables.ts'
import { readTrack } from '../tracks/read.ts'
import type { DeliveryQueries } from './view.ts'

/** A part of somebody's way. */
export interface Stretch {
  readonly courier: string
  /** Unix ms, both included. */
  readonly fromMs: number
  readonly toMs: number
}

export const trackQueries = {
  async track(
    user,
    room,
    { order, courier, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER, limit = DELIVERY.trackPageMax },
    asking,
  ) {
    const whole =
      order !== undefined ? await ofOrder(user.id, order, asking) : await ofCourier(user.id, courier, asking)
    const from = Math.max(fromMs, whole.fromMs)
    const to = Math.min(toMs, whole.toMs)
    if (from > to) return { chunks: [], next: null }
    return readTrack(asking.reader.db, { room, courier: whole.courier, fromMs: from, toMs: to, limit })
  },
} satisfies Partial<DeliveryQueries>

const ofCourier = async (user: string, courier: string | undefined, asking: Asking): Promise<Stretch> => {
  if (courier === undefined) throw new TuttiError('bad_body', 'of which order or courier?')
  if (courier !== user) await mustBe(user, asking, 'dispatcher')
  return { courier, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
}

/** From its last assignment to its end: what its courier and dispatchers may see. Undefined: it was with nobody. */
export const handsOf = (order: OrderFacts): Stretch | undefined => {
  const fromMs = lastOf(order, 'assigned')
  if (order.courier === null || fromMs === undefined) return undefined
  return { courier: order.courier, fromMs, toMs: order.endedMs ?? Number.MAX_SAFE_INTEGER }
}

/** Undefined: there is no such order. */
export const readOrder = async ({ reader, room }: Asking, id: string): Promise<OrderFacts | undefined> => {
  const row = await orderTables(reader.db)
    .selectFrom('delivery_order')
    .select('facts')
    .where('room', '=', room)
    .where('id', '=', id)
    .executeTakeFirst()
  return row === undefined ? undefined : readFacts(row.facts)
}

/** A customer sees the way from the pickup on: before it, only squares were shown. */
const ofOrder = async (user: string, id: string, asking: Asking): Promise<Stretch> => {
  const order = await readOrder(asking, id)
  const hands = order === undefined ? undefined : handsOf(order)
  if (order === undefined || hands === undefined) throw new TuttiError('not_found')
  const standing = await standingOf(user, asking)
  if (standing?.may('dispatcher') === true || order.courier === user) return hands
  const fromMs = lastOf(order, 'picked_up')
  if (order.customer.id !== user || fromMs === undefined || fromMs < hands.fromMs) throw new TuttiError('not_found')
  return { ...hands, fromMs }
}

const lastOf = (order: OrderFacts, type: string): number | undefined =>
  order.steps.findLast((step: OrderStep) => step.type === type)?.at
