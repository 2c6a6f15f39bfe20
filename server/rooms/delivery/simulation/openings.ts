/** The restaurants of a generated city, put where real ones are: so that search, menus and quotes know them. */
import type { City } from '../../../../shared/delivery/city/types.ts'
import { seededRandom } from '../../../../shared/random.ts'
import type { SimulationParts } from './parts.ts'

/** Opens those that are not there yet; what their people have changed since stays. */
export const openKitchens = ({ counter }: Pick<SimulationParts, 'counter'>, city: City): void => {
  const { menus, ratings } = counter
  for (const { id, name, place, cuisines, priceLevel, prepMin, hours, menu } of city.restaurants) {
    if (menus.has(id)) continue
    const random = seededRandom(`city ${city.seed} rating ${id}`)
    // Somewhere from 3.4 to 4.9, by 15 to 400 people.
    const count = 15 + Math.floor(385 * random() * random())
    const stars = Math.round(count * (3.4 + 1.5 * Math.sqrt(random())))
    // Whoever looks at the demo at night finds somebody who cooks: its simulated customers keep to the hours.
    const opening = true
    const autoConfirm = false
    menus.keep({
      id,
      name,
      place,
      cuisines,
      priceLevel,
      prepMin,
      hours,
      menu,
      opening,
      autoConfirm,
      stars,
      ratings: count,
      reachM: null,
    })
    ratings.begin({ target: 'restaurant', target_id: id, count, stars })
  }
}
