/** What a region is opened with. */
import type { Reader } from '../../engine/room.ts'
import { storedCounter } from './book/counter-tables.ts'
import type { StoredCounter } from './book/counter-tables.ts'
import { storedRestaurants } from './book/restaurants.ts'
import type { StoredRestaurants } from './book/restaurants.ts'
import { storedOrders } from './orders/stored.ts'
import type { StoredOrders } from './orders/stored.ts'
import { orderTables } from './orders/tables.ts'
import { regionDb } from './rows.ts'
import type { CourierRecord, GrantRow, OfferRow, RegionRow, ShareRow, ZoneRow } from './rows.ts'

export interface Stored {
  readonly region: RegionRow
  readonly grants: readonly GrantRow[]
  readonly shares: readonly ShareRow[]
  readonly couriers: readonly CourierRecord[]
  readonly offers: readonly OfferRow[]
  readonly zones: readonly ZoneRow[]
  readonly orders: StoredOrders
  readonly restaurants: StoredRestaurants
  readonly counter: StoredCounter
}

/** Undefined: there is no region yet. */
export const stored = (room: string, reader: Reader): Promise<Stored | undefined> =>
  reader.snapshot(async (any) => {
    const db = regionDb(any)
    const region = await db.selectFrom('delivery_region').selectAll().where('room', '=', room).executeTakeFirst()
    if (region === undefined) return undefined
    const grants = await db.selectFrom('delivery_grant').selectAll().where('room', '=', room).execute()
    const shares = await db.selectFrom('delivery_share').selectAll().where('room', '=', room).execute()
    const couriers = await db.selectFrom('delivery_courier').selectAll().where('room', '=', room).execute()
    const offers = await db.selectFrom('delivery_offer').selectAll().where('room', '=', room).execute()
    const zones = await db.selectFrom('delivery_zone').selectAll().where('room', '=', room).execute()
    const orders = await storedOrders(any, room)
    const counter = await storedCounter(any, room)
    const restaurants = await storedRestaurants(any, room)
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
    }
  })

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
