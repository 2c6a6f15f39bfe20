/** What commands need before their tick: what nobody may foretell, as a room's own chance can be by who knows its epoch. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { RoomKind } from '../../engine/room.ts'
import { promoUses } from './book/counter-tables.ts'
import type { NewOrder, RatingToGive } from './book/customers.ts'
import type { NewSecret } from './book/hook.ts'
import type { LoadedQuote } from './book/quoting.ts'
import { readKitchen, readRestaurant } from './book/restaurants.ts'
import { restaurantIn } from './orders/quotes.ts'
import { storedOrder, storedRating } from './orders/stored.ts'
import type { NewCode } from './shares.ts'

const PINS = 10_000

/** Four digits of 128 random bits as letters. */
export const pinOf = (secret: string): string => {
  let pin = 0
  // 31 has no factor of 10,000: every letter counts in every digit, though the last one has two bits alone.
  for (const letter of secret) pin = (pin * 31 + letter.charCodeAt(0)) % PINS
  return String(pin).padStart(4, '0')
}

export const load: NonNullable<RoomKind<DeliveryContract>['load']> = {
  quote: async ({ restaurant, promos = [] }, { reader, room, user }): Promise<LoadedQuote> => ({
    uses: promos.length === 0 ? [] : await promoUses(reader, room, user.id),
    restaurant: await readRestaurant(reader.db, room, restaurant),
  }),
  order: async ({ quote }, asking): Promise<NewOrder> => ({
    pin: pinOf(asking.secret()),
    uses: await promoUses(asking.reader, asking.room, asking.user.id),
    restaurant: await readRestaurant(asking.reader.db, asking.room, restaurantIn(quote)),
  }),
  confirm: ({ order }, { reader, room }) => readKitchen(reader.db, room, order),
  restaurantPut: ({ id }, { reader, room }) => readRestaurant(reader.db, room, id),
  itemPut: ({ restaurant }, { reader, room }) => readRestaurant(reader.db, room, restaurant),
  opening: ({ restaurant }, { reader, room }) => readRestaurant(reader.db, room, restaurant),
  hook: async (_body, asking): Promise<NewSecret> => ({ secret: asking.secret() }),
  share: async (_body, asking): Promise<NewCode> => ({ code: asking.secret() }),
  /** A photo proves something where there is one. It is as new as the delivery: no sweep takes it meanwhile. */
  deliver: ({ photo }, { files, room }) =>
    photo === undefined
      ? undefined
      : files.touch(`delivery/${room}`, photo).then((found) => {
          if (found === undefined) throw new TuttiError('not_found', 'put the photo beside the room first')
        }),
  rate: ({ order, of }, { reader, room }) =>
    reader.snapshot(async (db): Promise<RatingToGive | undefined> => {
      const read = await storedRating(db, room, order)
      const rated = read === undefined || of !== 'restaurant' ? undefined : read.facts.restaurant.id
      const restaurant = rated === undefined ? undefined : await readRestaurant(db, room, rated)
      return read === undefined ? undefined : { ...read, restaurant }
    }),
  refund: ({ order }, { reader, room }) => reader.snapshot((db) => storedOrder(db, room, order)),
}
