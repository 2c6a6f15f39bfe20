/** Photos at the door: put by couriers, seen by the people of the order that one proves. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { RoomKind } from '../../../engine/room.ts'
import { mustBe, standingOf } from '../access.ts'
import { readFacts } from '../orders/order.ts'
import { orderTables } from '../orders/tables.ts'
import type { DeliveryWrites } from '../tables.ts'

const PHOTO_BYTES_MAX = 4 * 1024 * 1024

export const deliveryFiles: NonNullable<RoomKind<DeliveryContract, DeliveryWrites>['files']> = {
  maxBytes: PHOTO_BYTES_MAX,
  types: ['image/jpeg', 'image/png', 'image/webp'],

  mayPut: (asking) => mustBe(asking.user.id, asking, 'courier'),

  /** A hash alone opens nothing: an order of theirs must show it. */
  async mayRead(hash, asking) {
    const { user, room, reader } = asking
    const rows = await orderTables(reader.db)
      .selectFrom('delivery_order_event as e')
      .innerJoin('delivery_order as o', (join) => join.onRef('o.room', '=', 'e.room').onRef('o.id', '=', 'e.order_id'))
      .select('o.facts')
      .where('e.room', '=', room)
      .where('e.photo', '=', hash)
      .execute()
    const standing = rows.length === 0 ? undefined : await standingOf(user.id, asking)
    const isTheirs = rows.some(({ facts }) => {
      const { customer, courier, restaurant } = readFacts(facts)
      return (
        customer.id === user.id ||
        courier === user.id ||
        standing?.may('dispatcher') === true ||
        standing?.may('restaurant', restaurant.id) === true
      )
    })
    if (!isTheirs) throw new TuttiError('not_found')
  },

  async kept(room, hashes, reader) {
    const rows = await orderTables(reader.db)
      .selectFrom('delivery_order_event')
      .select('photo')
      .distinct()
      .where('room', '=', room)
      .where('photo', 'in', hashes)
      .execute()
    return rows.flatMap(({ photo }) => photo ?? [])
  },
}
