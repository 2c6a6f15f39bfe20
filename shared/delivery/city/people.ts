/** Where a city's people cook and live: beside its roads. */
import { localFrame } from '../geo.ts'
import type { MenuItem, OpenHours, Place } from '../order-types.ts'
import { CUISINES, DRINKS } from './cuisines.ts'
import type { Cuisine } from './cuisines.ts'
import { pick } from './names.ts'
import { MOTORWAY, LANE } from './plan.ts'
import type { CityRestaurant, Homes, RoadGraph } from './types.ts'

/** Doors lie beside the middle of the road. */
const ASIDE_M = 14
/** Restaurants keep such a distance from each other. */
const APART_M = 90
const DAY = 1_440
const WEEK = 7 * DAY
/** A city of 8 km radius has so many restaurants and doors. */
const RESTAURANTS = 120
const HOMES = 6_000
const USUAL_M = 8_000

export interface PeopleParts {
  readonly random: () => number
  readonly roads: RoadGraph
  readonly streets: readonly string[]
  readonly centre: Place
  readonly radiusM: number
}

export const restaurantsOf = (parts: PeopleParts): CityRestaurant[] => {
  const { random, roads, streets, centre, radiusM } = parts
  const frame = localFrame(centre.latE7, centre.lonE7)
  const most = Math.round(Math.min(4, Math.max(0.2, square(radiusM / USUAL_M))) * RESTAURANTS)
  const found: CityRestaurant[] = []
  const names = new Set<string>()
  for (let tries = 0; found.length < most && tries < most * 60; tries++) {
    const edge = Math.floor(random() * roads.edges)
    const [xM, yM] = beside(roads, edge, 0.25 + 0.5 * random())
    const far = (xM * xM + yM * yM) / (radiusM * radiusM * 0.16)
    // Most are near the middle: at 0.4 of the radius a quarter as many as in it.
    const fits = roads.road[edge] !== MOTORWAY && roads.road[edge] !== LANE && random() * (1 + far) * (1 + far) < 1
    if (!fits || found.some((one) => square(one.xM - xM) + square(one.yM - yM) < square(APART_M))) continue
    const cuisine = CUISINES[found.length % CUISINES.length]!
    const street = streets[roads.street[edge]!]!
    const name = nameOf(random, cuisine, street, names)
    const priceLevel = 1 + Math.floor(random() * random() * 4)
    found.push({
      id: `r${String(found.length + 1).padStart(3, '0')}`,
      name,
      place: { latE7: frame.latE7Of(yM), lonE7: frame.lonE7Of(xM) },
      xM,
      yM,
      address: `${1 + Math.floor(random() * 120)} ${street}`,
      cuisines: [cuisine.cuisine],
      priceLevel,
      prepMin: cuisine.prepMin + Math.floor(random() * 5),
      hours: hoursOf(random),
      menu: menuOf(random, cuisine, priceLevel),
    })
  }
  return found
}

export const homesOf = ({ random, roads, radiusM }: PeopleParts): Homes => {
  let built = 0
  for (let edge = 0; edge < roads.edges; edge++) if (roads.road[edge] !== MOTORWAY) built += roads.lengthM[edge]!
  const everyM = built / (HOMES * Math.min(4, square(radiusM / USUAL_M)))
  const x: number[] = []
  const y: number[] = []
  const street: number[] = []
  const house: number[] = []
  const numbers = new Map<number, number>()
  let left = everyM * random()
  for (let edge = 0; edge < roads.edges; edge++) {
    if (roads.road[edge] === MOTORWAY) continue
    // Each direction of a road has the doors of its side.
    for (left -= roads.lengthM[edge]!; left < 0; left += everyM * (0.5 + random())) {
      const [xM, yM] = beside(roads, edge, Math.min(0.9, Math.max(0.1, 1 + left / roads.lengthM[edge]!)))
      const at = roads.street[edge]!
      numbers.set(at, (numbers.get(at) ?? 0) + 1 + Math.floor(random() * 3))
      x.push(xM)
      y.push(yM)
      street.push(at)
      house.push(numbers.get(at)!)
    }
  }
  return {
    count: x.length,
    x: Float64Array.from(x),
    y: Float64Array.from(y),
    street: Int32Array.from(street),
    house: Int32Array.from(house),
  }
}

const square = (a: number): number => a * a

/** To the right of a road, `t` of the way along it. */
const beside = ({ x, y, from, to, lengthM }: RoadGraph, edge: number, t: number): [number, number] => {
  const [ax, ay] = [x[from[edge]!]!, y[from[edge]!]!]
  const [dx, dy] = [x[to[edge]!]! - ax, y[to[edge]!]! - ay]
  const side = ASIDE_M / lengthM[edge]!
  return [ax + dx * t + dy * side, ay + dy * t - dx * side]
}

const nameOf = (random: () => number, { owners, places }: Cuisine, street: string, used: Set<string>): string => {
  const owner = pick(random, owners)
  const place = pick(random, places)
  const short = `${owner} ${place}`
  // A second house is told from the first by its street.
  const name = used.has(short) ? `${short}, ${street}` : short
  used.add(name)
  return name
}

/** Every third cooks around the clock; the others from the morning or noon until the evening or night. */
const hoursOf = (random: () => number): OpenHours[] => {
  const kind = random()
  if (kind < 0.34) return [{ from: 0, to: WEEK }]
  const from = 60 * (kind < 0.55 ? 7 + Math.floor(random() * 2) : 10 + Math.floor(random() * 3))
  const to = 60 * (kind < 0.8 ? 22 + Math.floor(random() * 2) : 25 + Math.floor(random() * 3))
  return Array.from({ length: 7 }, (_, day) => ({ from: day * DAY + from, to: day * DAY + to }))
}

const menuOf = (random: () => number, { dishes }: Cuisine, priceLevel: number): MenuItem[] => {
  const factor = 0.8 + 0.2 * priceLevel
  // To ten cents.
  const price = (base: number): number => Math.round((base * factor * (0.95 + 0.1 * random())) / 10) * 10
  const food = dishes.map(([name, base], i) => item(`d${i + 1}`, name, price(base), 'food'))
  const drinks = DRINKS.filter(() => random() < 0.6).map(([name, base], i) =>
    item(`b${i + 1}`, name, price(base), 'drink'),
  )
  return [...food, ...drinks]
}

const item = (id: string, name: string, price: number, taxClass: string): MenuItem => ({
  id,
  name,
  about: '',
  price,
  taxClass,
  available: true,
})
