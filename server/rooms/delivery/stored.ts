/** What a region is opened with. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Reader } from '../../engine/room.ts'
import type { OrderFacts } from './book/order.ts'
import type { RestaurantFacts } from './book/menus.ts'
import { orderDb } from './book/rows.ts'
import { regionDb } from './rows.ts'
import type { CourierRecord, GrantRow, OfferRow, RegionRow, ShareRow, ZoneRow } from './rows.ts'

export interface Stored {
  readonly region: RegionRow
  readonly grants: readonly GrantRow[]
  readonly shares: readonly ShareRow[]
  readonly couriers: readonly CourierRecord[]
  readonly offers: readonly OfferRow[]
  readonly zones: readonly ZoneRow[]
  /** Open ones, and those that ended a moment ago. */
  readonly orders: readonly OrderFacts[]
  readonly restaurants: readonly RestaurantFacts[]
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
    const orders = orderDb(any)
    const open = await orders
      .selectFrom('delivery_order')
      .select('facts')
      .where('room', '=', room)
      .where('ended_at', 'is', null)
      .orderBy('id')
      .execute()
    const ended = orders
      .selectFrom('delivery_order')
      .select(['id', 'facts'])
      .where('room', '=', room)
      .where('ended_at', 'is not', null)
    const last = await ended.orderBy('ended_at', 'desc').limit(DELIVERY.page).execute()
    // However many ended since: a link that nobody remembers the end of would live for ever.
    const shared = await ended
      .where('id', 'in', db.selectFrom('delivery_share').select('order_id').where('room', '=', room))
      .execute()
    const over = new Map([...last, ...shared].map(({ id, facts }) => [id, facts]))
    const restaurants = await orders
      .selectFrom('delivery_restaurant')
      .select('facts')
      .where('room', '=', room)
      .execute()
    return {
      region,
      grants,
      shares,
      couriers,
      offers,
      zones,
      // Written by this kind alone.
      orders: [...over.values(), ...open.map(({ facts }) => facts)].map((facts) => JSON.parse(facts) as OrderFacts),
      restaurants: restaurants.map(({ facts }) => JSON.parse(facts) as RestaurantFacts),
    }
  })

/** Regions with open orders: their clocks go on when a host starts. */
export const residents = async ({ db }: Reader): Promise<readonly string[]> => {
  const rows = await orderDb(db)
    .selectFrom('delivery_order')
    .select('room')
    .distinct()
    .where('ended_at', 'is', null)
    .orderBy('room')
    .execute()
  return rows.map(({ room }) => room)
}
