/** Districts: the part of the city that lies nearer to one centre than to any other, and the avenues between them. */
import { around } from './plan.ts'
import { cosTurn, sinTurn } from './waves.ts'

/** Centres in rings around the middle: how far out, in parts of the city's radius, and how many. */
const RINGS = [
  [0, 1],
  [0.21, 5],
  [0.44, 10],
  [0.67, 15],
  [0.89, 20],
] as const
const LIMIT_CORNERS = 60
/** Corners nearer than this are one. */
const SAME_M = 3

export interface Cell {
  readonly x: number
  readonly y: number
  /** Convex; x, y, x, y, … */
  readonly points: readonly number[]
  /** Of the side from each corner to the next: the district beyond; -1: the end of the city. */
  readonly beyond: readonly number[]
}

export interface Border {
  readonly ax: number
  readonly ay: number
  readonly bx: number
  readonly by: number
  /** The same for borders that go on from each other nearly straight. */
  readonly chain: number
}

/** Districts with their neighbours. */
export const cellsOf = (random: () => number, cityM: number): readonly Cell[] => {
  const centres: (readonly [number, number])[] = []
  for (const [far, count] of RINGS) {
    const turned = random()
    for (let i = 0; i < count; i++) {
      const turn = turned + (i + 0.3 * (random() - 0.5)) / count
      const r = cityM * (far + 0.07 * (random() - 0.5))
      centres.push([r * cosTurn(turn), r * sinTurn(turn)])
    }
  }
  const limit = around(0, 0, LIMIT_CORNERS, () => cityM)
  return centres.map(([x, y], i) => {
    let cell = { points: limit, beyond: limit.map(() => -1).slice(0, LIMIT_CORNERS) }
    centres.forEach(([ox, oy], j) => {
      if (i !== j) cell = nearer(cell, x, y, ox, oy, j)
    })
    return { x, y, ...cell }
  })
}

/** What of a cell lies nearer to (x, y) than to (ox, oy). */
const nearer = (
  { points, beyond }: { points: number[]; beyond: number[] },
  x: number,
  y: number,
  ox: number,
  oy: number,
  other: number,
): { points: number[]; beyond: number[] } => {
  const nx = ox - x
  const ny = oy - y
  const c = (nx * (x + ox) + ny * (y + oy)) / 2
  const out: number[] = []
  const sides: number[] = []
  const count = points.length / 2
  for (let i = 0; i < count; i++) {
    const k = (i + 1) % count
    const ax = points[2 * i]!
    const ay = points[2 * i + 1]!
    const bx = points[2 * k]!
    const by = points[2 * k + 1]!
    const da = nx * ax + ny * ay - c
    const db = nx * bx + ny * by - c
    if (da <= 0) {
      out.push(ax, ay)
      sides.push(beyond[i]!)
    }
    if (da <= 0 === db <= 0) continue
    const t = da / (da - db)
    out.push(ax + t * (bx - ax), ay + t * (by - ay))
    // Leaving: the new side begins here. Entering: the old one goes on.
    sides.push(da <= 0 ? other : beyond[i]!)
  }
  return { points: out, beyond: sides }
}

/** Every border between two districts once. */
export const bordersOf = (cells: readonly Cell[]): readonly Border[] => {
  const sides: { ax: number; ay: number; bx: number; by: number }[] = []
  cells.forEach(({ points, beyond }, i) => {
    beyond.forEach((other, side) => {
      if (other <= i) return
      const next = (side + 1) % beyond.length
      const [ax, ay] = [points[2 * side]!, points[2 * side + 1]!]
      const [bx, by] = [points[2 * next]!, points[2 * next + 1]!]
      if (Math.abs(ax - bx) + Math.abs(ay - by) > SAME_M) sides.push({ ax, ay, bx, by })
    })
  })
  const chain = sides.map((_, i) => i)
  const root = (i: number): number => (chain[i] === i ? i : (chain[i] = root(chain[i]!)))
  const taken = new Set<string>()
  // Straightest first, so that a crooked pair never takes an end from a straight one.
  for (const { i, j, ends } of turnsOf(sides).toSorted((a, b) => a.cos - b.cos)) {
    if (ends.some((end) => taken.has(end))) continue
    for (const end of ends) taken.add(end)
    chain[root(i)] = root(j)
  }
  return sides.map((side, i) => ({ ...side, chain: root(i) }))
}

/** Pairs of borders that share an end and turn by less than about 45° there. */
const turnsOf = (sides: readonly { ax: number; ay: number; bx: number; by: number }[]) => {
  const turns: { i: number; j: number; cos: number; ends: [string, string] }[] = []
  const ends = sides.flatMap(({ ax, ay, bx, by }, i) => [
    { i, end: `${i}a`, x: ax, y: ay, dx: bx - ax, dy: by - ay },
    { i, end: `${i}b`, x: bx, y: by, dx: ax - bx, dy: ay - by },
  ])
  for (let p = 0; p < ends.length; p++) {
    for (let q = p + 1; q < ends.length; q++) {
      const a = ends[p]!
      const b = ends[q]!
      if (a.i === b.i || Math.abs(a.x - b.x) + Math.abs(a.y - b.y) > SAME_M) continue
      const cos = (a.dx * b.dx + a.dy * b.dy) / Math.sqrt((a.dx * a.dx + a.dy * a.dy) * (b.dx * b.dx + b.dy * b.dy))
      if (cos < -0.7) turns.push({ i: a.i, j: b.i, cos, ends: [a.end, b.end] })
    }
  }
  return turns
}
