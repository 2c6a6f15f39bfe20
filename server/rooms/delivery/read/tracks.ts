/** Where couriers were: of an order, while it was with them; of a courier, for dispatchers. */
import { localFrame } from '../../../../shared/delivery/geo.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderStep } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import { readFacts } from '../orders/order.ts'
import type { OrderFacts } from '../orders/order.ts'
import { orderTables } from '../orders/tables.ts'
import { betrays } from '../output/doors.ts'
import { regionDb } from '../rows.ts'
import { withoutSome } from '../tracks/cut.ts'
import type { Hides } from '../tracks/cut.ts'
import { readTrack } from '../tracks/read.ts'
import type { DeliveryQueries } from './view.ts'

/** A part of somebody's way. */
export interface Stretch {
  readonly courier: string
  /** Unix ms, both included. */
  readonly fromMs: number
  readonly toMs: number
  /** Of an order whose customer looks: other people's doors are not theirs to see. */
  readonly for?: OrderFacts
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
    const page = await readTrack(asking.reader.db, { room, courier: whole.courier, fromMs: from, toMs: to, limit })
    const hides = whole.for === undefined ? undefined : await hidesOf(whole, whole.for, asking)
    return hides === undefined ? page : { ...page, chunks: withoutSome(page.chunks, hides) }
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
  return { ...hands, fromMs, for: order }
}

/** Whoever has been at a door may stand there for so long. */
const LEAVE_MS = 10 * 60_000

/** Which moments of a way would betray another door; undefined: it carried nothing else. */
const hidesOf = async (
  { courier, fromMs, toMs }: Stretch,
  own: OrderFacts,
  { reader, room }: Asking,
): Promise<Hides | undefined> => {
  const region = await regionDb(reader.db)
    .selectFrom('delivery_region')
    .select(['lat_e7', 'lon_e7'])
    .where('room', '=', room)
    .executeTakeFirstOrThrow()
  const frame = localFrame(region.lat_e7, region.lon_e7)
  const spotOf = ({ drop }: OrderFacts) => ({ xM: frame.xOf(drop.place.lonE7), yM: frame.yOf(drop.place.latE7) })
  const rows = await orderTables(reader.db)
    .selectFrom('delivery_order')
    .select('facts')
    .where('room', '=', room)
    .where('courier', '=', courier)
    .where('id', '!=', own.id)
    .where((of) => of.or([of('ended_at', 'is', null), of('ended_at', '>=', fromMs - LEAVE_MS)]))
    .where('placed_at', '<=', toMs)
    .execute()
  const doors = rows.flatMap(({ facts }) => {
    const order = readFacts(facts)
    const since = lastOf(order, 'picked_up')
    const untilMs = (order.endedMs ?? Infinity) + LEAVE_MS
    return since === undefined ? [] : [{ since, untilMs, door: spotOf(order) }]
  })
  if (doors.length === 0) return undefined
  const ownDoor = spotOf(own)
  return (t, latE7, lonE7) => {
    const [x, y] = [frame.xOf(lonE7), frame.yOf(latE7)]
    return doors.some(({ since, untilMs, door }) => t >= since && t <= untilMs && betrays(x, y, door, ownDoor))
  }
}

const lastOf = (order: OrderFacts, type: string): number | undefined =>
  order.steps.findLast((step: OrderStep) => step.type === type)?.at
