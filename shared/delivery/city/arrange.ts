/** Where lines cross: from lines to crossings and the pieces of road between them. */
import { MOTORWAY, AVENUE } from './plan.ts'
import type { Line } from './plan.ts'

const CELL_M = 240
/** Crossings nearer than this are one. */
const SAME_M = 7

/** Crossings and roads between them, as they were drawn. */
export interface Draft {
  readonly x: number[]
  readonly y: number[]
  /** In the order of their lines, so that those which follow each other make one drawn line. */
  readonly pieces: { a: number; b: number; road: number; street: number; bridge: boolean }[]
}

interface Segment {
  readonly ax: number
  readonly ay: number
  readonly bx: number
  readonly by: number
  readonly road: number
  readonly street: number
  /** Where others cross it, in parts of its length. */
  readonly cuts: number[]
}

export const arrange = (lines: readonly Line[]): Draft => {
  const segments = lines.flatMap(({ road, street, points }) => {
    const out: Segment[] = []
    for (let i = 0; i + 3 < points.length; i += 2)
      out.push({
        ax: points[i]!,
        ay: points[i + 1]!,
        bx: points[i + 2]!,
        by: points[i + 3]!,
        road,
        street,
        cuts: [0, 1],
      })
    return out
  })
  for (const near of byCell(segments).values()) {
    for (let i = 0; i < near.length; i++)
      for (let j = i + 1; j < near.length; j++) cross(segments[near[i]!]!, segments[near[j]!]!)
  }
  return join(segments)
}

/** Segments by the squares that their boxes touch. */
const byCell = (segments: readonly Segment[]): Map<number, number[]> => {
  const cells = new Map<number, number[]>()
  segments.forEach(({ ax, ay, bx, by }, i) => {
    const steps = Math.ceil(Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay)) / CELL_M)
    let last = NaN
    for (let k = 0; k < steps; k++) {
      // Piece by piece: a long slanting segment would touch the squares of its whole box.
      const [x0, x1] = ordered(ax + ((bx - ax) * k) / steps, ax + ((bx - ax) * (k + 1)) / steps)
      const [y0, y1] = ordered(ay + ((by - ay) * k) / steps, ay + ((by - ay) * (k + 1)) / steps)
      for (let cx = Math.floor(x0 / CELL_M); cx <= Math.floor(x1 / CELL_M); cx++) {
        for (let cy = Math.floor(y0 / CELL_M); cy <= Math.floor(y1 / CELL_M); cy++) {
          const key = (cx + 1_000) * 4_096 + cy + 1_000
          const cell = cells.get(key)
          if (cell === undefined) cells.set(key, [i])
          else if (key !== last && cell.at(-1) !== i) cell.push(i)
          last = key
        }
      }
    }
  })
  return cells
}

const ordered = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a])

/** Motorways are met by avenues; all else goes over or under them. */
const meet = (a: Segment, b: Segment): boolean =>
  a.road === MOTORWAY ? b.road <= AVENUE : b.road === MOTORWAY ? a.road <= AVENUE : true

const cross = (a: Segment, b: Segment): void => {
  if (!meet(a, b)) return
  const rx = a.bx - a.ax
  const ry = a.by - a.ay
  const sx = b.bx - b.ax
  const sy = b.by - b.ay
  const turn = rx * sy - ry * sx
  if (turn < 1e-6 && turn > -1e-6) return
  const qx = b.ax - a.ax
  const qy = b.ay - a.ay
  const t = (qx * sy - qy * sx) / turn
  const u = (qx * ry - qy * rx) / turn
  if (t < 0 || t > 1 || u < 0 || u > 1) return
  // Two that share several squares are crossed several times: the same place, the same crossing.
  a.cuts.push(t)
  b.cuts.push(u)
}

const join = (segments: readonly Segment[]): Draft => {
  const draft: Draft = { x: [], y: [], pieces: [] }
  const squares = new Map<number, number[]>()
  const nodeAt = (x: number, y: number): number => {
    const cx = Math.floor(x / SAME_M) + 10_000
    const cy = Math.floor(y / SAME_M) + 10_000
    for (let i = cx - 1; i <= cx + 1; i++) {
      for (let j = cy - 1; j <= cy + 1; j++) {
        for (const node of squares.get(i * 32_768 + j) ?? []) {
          const dx = draft.x[node]! - x
          const dy = draft.y[node]! - y
          if (dx * dx + dy * dy < SAME_M * SAME_M) return node
        }
      }
    }
    const node = draft.x.push(x) - 1
    draft.y.push(y)
    const key = cx * 32_768 + cy
    const square = squares.get(key)
    if (square === undefined) squares.set(key, [node])
    else square.push(node)
    return node
  }
  const drawn = new Set<number>()
  for (const { ax, ay, bx, by, road, street, cuts } of segments) {
    let from = -1
    for (const t of cuts.toSorted((a, b) => a - b)) {
      const to = nodeAt(ax + t * (bx - ax), ay + t * (by - ay))
      const key = Math.min(from, to) * 65_536 + Math.max(from, to)
      if (from >= 0 && from !== to && !drawn.has(key)) {
        drawn.add(key)
        draft.pieces.push({ a: from, b: to, road, street, bridge: false })
      }
      from = to
    }
  }
  return draft
}
