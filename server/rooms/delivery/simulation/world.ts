/** The generated city of a region, with its roads: made once, for whichever room needs it. */
import { generateCity } from '../../../../shared/delivery/city/city.ts'
import type { City } from '../../../../shared/delivery/city/types.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import type { Place } from '../../../../shared/delivery/order-types.ts'
import { Roads } from '../../../../shared/delivery/roads/roads.ts'
import { onRoad } from '../../../../shared/delivery/roads/snapping.ts'
import { WayFinder } from '../../../../shared/delivery/roads/way-finder.ts'
import type { RegionInfo } from '../../../../shared/delivery/types.ts'

export interface World {
  readonly city: City
  readonly roads: Roads
}

/** The last one: a host has one demo region, and tests open it again and again. A city takes about 0.2 s. */
let last: { readonly key: string; readonly world: World } | undefined

/** Undefined: this region is no generated city. */
export const worldOf = ({ city: seed, centre, radiusM }: RegionInfo): World | undefined => {
  if (seed === null) return undefined
  const key = `${seed} ${centre.latE7} ${centre.lonE7} ${radiusM}`
  if (last?.key !== key) {
    const city = generateCity(seed, centre, radiusM)
    last = { key, world: { city, roads: new Roads(city.roads) } }
  }
  return last.world
}

/** How far it is from place to place by the fastest way: what a quote reckons with. Some 0.1 ms. */
export const roadMetres = ({ roads }: World, frame: () => LocalFrame): ((from: Place, to: Place) => number) => {
  const finder = new WayFinder(roads)
  const [a, b] = [onRoad(), onRoad()]
  return (from, to) => {
    const metric = frame()
    roads.snapping.nearest(metric.xOf(from.lonE7), metric.yOf(from.latE7), a)
    roads.snapping.nearest(metric.xOf(to.lonE7), metric.yOf(to.latE7), b)
    finder.find(a, b, 'motor')
    return a.offM + finder.metres + b.offM
  }
}
