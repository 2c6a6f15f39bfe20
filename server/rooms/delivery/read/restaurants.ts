/** Restaurants, as anybody in the region may look for them. */
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Place, RestaurantRow } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { RestaurantFacts } from '../book/menus.ts'
import { restaurantDb } from '../book/rows.ts'
import type { DeliveryQueries } from './view.ts'

export const restaurantQueries = {
  async restaurants(_user, room, body, asking) {
    const { near, radiusM, text, cuisines, priceMax, ratingMin, open, limit = DELIVERY.page, after } = body
    if (body.etaMaxMin !== undefined || body.sort !== undefined)
      throw new TuttiError('unavailable', 'restaurants are listed by their id, and without arrival times yet')
    const rows = await restaurantDb(asking.reader.db)
      .selectFrom('delivery_restaurant')
      .select('facts')
      .where('room', '=', room)
      .orderBy('id')
      .execute()
    const words = text?.toLowerCase()
    const found = rows
      .map(({ facts }) => shown(factsOf(facts), near))
      .filter((one) => radiusM === undefined || one.distanceM === null || one.distanceM <= radiusM)
      .filter((one) => words === undefined || one.name.toLowerCase().includes(words))
      .filter((one) => cuisines === undefined || one.cuisines.some((cuisine) => cuisines.includes(cuisine)))
      .filter((one) => priceMax === undefined || one.priceLevel <= priceMax)
      .filter((one) => ratingMin === undefined || (one.rating ?? 0) >= ratingMin)
      .filter((one) => open === undefined || one.open === open)
      .filter(({ id }) => after === undefined || id > after)
    return { rows: found.slice(0, limit), next: found.length > limit ? found[limit - 1]!.id : null }
  },

  async restaurant(_user, room, { id }, asking) {
    const row = await restaurantDb(asking.reader.db)
      .selectFrom('delivery_restaurant')
      .select('facts')
      .where('room', '=', room)
      .where('id', '=', id)
      .executeTakeFirst()
    if (row === undefined) throw new TuttiError('not_found')
    const facts = factsOf(row.facts)
    return { ...shown(facts, undefined), hours: facts.hours, menu: facts.menu }
  },
} satisfies Partial<DeliveryQueries>

const shown = (facts: RestaurantFacts, near: Place | undefined): RestaurantRow => {
  const { id, name, place, cuisines, priceLevel, prepMin, open, stars, ratings } = facts
  const far = near === undefined ? null : Math.round(distanceM(near.latE7, near.lonE7, place.latE7, place.lonE7))
  const rating = ratings === 0 ? null : Math.round((stars / ratings) * 10) / 10
  return { id, name, place, cuisines, priceLevel, rating, ratings, prepMin, open, distanceM: far, etaMin: null }
}

/** Written by this kind alone. */
const factsOf = (json: string): RestaurantFacts => JSON.parse(json) as RestaurantFacts
