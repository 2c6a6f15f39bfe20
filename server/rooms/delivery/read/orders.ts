/** Orders as those who ask may see them: their customer, their restaurant, their courier, and dispatchers. */
import { DELIVERY, VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import { readFacts } from '../orders/order.ts'
import type { OrderFacts } from '../orders/order.ts'
import { quoteIn } from '../orders/quotes.ts'
import { starsSeen } from '../orders/ratings.ts'
import { ratingsOf } from '../orders/stored.ts'
import { orderTables } from '../orders/tables.ts'
import { viewOrder } from '../output/views.ts'
import type { Viewer } from '../output/views.ts'
import { regionDb } from '../rows.ts'
import type { DeliveryQueries } from './view.ts'

export const orderQueries = {
  async order(user, room, { id }, asking) {
    const row = await ordersOf(asking).where('id', '=', id).executeTakeFirst()
    const standing = row === undefined ? undefined : await standingOf(user.id, asking)
    if (row === undefined || standing === undefined) throw new TuttiError('not_found')
    const facts = readFacts(row.facts)
    const viewer: Viewer | undefined =
      facts.customer.id === user.id
        ? 'customer'
        : standing.may('dispatcher')
          ? 'dispatcher'
          : facts.authorisedMs !== null && standing.may('restaurant', facts.restaurant.id)
            ? 'restaurant'
            : facts.courier === user.id
              ? 'courier'
              : undefined
    // That it exists is not theirs to know either.
    if (viewer === undefined) throw new TuttiError('not_found')
    return (await viewed(room, asking, [facts], viewer))[0]!
  },

  async orders(user, _room, { quote, limit = DELIVERY.page, after }, asking) {
    const mine = ordersOf(asking).where('customer', '=', user.id)
    const rows = quote === undefined ? mine : mine.where('quote', '=', quoteIn(quote))
    return page(asking, rows, limit, after, 'customer')
  },

  async kitchen(user, _room, { restaurant, open = false, limit = DELIVERY.page, after }, asking) {
    await mustBe(user.id, asking, 'restaurant', restaurant)
    const rows = ordersOf(asking).where('restaurant', '=', restaurant).where('authorised_at', 'is not', null)
    return page(asking, open ? rows.where('ended_at', 'is', null) : rows, limit, after, 'restaurant')
  },

  async find(
    user,
    _room,
    { state, restaurant, customer, courier, open, sinceMs, limit = DELIVERY.page, after },
    asking,
  ) {
    await mustBe(user.id, asking, 'dispatcher')
    let rows = ordersOf(asking)
    if (state !== undefined) rows = rows.where('state', '=', state)
    if (restaurant !== undefined) rows = rows.where('restaurant', '=', restaurant)
    if (customer !== undefined) rows = rows.where('customer', '=', customer)
    if (courier !== undefined) rows = rows.where('courier', '=', courier)
    if (open !== undefined) rows = rows.where('ended_at', open ? 'is' : 'is not', null)
    if (sinceMs !== undefined) rows = rows.where('placed_at', '>=', sinceMs)
    return page(asking, rows, limit, after, 'dispatcher')
  },
} satisfies Partial<DeliveryQueries>

const ordersOf = ({ reader, room }: Asking) =>
  orderTables(reader.db).selectFrom('delivery_order').select(['id', 'facts']).where('room', '=', room)

/** Newest first: ids grow with time. */
const page = async (
  asking: Asking,
  all: ReturnType<typeof ordersOf>,
  limit: number,
  after: string | undefined,
  viewer: Viewer,
) => {
  const rows = await (after === undefined ? all : all.where('id', '<', after))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
  const facts = rows.slice(0, limit).map((row) => readFacts(row.facts))
  return {
    orders: await viewed(asking.room, asking, facts, viewer),
    next: rows.length > limit ? rows[limit - 1]!.id : null,
  }
}

const viewed = async (
  room: string,
  { reader, wallMs }: Asking,
  all: readonly OrderFacts[],
  viewer: Viewer,
): Promise<OrderView[]> => {
  const db = regionDb(reader.db)
  const ids = all.map(({ id }) => id)
  const couriers = [...new Set(all.flatMap(({ courier }) => courier ?? []))]
  const named =
    couriers.length === 0
      ? []
      : await db
          .selectFrom('delivery_courier')
          .selectAll()
          .where('room', '=', room)
          .where('courier', 'in', couriers)
          .execute()
  const links =
    viewer !== 'customer' || ids.length === 0
      ? []
      : await db
          .selectFrom('delivery_share')
          .selectAll()
          .where('room', '=', room)
          .where('order_id', 'in', ids)
          .execute()
  const ratings = await ratingsOf(orderTables(reader.db), room, ids)
  return all.map((facts) => {
    const courier = named.find((one) => one.courier === facts.courier)
    return viewOrder(facts, viewer, {
      courier:
        courier === undefined
          ? null
          : {
              name: courier.name,
              vehicle: VEHICLES.find((one) => one === courier.vehicle) ?? 'scooter',
              rating: courier.ratings === 0 ? null : Math.round((courier.stars / courier.ratings) * 10) / 10,
            },
      link: links.find(({ order_id }) => order_id === facts.id)?.code ?? null,
      rated: starsSeen(ratings.get(facts.id) ?? [], viewer, facts.endedMs, wallMs),
    })
  })
}
