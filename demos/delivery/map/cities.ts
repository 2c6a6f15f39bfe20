/** The streets of regions: generated in the browser from the same three numbers as on the host, once each. */
import type { City } from '../../../shared/delivery/city/types.ts'
import type { RegionInfo } from '../../../shared/delivery/types.ts'

const cities = new Map<string, Promise<City | undefined>>()

/** Undefined where the region is not a generated one, or is too small for streets. */
export const cityOf = ({ city: seed, centre, radiusM }: RegionInfo): Promise<City | undefined> => {
  if (seed === null) return Promise.resolve(undefined)
  const key = `${seed} ${centre.latE7} ${centre.lonE7} ${radiusM}`
  let city = cities.get(key)
  if (city === undefined) {
    city = import('../../../shared/delivery/city/city.ts').then(({ generateCity }) =>
      generateCity(seed, centre, radiusM),
    )
    cities.set(key, city)
  }
  return city
}
