/** A city that is the same wherever it is generated: same seed, same streets. */
import type { Place } from '../order-types.ts'
import { seededRandom } from '../../random.ts'
import { arrange } from './arrange.ts'
import { clear } from './clear.ts'
import { cellsOf } from './districts.ts'
import { RING, linesOf } from './lines.ts'
import { StreetNames, districtNames, parkNames } from './names.ts'
import { pack, waysOf } from './pack.ts'
import { homesOf, restaurantsOf } from './people.ts'
import { around } from './plan.ts'
import { River } from './river.ts'
import type { City } from './types.ts'
import { bendOf, cosTurn, sinTurn } from './waves.ts'
import type { Bend } from './waves.ts'

/** Streets reach so far, in parts of the radius: what is bent outwards is still inside. */
const BUILT = 0.94
const PARKS = 9
const PARK_CORNERS = 28
/** Grass ends a little before the street around it. */
const LAWN = 0.965

/**
 * Everything follows from the three numbers: sums, products and square roots alone, which every engine rounds alike.
 * @param seed an integer
 * @param radiusM 2,000 … 20,000; streets reach to about 0.95 of it
 */
export const generateCity = (seed: number, centre: Place, radiusM: number): City => {
  // Each part draws its own numbers: a change in one leaves the others as they were.
  const chance = (part: string): (() => number) => seededRandom(`city ${seed} ${part}`)
  const cityM = radiusM * BUILT
  const cells = cellsOf(chance('districts'), cityM)
  const river = new River(chance('river'), cityM)
  const parks = parksOf(chance('parks'), cityM, river)
  const names = new StreetNames(chance('names'))
  const lines = linesOf({ random: chance('lines'), cityM, cells, river, parks, names })
  const flat = clear(
    arrange(lines),
    river,
    parks.map(({ points }) => points),
    chance('gaps'),
  )
  const bend = bendOf(chance('bend'))
  const places = flat.x.map((x, i) => bend(x, flat.y[i]!))
  const built = { x: places.map(([x]) => x), y: places.map(([, y]) => y), pieces: flat.pieces }
  const roads = pack(built)
  const people = { roads, streets: names.all, centre, radiusM }
  const called = districtNames(chance('district names'), cells.length)
  const half = river.widthM / 2
  return {
    seed,
    centre,
    radiusM,
    roads,
    streets: names.all,
    ways: waysOf(built),
    river: {
      name: 'The Tutte',
      points: bent(bend, [...river.along(half), ...backwards(river.along(-half))]),
      middle: bent(bend, river.along(0)),
      widthM: river.widthM,
    },
    parks: parks.map(({ name, x, y, points }) => ({
      name,
      points: bent(
        bend,
        points.map((at, i) => (i % 2 === 0 ? x + (at - x) * LAWN : y + (at - y) * LAWN)),
      ),
    })),
    districts: cells.map(({ x, y, points }, i) => {
      const [xM, yM] = bend(x, y)
      return { name: called[i]!, xM, yM, points: bent(bend, points) }
    }),
    restaurants: restaurantsOf({ ...people, random: chance('restaurants') }),
    homes: homesOf({ ...people, random: chance('homes') }),
  }
}

interface Park {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly points: readonly number[]
}

/** On dry ground, apart from each other; the first is the largest. */
const parksOf = (random: () => number, cityM: number, river: River): Park[] => {
  const found: (Omit<Park, 'name'> & { readonly r: number })[] = []
  for (let tries = 0; found.length < PARKS && tries < 500; tries++) {
    const r = (found.length === 0 ? 0.075 : 0.028 + 0.03 * random()) * cityM
    const turn = random()
    const far = cityM * (found.length === 0 ? 0.2 + 0.15 * random() : 0.15 + 0.7 * random())
    const [x, y] = [far * cosTurn(turn), far * sinTurn(turn)]
    const clash = found.some((one) => square(one.x - x) + square(one.y - y) < square(1.4 * (one.r + r)))
    const ring = far - RING * cityM
    if (clash || river.dry(x, y) < r * 1.3 + 60 || (ring < 1.6 * r && ring > -1.6 * r)) continue
    const [p, q] = [random(), random()]
    const radiusAt = (at: number): number => r * (1 + 0.16 * sinTurn(2 * at + p) + 0.08 * sinTurn(3 * at + q))
    found.push({ x, y, r, points: around(x, y, PARK_CORNERS, radiusAt) })
  }
  const names = parkNames(random, found.length)
  return found.map(({ x, y, points }, i) => ({ name: names[i]!, x, y, points }))
}

const square = (a: number): number => a * a

const bent = (bend: Bend, points: readonly number[]): Float64Array => {
  const out = new Float64Array(points.length)
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = bend(points[i]!, points[i + 1]!)
    out[i] = x
    out[i + 1] = y
  }
  return out
}

const backwards = (points: readonly number[]): number[] => {
  const out: number[] = []
  for (let i = points.length - 2; i >= 0; i -= 2) out.push(points[i]!, points[i + 1]!)
  return out
}
