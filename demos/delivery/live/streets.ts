/** Ways along the streets of a generated city, for pages: found in a moment, and straight where there are none. */
import type { City } from '../../../shared/delivery/city/types.ts'
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Roads } from '../../../shared/delivery/roads/roads.ts'
import { onRoad } from '../../../shared/delivery/roads/snapping.ts'
import { modeOf } from '../../../shared/delivery/roads/speeds.ts'
import type { WayFinder } from '../../../shared/delivery/roads/way-finder.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import type { Place } from '../../../shared/delivery/types.ts'

export interface Way {
  /** From the first place to the last, along the streets between. */
  readonly places: readonly Place[]
  readonly metres: number
}

export class Streets {
  readonly #roads: Roads
  readonly #finder: WayFinder
  readonly #frame: LocalFrame
  readonly #from = onRoad()
  readonly #to = onRoad()

  constructor(city: City, roads: Roads, finder: WayFinder) {
    this.#roads = roads
    this.#finder = finder
    this.#frame = localFrame(city.centre.latE7, city.centre.lonE7)
  }

  /** Doors lie beside streets: the first and the last step leave them. */
  way(from: Place, to: Place, vehicle: Vehicle): Way {
    const frame = this.#frame
    const start = this.#nearest(from, this.#from)
    const end = this.#nearest(to, this.#to)
    const straight = { places: [from, to], metres: frame.metres(...at(frame, from), ...at(frame, to)) }
    if (start.edge < 0 || end.edge < 0 || !this.#finder.find(start, end, modeOf(vehicle))) return straight
    const points = this.#finder.points()
    const places: Place[] = [from]
    for (let i = 0; i < points.length; i += 2)
      places.push({ latE7: frame.latE7Of(points[i + 1]!), lonE7: frame.lonE7Of(points[i]!) })
    places.push(to)
    return { places, metres: this.#finder.metres + start.offM + end.offM }
  }

  #nearest(place: Place, out: ReturnType<typeof onRoad>) {
    return this.#roads.snapping.nearest(...at(this.#frame, place), out)
  }
}

const at = (frame: LocalFrame, { latE7, lonE7 }: Place): [number, number] => [frame.xOf(lonE7), frame.yOf(latE7)]

const known = new WeakMap<City, Promise<Streets>>()

/** Of one city once, however many sides ask: what bounds the search takes some 50 ms to find. */
export const streetsOf = (city: City): Promise<Streets> => {
  let streets = known.get(city)
  if (streets === undefined) {
    streets = make(city)
    known.set(city, streets)
  }
  return streets
}

const make = async (city: City): Promise<Streets> => {
  const [{ Roads }, { WayFinder }] = await Promise.all([
    import('../../../shared/delivery/roads/roads.ts'),
    import('../../../shared/delivery/roads/way-finder.ts'),
  ])
  const roads = new Roads(city.roads)
  return new Streets(city, roads, new WayFinder(roads))
}
