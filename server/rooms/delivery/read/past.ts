/** What has been, gone through again: where an order's courier was seen, and what dispatch decided. */
import { DELIVERY, VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { Visit } from '../../../../shared/delivery/past-types.ts'
import type { DispatchPolicy } from '../../../../shared/delivery/types.ts'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe } from '../access.ts'
import type { Fence, FenceEvent, FenceEventType, FenceKind } from '../fences/fences.ts'
import { ARRIVING_M, CLOCK_MS, FENCE_M } from '../jobs.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { Again, VisitsTask } from '../past/jobs.ts'
import { pastDb } from '../past/rows.ts'
import { regionDb } from '../rows.ts'
import type { LoggedEvent } from '../tracks/history.ts'
import { readTrack } from '../tracks/read.ts'
import { trackDb } from '../tracks/rows.ts'
import { handsOf, readOrder } from './tracks.ts'
import type { Stretch } from './tracks.ts'
import type { DeliveryQueries } from './view.ts'

/** The filter begins anew where a track does: a few minutes before what is asked. */
const BEFORE_MS = 3 * 60_000
/** Chunks of one order at most: some five hours. */
const CHUNKS = 300

/** Steps of an order that the live view told, and of what. */
const TOLD: Readonly<Record<string, readonly [FenceKind, readonly FenceEventType[]]>> = {
  arrived_pickup: ['pickup', ['enter', 'cross']],
  waiting: ['pickup', ['dwell']],
  in_transit: ['pickup', ['exit']],
  arriving: ['arriving', ['enter', 'cross']],
  arrived_door: ['drop', ['enter', 'cross']],
}

export const pastQueries = {
  async visits(user, room, { order: id }, asking) {
    const order = await readOrder(asking, id)
    const hands = order === undefined ? undefined : handsOf(order)
    if (order?.courier !== user.id) await mustBe(user.id, asking, 'dispatcher')
    if (order === undefined || hands === undefined) throw new TuttiError('not_found')
    const { reader } = asking
    const region = await regionDb(reader.db)
      .selectFrom('delivery_region')
      .select(['lat_e7', 'lon_e7'])
      .where('room', '=', room)
      .executeTakeFirstOrThrow()
    const centre = { latE7: region.lat_e7, lonE7: region.lon_e7 }
    const span = { room, courier: hands.courier, fromMs: hands.fromMs - BEFORE_MS, toMs: hands.toMs, limit: CHUNKS }
    const { chunks } = await readTrack(reader.db, span)
    if (chunks.length === 0) return { visits: [] }
    const task: VisitsTask = {
      chunks: chunks.map(({ chunk }) => chunk),
      centre,
      vehicle: await vehicleOf(hands, asking),
      fences: fencesOf(order, hands, centre).map((fence) => ({ fence, untilMs: hands.toMs })),
      told: toldOf(order, hands),
    }
    // What this job gives.
    const events = (await asking.job('visits', task)) as readonly LoggedEvent[]
    return { visits: events.filter(isTold).map(visitOf) }
  },

  async redecide(user, room, { limit = DELIVERY.redecideMax, after }, asking) {
    await mustBe(user.id, asking, 'dispatcher')
    let rows = pastDb(asking.reader.db)
      .selectFrom('delivery_decided')
      .selectAll()
      .where('room', '=', room)
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (after !== undefined) rows = rows.where('id', '<', after)
    const found = await rows.execute()
    const shown = found.slice(0, limit)
    const bodies = shown.map(({ body }) => body)
    // What this job gives.
    const agains = bodies.length === 0 ? [] : ((await asking.job('replay', bodies)) as readonly Again[])
    return {
      decisions: shown.map(({ id, at, policy, orders }, i) => ({
        id,
        at,
        // Written by this kind alone.
        policy: policy as DispatchPolicy,
        orders,
        asked: agains[i]?.asked ?? [],
        same: agains[i]?.same ?? null,
      })),
      next: found.length > limit ? shown.at(-1)!.id : null,
    }
  },
} satisfies Partial<DeliveryQueries>

const vehicleOf = async ({ courier, fromMs }: Stretch, { reader, room }: Asking) => {
  const row = await trackDb(reader.db)
    .selectFrom('delivery_track')
    .select('vehicle')
    .where('room', '=', room)
    .where('courier', '=', courier)
    .where('t0', '>=', fromMs - BEFORE_MS)
    .orderBy('t0')
    .limit(1)
    .executeTakeFirst()
  return VEHICLES.find((one) => one === row?.vehicle) ?? 'scooter'
}

/** As they stood under its last assignment. */
const fencesOf = (order: OrderFacts, hands: Stretch, centre: { latE7: number; lonE7: number }): Fence[] => {
  const frame = localFrame(centre.latE7, centre.lonE7)
  const picked = order.steps.findLast(({ type }) => type === 'picked_up')?.at
  const fence = (kind: FenceKind, { latE7, lonE7 }: typeof centre, radiusM: number, sinceMs: number): Fence => ({
    orderId: order.id,
    assignmentEpoch: order.epoch,
    kind,
    xM: frame.xOf(lonE7),
    yM: frame.yOf(latE7),
    radiusM,
    fromMs: sinceMs - CLOCK_MS,
  })
  const pickup: Fence = {
    ...fence('pickup', order.restaurant.place, FENCE_M, hands.fromMs),
    dwellMs: DELIVERY.waitingMs,
  }
  if (picked === undefined || picked < hands.fromMs) return [pickup]
  const door = order.drop.place
  return [pickup, fence('drop', door, FENCE_M, picked), fence('arriving', door, ARRIVING_M, picked)]
}

const toldOf = (order: OrderFacts, hands: Stretch): FenceEvent[] =>
  order.steps.flatMap(({ type: step, at, by }) => {
    const [kind, types] = TOLD[step] ?? []
    if (kind === undefined || at < hands.fromMs || by !== 'system') return []
    const rest = { slot: 0, orderId: order.id, assignmentEpoch: order.epoch, kind, visit: 0, sinceMs: at, t: at }
    return types!.map((type) => (type === 'dwell' ? { type, side: 'in' as const, ...rest } : { type, ...rest }))
  })

/** The live view tells nobody that a courier has left a door, or was long away from one. */
const isTold = ({ type, side, kind }: LoggedEvent): boolean =>
  type === 'dwell' ? side === 'in' : type !== 'exit' || kind === 'pickup'

const visitOf = ({ kind, type, sinceMs, t, late }: LoggedEvent): Visit => ({
  kind,
  type,
  sinceMs,
  atMs: t,
  late,
})
