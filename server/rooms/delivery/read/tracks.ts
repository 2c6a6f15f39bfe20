/** Where couriers were: of an order, while it was with them; of a courier, for dispatchers. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderStep } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import { readFacts } from '../orders/order.ts'
import { orderTables } from '../orders/tables.ts'
import { trackDb } from '../tracks/rows.ts'
import type { DeliveryQueries } from './view.ts'

interface Stretch {
  readonly courier: string
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
    const stretch =
      order !== undefined ? await ofOrder(user.id, order, asking) : await ofCourier(user.id, courier, asking)
    const from = Math.max(fromMs, stretch.fromMs)
    const to = Math.min(toMs, stretch.toMs)
    const rows = await trackDb(asking.reader.db)
      .selectFrom('delivery_track')
      .select(['t0', 't1', 'n', 'body'])
      .where('room', '=', room)
      .where('courier', '=', stretch.courier)
      // Whole chunks: what lies outside of the stretch is not theirs to see.
      .where('t0', '>=', from)
      .where('t1', '<=', to)
      .orderBy('t0')
      .orderBy('id')
      .limit(limit + 1)
      .execute()
    return {
      chunks: rows.slice(0, limit).map(({ t0, t1, n, body }) => ({ fromMs: t0, toMs: t1, fixes: n, chunk: body })),
      next: rows.length > limit ? rows[limit]!.t0 : null,
    }
  },
} satisfies Partial<DeliveryQueries>

const ofCourier = async (user: string, courier: string | undefined, asking: Asking): Promise<Stretch> => {
  if (courier === undefined) throw new TuttiError('bad_body', 'of which order or courier?')
  if (courier !== user) await mustBe(user, asking, 'dispatcher')
  return { courier, fromMs: 0, toMs: Number.MAX_SAFE_INTEGER }
}

/** A customer sees the way from the pickup on: before it, only squares were shown. */
const ofOrder = async (user: string, id: string, asking: Asking): Promise<Stretch> => {
  const row = await orderTables(asking.reader.db)
    .selectFrom('delivery_order')
    .select('facts')
    .where('room', '=', asking.room)
    .where('id', '=', id)
    .executeTakeFirst()
  const order = row === undefined ? undefined : readFacts(row.facts)
  const standing = await standingOf(user, asking)
  const all = standing?.may('dispatcher') === true || order?.courier === user
  if (order === undefined || order.courier === null || (order.customer.id !== user && !all))
    throw new TuttiError('not_found')
  const at = (type: string): number | undefined => order.steps.findLast((step: OrderStep) => step.type === type)?.at
  const fromMs = all ? at('assigned') : at('picked_up')
  if (fromMs === undefined) throw new TuttiError('not_found')
  return { courier: order.courier, fromMs, toMs: order.endedMs ?? Number.MAX_SAFE_INTEGER }
}
