/** What is asked about a region, beside its room: couriers, zones, and how it was decided who goes where. */
import { DELIVERY, VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import type { Candidate, CourierStatus, DispatchPolicy, ZoneUse } from '../../../../shared/delivery/types.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe } from '../access.ts'
import { storedPromos } from '../book/counter-tables.ts'
import { orderTables } from '../orders/tables.ts'
import { regionDb } from '../rows.ts'
import { cornersOf } from './corners.ts'
import type { DeliveryQueries } from './view.ts'

export const regionQueries = {
  async couriers(user, room, { sinceMs, limit = DELIVERY.page, after }, asking) {
    await mustBe(user.id, asking, 'dispatcher')
    let rows = regionDb(asking.reader.db)
      .selectFrom('delivery_courier')
      .selectAll()
      .where('room', '=', room)
      .orderBy('courier')
      .limit(limit + 1)
    if (after !== undefined) rows = rows.where('courier', '>', after)
    // Who goes is kept as gone in that moment; who is there may have been kept long ago.
    if (sinceMs !== undefined)
      rows = rows.where((on) => on.or([on('state', '<>', 'offline'), on('seen_at', '>=', sinceMs)]))
    const found = await rows.execute()
    const jobs = await jobsOf(
      asking,
      found.map(({ courier }) => courier),
    )
    return {
      couriers: found.slice(0, limit).map((row) => ({
        id: row.courier,
        name: row.name,
        vehicle: VEHICLES.find((one): one is Vehicle => one === row.vehicle) ?? 'scooter',
        status: jobs.has(row.courier) ? 'busy' : statusOf(row.state),
        jobs: jobs.get(row.courier) ?? [],
      })),
      next: found.length > limit ? found[limit - 1]!.courier : null,
    }
  },

  async zones(_user, room, _body, asking) {
    const rows = await regionDb(asking.reader.db)
      .selectFrom('delivery_zone')
      .selectAll()
      .where('room', '=', room)
      .orderBy('id')
      .execute()
    return rows.map(({ id, name, use, corners }) => ({
      id,
      name,
      // Only what passed the guard was written.
      use: use as ZoneUse,
      corners: cornersOf(corners),
    }))
  },

  async promos(user, room, _body, asking) {
    await mustBe(user.id, asking, 'dispatcher')
    return asking.reader.snapshot((db) => storedPromos(db, room))
  },

  async decisions(user, room, { order, limit = DELIVERY.page, after }, asking) {
    await mustBe(user.id, asking, 'dispatcher')
    let rows = regionDb(asking.reader.db)
      .selectFrom('delivery_decision')
      .selectAll()
      .where('room', '=', room)
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (order !== undefined) rows = rows.where('order_id', '=', order)
    if (after !== undefined) rows = rows.where('id', '<', after)
    const found = await rows.execute()
    return {
      decisions: found.slice(0, limit).map((row) => ({
        id: row.id,
        at: row.at,
        order: row.order_id,
        // Written by this kind alone.
        policy: row.policy as DispatchPolicy,
        courier: row.courier,
        bonus: Number(row.bonus),
        candidates: JSON.parse(row.candidates) as readonly Candidate[],
      })),
      next: found.length > limit ? found[limit - 1]!.id : null,
    }
  },
} satisfies Partial<DeliveryQueries>

/** What each of these has now. */
const jobsOf = async ({ reader, room }: Asking, couriers: readonly string[]): Promise<Map<string, string[]>> => {
  const jobs = new Map<string, string[]>()
  if (couriers.length === 0) return jobs
  const orders = await orderTables(reader.db)
    .selectFrom('delivery_order')
    .select(['id', 'courier'])
    .where('room', '=', room)
    .where('courier', 'in', couriers)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .execute()
  for (const { id, courier } of orders) jobs.set(courier!, [...(jobs.get(courier!) ?? []), id])
  return jobs
}

const statusOf = (state: string): CourierStatus =>
  state === 'online' ? 'idle' : state === 'paused' ? 'paused' : 'offline'
