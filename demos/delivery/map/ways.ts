/** The fastest way through a city's streets, for maps that show where somebody will go. */
import type { City } from '../../../shared/delivery/city/types.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Place } from '../../../shared/delivery/types.ts'
import { Roads } from '../../../shared/delivery/roads/roads.ts'
import { onRoad } from '../../../shared/delivery/roads/snapping.ts'
import type { Mode } from '../../../shared/delivery/roads/speeds.ts'
import { WayFinder } from '../../../shared/delivery/roads/way-finder.ts'

interface Search {
  readonly roads: Roads
  readonly finder: WayFinder
}

const searches = new WeakMap<City, Search>()

/** From door to door: both places, and the corners between. Straight on where no street leads there. */
export const ways = (city: City, frame: LocalFrame, from: Place, to: Place, mode: Mode = 'motor'): readonly Place[] => {
  let search = searches.get(city)
  if (search === undefined) {
    const roads = new Roads(city.roads)
    search = { roads, finder: new WayFinder(roads) }
    searches.set(city, search)
  }
  const { roads, finder } = search
  const on = ({ latE7, lonE7 }: Place) => roads.snapping.nearest(frame.xOf(lonE7), frame.yOf(latE7), onRoad())
  if (!finder.find(on(from), on(to), mode)) return [from, to]
  const points = finder.points()
  const way: Place[] = [from]
  for (let i = 0; i < points.length; i += 2)
    way.push({ latE7: frame.latE7Of(points[i + 1]!), lonE7: frame.lonE7Of(points[i]!) })
  way.push(to)
  return way
}
