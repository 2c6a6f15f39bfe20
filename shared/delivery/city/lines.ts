/** Every street of the city as a line on the flat map. */
import { bordersOf } from './districts.ts'
import type { Cell } from './districts.ts'
import type { StreetNames } from './names.ts'
import { AVENUE, LANE, MOTORWAY, STREET, around, closed } from './plan.ts'
import type { Line } from './plan.ts'
import type { River } from './river.ts'
import { cosTurn, sinTurn } from './waves.ts'

/** Lines reach over what they meet, so that they surely cross it; what is left over is cut off later. */
const OVER_M = 5
/** Between the water and the street along it. */
const QUAY_M = 28
/** Depth is sounded so often along a line: less than the quay is wide. */
const SOUND_M = 20
const RADIALS = 7
/** The motorway around the city, in parts of its radius. */
export const RING = 0.58
const SQUARE_M = 240

export interface LineParts {
  readonly random: () => number
  readonly cityM: number
  readonly cells: readonly Cell[]
  readonly river: River
  /** Outlines, each with the name of its park. */
  readonly parks: readonly { readonly name: string; readonly points: readonly number[] }[]
  readonly names: StreetNames
}

export const linesOf = (parts: LineParts): readonly Line[] => [
  ...motorways(parts),
  ...avenues(parts),
  ...edgesOfThings(parts),
  ...parts.cells.flatMap((cell) => grid(parts, cell)),
]

/** A ring, and roads out of the city from it. */
const motorways = ({ random, cityM, names }: LineParts): Line[] => {
  const [p, q] = [random(), random()]
  const ringAt = (turn: number): number =>
    cityM * RING * (1 + 0.05 * sinTurn(2 * turn + p) + 0.035 * sinTurn(3 * turn + q))
  const ring = closed(around(0, 0, 96, ringAt))
  const lines: Line[] = [{ road: MOTORWAY, street: names.fixed('City Ring'), points: ring }]
  const turned = random()
  for (let i = 0; i < 4; i++) {
    const at = Math.round((turned + (i + 0.3 * random()) / 4) * 96) % 96
    const [x, y] = [ring[2 * at]!, ring[2 * at + 1]!]
    const out = (cityM * 1.04) / Math.sqrt(x * x + y * y)
    const points: number[] = []
    for (let k = 0; k <= 8; k++) points.push(x + ((out - 1) * x * k) / 8, y + ((out - 1) * y * k) / 8)
    lines.push({ road: MOTORWAY, street: names.fixed(`Motorway ${i + 1}`), points })
  }
  return lines
}

/** From the square in the middle outwards, and between the districts. */
const avenues = ({ random, cityM, cells, names }: LineParts): Line[] => {
  const lines: Line[] = [
    { road: AVENUE, street: names.fixed('Grand Circle'), points: closed(around(0, 0, 24, () => SQUARE_M)) },
  ]
  const turned = random()
  for (let i = 0; i < RADIALS; i++) {
    const turn = turned + (i + 0.25 * (random() - 0.5)) / RADIALS
    const [c, s] = [cosTurn(turn), sinTurn(turn)]
    const [from, to] = [SQUARE_M - OVER_M, cityM * (0.8 + 0.18 * random())]
    lines.push({ road: AVENUE, street: names.next(AVENUE), points: [from * c, from * s, to * c, to * s] })
  }
  const streets = new Map<number, number>()
  for (const { chain, ...border } of bordersOf(cells)) {
    let street = streets.get(chain)
    if (street === undefined) streets.set(chain, (street = names.next(AVENUE)))
    lines.push({ road: AVENUE, street, points: over(border.ax, border.ay, border.bx, border.by) })
  }
  return lines
}

/** Along the water, around parks, and where the city ends. */
const edgesOfThings = ({ cityM, river, parks, names }: LineParts): Line[] => [
  { road: STREET, street: names.fixed('North Quay'), points: river.along(river.widthM / 2 + QUAY_M) },
  { road: STREET, street: names.fixed('South Quay'), points: river.along(-river.widthM / 2 - QUAY_M) },
  { road: STREET, street: names.fixed('City Limits'), points: closed(around(0, 0, 120, () => cityM)) },
  ...parks.map(({ name, points }) => ({ road: STREET, street: names.fixed(`${name} Side`), points: closed(points) })),
]

/** Two families of streets across a district, closer in the middle of the city; every other one of the closer is a lane. */
const grid = ({ random, cityM, river, names }: LineParts, cell: Cell): Line[] => {
  const far = Math.sqrt(cell.x * cell.x + cell.y * cell.y) / cityM
  const turn = random() * 0.25
  const lines: Line[] = []
  const families = [
    { turn, gapM: 185 + 190 * far + 30 * random(), lanes: false },
    { turn: turn + 0.25, gapM: 100 + 110 * far + 20 * random(), lanes: true },
  ]
  for (const { turn: facing, gapM, lanes } of families) {
    const [c, s] = [cosTurn(facing), sinTurn(facing)]
    let n = 0
    const [least, most] = reach(cell.points, c, s)
    for (
      let off = least + gapM * (0.35 + 0.3 * random());
      off < most - gapM * 0.3;
      off += gapM * (0.9 + 0.2 * random())
    ) {
      const road = lanes && n++ % 2 === 1 ? LANE : STREET
      const points = across(cell.points, c, s, off)
      if (points === undefined) continue
      const street = names.next(road)
      for (const dry of ashore(points, river)) lines.push({ road, street, points: dry })
    }
  }
  return lines
}

/** What of a straight line is not in the water: it ends between the street along the water and the bank. */
const ashore = (points: readonly number[], river: River): number[][] => {
  const [ax, ay, bx, by] = points as [number, number, number, number]
  const steps = Math.ceil(Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)) / SOUND_M)
  const out: number[][] = []
  let begun = -1
  for (let i = 0; i <= steps + 1; i++) {
    const dry = i <= steps && river.dry(ax + ((bx - ax) * i) / steps, ay + ((by - ay) * i) / steps) > 0
    if (dry && begun < 0) begun = i
    if (dry || begun < 0) continue
    const at = (k: number): number[] => [ax + ((bx - ax) * k) / steps, ay + ((by - ay) * k) / steps]
    if (i - 1 > begun) out.push([...at(begun), ...at(i - 1)])
    begun = -1
  }
  return out
}

/** How far a polygon reaches in a direction. */
const reach = (points: readonly number[], c: number, s: number): [number, number] => {
  let least = Infinity
  let most = -Infinity
  for (let i = 0; i < points.length; i += 2) {
    const d = points[i]! * c + points[i + 1]! * s
    least = Math.min(least, d)
    most = Math.max(most, d)
  }
  return [least, most]
}

/** The line x·c + y·s = off within a convex polygon. */
const across = (points: readonly number[], c: number, s: number, off: number): number[] | undefined => {
  const ends: number[] = []
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const a = points[j]! * c + points[j + 1]! * s - off
    const b = points[i]! * c + points[i + 1]! * s - off
    if (a <= 0 === b <= 0) continue
    const t = a / (a - b)
    ends.push(points[j]! + t * (points[i]! - points[j]!), points[j + 1]! + t * (points[i + 1]! - points[j + 1]!))
  }
  return ends.length === 4 ? over(ends[0]!, ends[1]!, ends[2]!, ends[3]!) : undefined
}

const over = (ax: number, ay: number, bx: number, by: number): number[] => {
  const dx = bx - ax
  const dy = by - ay
  const part = OVER_M / Math.sqrt(dx * dx + dy * dy)
  return [ax - dx * part, ay - dy * part, bx + dx * part, by + dy * part]
}
