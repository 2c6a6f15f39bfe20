/** What a region is opened with. */
import type { Kysely } from 'kysely'
import type { Reader } from '../../engine/room.ts'
import { storedCounter } from './book/counter-tables.ts'
import type { StoredCounter } from './book/counter-tables.ts'
import { storedRestaurants } from './book/restaurants.ts'
import type { StoredRestaurants } from './book/restaurants.ts'
import { storedMemory } from './memory.ts'
import type { MemoryRow } from './memory.ts'
import { storedOrders } from './orders/stored.ts'
import type { StoredOrders } from './orders/stored.ts'
import { orderTables } from './orders/tables.ts'
import { regionDb } from './rows.ts'
import type { TrackTables } from './tracks/rows.ts'
import type { CourierRecord, GrantRow, OfferRow, RegionRow, RegionTables, ShareRow, ZoneRow } from './rows.ts'

/** With when it was heard last, where it was online; null: nothing is kept of that. */
type StoredCourier = CourierRecord & { readonly heard_at: number | null }

export interface Stored {
  readonly region: RegionRow
  readonly grants: readonly GrantRow[]
  readonly shares: readonly ShareRow[]
  readonly couriers: readonly StoredCourier[]
  readonly offers: readonly OfferRow[]
  readonly zones: readonly ZoneRow[]
  readonly orders: StoredOrders
  readonly restaurants: StoredRestaurants
  readonly counter: StoredCounter
  readonly memory: readonly MemoryRow[]
}

/** Undefined: there is no region yet. */
export const stored = (room: string, reader: Reader): Promise<Stored | undefined> =>
  reader.snapshot(async (any) => {
    const db = regionDb(any)
    const region = await db.selectFrom('delivery_region').selectAll().where('room', '=', room).executeTakeFirst()
    if (region === undefined) return undefined
    const grants = await db.selectFrom('delivery_grant').selectAll().where('room', '=', room).execute()
    const shares = await db.selectFrom('delivery_share').selectAll().where('room', '=', room).execute()
    const couriers = await storedCouriers(any, room)
    const offers = await db.selectFrom('delivery_offer').selectAll().where('room', '=', room).execute()
    const zones = await db.selectFrom('delivery_zone').selectAll().where('room', '=', room).execute()
    const orders = await storedOrders(any, room)
    const counter = await storedCounter(any, room)
    const restaurants = await storedRestaurants(any, room)
    const memory = await storedMemory(any, room)
    return {
      region,
      grants,
      shares,
      couriers,
      offers,
      zones,
      orders,
      counter,
      restaurants,
      memory,
    }
  })

/** One look into the index of tracks for each who was online. */
const storedCouriers = (any: Reader['db'], room: string): Promise<StoredCourier[]> =>
  (any as Kysely<RegionTables & TrackTables>)
    .selectFrom('delivery_courier as c')
    .selectAll('c')
    .select((of) =>
      of
        .case()
        .when('c.state', '=', 'offline')
        .then(null)
        .else(
          of
            .selectFrom('delivery_track as t')
            .select('t.t1')
            .whereRef('t.room', '=', 'c.room')
            .whereRef('t.courier', '=', 'c.courier')
            .orderBy('t.t0', 'desc')
            .limit(1),
        )
        .end()
        .as('heard_at'),
    )
    .where('c.room', '=', room)
    .execute()

/** Regions with open orders: their clocks go on when a host starts. */
export const residents = async ({ db }: Reader): Promise<readonly string[]> => {
  const rows = await orderTables(db)
    .selectFrom('delivery_order')
    .select('room')
    .distinct()
    .where('ended_at', 'is', null)
    .orderBy('room')
    .execute()
  return rows.map(({ room }) => room)
}
