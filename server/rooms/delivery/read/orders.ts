/** Orders as those who ask may see them: their customer, their restaurant, their courier, and dispatchers. */
import { DELIVERY, VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { OrderView } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Reader } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import type { OrderFacts } from '../book/order.ts'
import { orderDb } from '../book/rows.ts'
import { viewOrder } from '../output/views.ts'
import type { Viewer } from '../output/views.ts'
import { regionDb } from '../rows.ts'
import type { DeliveryQueries } from './view.ts'

export const orderQueries = {
  async order(user, room, { id }, asking) {
    const row = await orderDb(asking.reader.db)
      .selectFrom('delivery_order')
      .select('facts')
      .where('room', '=', room)
      .where('id', '=', id)
      .executeTakeFirst()
    const standing = row === undefined ? undefined : await standingOf(user.id, asking)
    if (row === undefined || standing === undefined) throw new TuttiError('not_found')
    const facts = factsOf(row.facts)
    const viewer: Viewer | undefined =
      facts.customer.id === user.id
        ? 'customer'
        : standing.may('dispatcher')
          ? 'dispatcher'
          : standing.may('restaurant', facts.restaurant.id)
            ? 'restaurant'
            : facts.courier === user.id
              ? 'courier'
              : undefined
    // That it exists is not theirs to know either.
    if (viewer === undefined) throw new TuttiError('not_found')
    return (await viewed(room, asking.reader, [facts], viewer))[0]!
  },

  async orders(user, room, { limit = DELIVERY.page, after }, asking) {
    let rows = orderDb(asking.reader.db)
      .selectFrom('delivery_order')
      .select(['id', 'facts'])
      .where('room', '=', room)
      .where('customer', '=', user.id)
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (after !== undefined) rows = rows.where('id', '<', after)
    return page(room, asking.reader, await rows.execute(), limit, 'customer')
  },

  async kitchen(user, room, { restaurant, open = false, limit = DELIVERY.page, after }, asking) {
    await mustBe(user.id, asking, 'restaurant', restaurant)
    let rows = orderDb(asking.reader.db)
      .selectFrom('delivery_order')
      .select(['id', 'facts'])
      .where('room', '=', room)
      .where('restaurant', '=', restaurant)
      .orderBy('id', 'desc')
      .limit(limit + 1)
    if (open) rows = rows.where('ended_at', 'is', null)
    if (after !== undefined) rows = rows.where('id', '<', after)
    return page(room, asking.reader, await rows.execute(), limit, 'restaurant')
  },
} satisfies Partial<DeliveryQueries>

const page = async (
  room: string,
  reader: Reader,
  rows: readonly { readonly id: string; readonly facts: string }[],
  limit: number,
  viewer: Viewer,
) => ({
  orders: await viewed(
    room,
    reader,
    rows.slice(0, limit).map(({ facts }) => factsOf(facts)),
    viewer,
  ),
  next: rows.length > limit ? rows[limit - 1]!.id : null,
})

const viewed = async (
  room: string,
  reader: Reader,
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
    })
  })
}

/** Written by this kind alone. */
const factsOf = (json: string): OrderFacts => JSON.parse(json) as OrderFacts
