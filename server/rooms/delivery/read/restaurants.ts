/** Restaurants, as anybody in the region may look for them. */
import { UTC, weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Reader } from '../../../engine/room.ts'
import { readRestaurant } from '../book/restaurants.ts'
import { rowOf } from '../catalogue/catalogue.ts'
import { questionOf } from '../catalogue/question.ts'
import { CatalogueShelf } from '../catalogue/shelf.ts'
import { regionDb } from '../rows.ts'
import type { RegionRules } from '../../../../shared/delivery/types.ts'
import type { DeliveryQueries } from './view.ts'

/** Of each database of this process. */
const shelves = new WeakMap<Reader, CatalogueShelf>()

const shelfOf = (reader: Reader): CatalogueShelf => {
  let shelf = shelves.get(reader)
  if (shelf === undefined) shelves.set(reader, (shelf = new CatalogueShelf()))
  return shelf
}

export const restaurantQueries = {
  async restaurants(_user, _room, body, asking) {
    const question = questionOf(body)
    const catalogue = await shelfOf(asking.reader).get(asking)
    return catalogue?.ask(question, asking.wallMs) ?? { rows: [], next: null }
  },

  async restaurant(_user, room, { id }, asking) {
    const facts = await readRestaurant(asking.reader.db, room, id)
    if (facts === undefined) throw new TuttiError('not_found')
    const region = await regionDb(asking.reader.db)
      .selectFrom('delivery_region')
      .select('rules')
      .where('room', '=', room)
      .executeTakeFirst()
    // Written by this kind alone.
    const { timeZone = UTC } = JSON.parse(region?.rules ?? '{}') as Partial<RegionRules>
    const { hours, opening, autoConfirm, menu } = facts
    return { ...rowOf(facts, undefined, weekMinuteOf(asking.wallMs, timeZone)), hours, opening, autoConfirm, menu }
  },
} satisfies Partial<DeliveryQueries>
