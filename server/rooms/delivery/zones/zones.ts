/**
 * Areas of the region: which ones hold a point. A raster of 250 m cells says for each area whether a cell lies wholly
 * inside or on its edge; only on the edge is the polygon itself asked. A change of one area touches its own cells alone.
 */

import type { ToMetres } from '../tracking/frame.ts'

export const ZONE_CELL_M = 250
/** One area covers at most a square of 100 km. */
const MOST_CELLS = 160_000

export interface Corner {
  readonly latE7: number
  readonly lonE7: number
}

interface Area {
  readonly id: string
  /** Corners in metres of the frame: x, y, x, y, … */
  readonly ring: Float64Array
  /** First cell, and how many to the east and to the north. */
  readonly col: number
  readonly row: number
  readonly cols: number
  readonly rows: number
  /** By cell: 0 outside, 1 inside, 2 on the edge. */
  readonly cells: Uint8Array
}

/** Areas of one cell, split by what has to be asked. Never changed: replaced, so that cells share. */
interface Cell {
  readonly inside: readonly string[]
  readonly edge: readonly Area[]
}

const cellOf = (metres: number): number => Math.floor(metres / ZONE_CELL_M)
const keyOf = (col: number, row: number): number => (col + 0x8000) * 0x10000 + row + 0x8000

/** Even-odd rule; a point on an edge may fall on either side, but on one side of two areas that share the edge. */
const holds = (ring: Float64Array, x: number, y: number): boolean => {
  let odd = false
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    const yi = ring[i + 1]!
    const yj = ring[j + 1]!
    if (yi > y === yj > y) continue
    // Lower end first, so that both areas along an edge compute the same to the last bit.
    const [lower, upper] = yi < yj ? [i, j] : [j, i]
    const share = (y - ring[lower + 1]!) / (ring[upper + 1]! - ring[lower + 1]!)
    if (x < ring[lower]! + share * (ring[upper]! - ring[lower]!)) odd = !odd
  }
  return odd
}

export class ZoneMap {
  readonly #frame: ToMetres
  readonly #areas = new Map<string, Area>()
  readonly #cells = new Map<number, Cell>()

  constructor(frame: ToMetres) {
    this.#frame = frame
  }

  get size(): number {
    return this.#areas.size
  }

  /**
   * Puts an area there, or in the place of one with this id.
   * @param corners of a polygon without holes, in order, not closed; at least 3. It may cross the 180th meridian
   * @returns false, and nothing is changed: too few corners, too large, or out of the frame
   */
  put(id: string, corners: readonly Corner[]): boolean {
    const area = areaOf(id, corners, this.#frame)
    if (area === undefined) return false
    this.remove(id)
    this.#areas.set(id, area)
    for (let at = 0; at < area.cells.length; at++) {
      const what = area.cells[at]!
      if (what === 0) continue
      const key = keyOf(area.col + (at % area.cols), area.row + Math.floor(at / area.cols))
      const { inside, edge } = this.#cells.get(key) ?? { inside: [], edge: [] }
      this.#cells.set(key, what === 1 ? { inside: [...inside, id].sort(), edge } : { inside, edge: [...edge, area] })
    }
    return true
  }

  remove(id: string): void {
    const area = this.#areas.get(id)
    if (area === undefined) return
    this.#areas.delete(id)
    for (let at = 0; at < area.cells.length; at++) {
      if (area.cells[at] === 0) continue
      const key = keyOf(area.col + (at % area.cols), area.row + Math.floor(at / area.cols))
      const cell = this.#cells.get(key)!
      const inside = cell.inside.filter((other) => other !== id)
      const edge = cell.edge.filter((other) => other !== area)
      if (inside.length + edge.length === 0) this.#cells.delete(key)
      else this.#cells.set(key, { inside, edge })
    }
  }

  /** True when this area holds the point. */
  inZone(id: string, xM: number, yM: number): boolean {
    const area = this.#areas.get(id)
    if (area === undefined) return false
    const col = cellOf(xM) - area.col
    const row = cellOf(yM) - area.row
    if (!(col >= 0 && row >= 0 && col < area.cols && row < area.rows)) return false
    const what = area.cells[row * area.cols + col]
    return what === 1 || (what === 2 && holds(area.ring, xM, yM))
  }

  /** Ids of the areas that hold the point, sorted. */
  at(xM: number, yM: number): readonly string[] {
    const cell = this.#cells.get(keyOf(cellOf(xM), cellOf(yM)))
    if (cell === undefined) return []
    if (cell.edge.length === 0) return cell.inside
    const found = cell.edge.filter((area) => holds(area.ring, xM, yM)).map((area) => area.id)
    return found.length === 0 ? cell.inside : [...cell.inside, ...found].sort()
  }
}

const areaOf = (id: string, corners: readonly Corner[], frame: ToMetres): Area | undefined => {
  if (corners.length < 3) return undefined
  const ring = new Float64Array(corners.length * 2)
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [i, corner] of corners.entries()) {
    const x = (ring[2 * i] = frame.xOf(corner.lonE7))
    const y = (ring[2 * i + 1] = frame.yOf(corner.latE7))
    minX = Math.min(minX, x)
    maxX = Math.max(maxX, x)
    minY = Math.min(minY, y)
    maxY = Math.max(maxY, y)
  }
  const [col, row] = [cellOf(minX), cellOf(minY)]
  const [cols, rows] = [cellOf(maxX) - col + 1, cellOf(maxY) - row + 1]
  const farthest = Math.max(Math.abs(col), Math.abs(row), Math.abs(col + cols), Math.abs(row + rows))
  if (!(cols * rows <= MOST_CELLS && farthest < 0x8000)) return undefined
  const cells = new Uint8Array(cols * rows)
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2)
    markEdge(cells, cols, rows, col, row, ring[j]!, ring[j + 1]!, ring[i]!, ring[i + 1]!)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const at = r * cols + c
      if (cells[at] === 0 && holds(ring, (col + c + 0.5) * ZONE_CELL_M, (row + r + 0.5) * ZONE_CELL_M)) cells[at] = 1
    }
  return { id, ring, col, row, cols, rows, cells }
}

/** Marks every cell that the line passes, row by row; a hair too many rather than one too few. */
const markEdge = (
  cells: Uint8Array,
  cols: number,
  rows: number,
  col: number,
  row: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): void => {
  const HAIR = 1e-6
  const from = cellOf(Math.min(ay, by) - HAIR) - row
  const to = cellOf(Math.max(ay, by) + HAIR) - row
  for (let r = Math.max(from, 0); r <= Math.min(to, rows - 1); r++) {
    const low = (row + r) * ZONE_CELL_M
    const at = (y: number): number => (ay === by ? 0 : Math.min(1, Math.max(0, (y - ay) / (by - ay))))
    const [s, e] = ay === by ? [0, 1] : [at(low - HAIR), at(low + ZONE_CELL_M + HAIR)]
    const [x1, x2] = [ax + s * (bx - ax), ax + e * (bx - ax)]
    const first = Math.max(cellOf(Math.min(x1, x2) - HAIR) - col, 0)
    const last = Math.min(cellOf(Math.max(x1, x2) + HAIR) - col, cols - 1)
    for (let c = first; c <= last; c++) cells[r * cols + c] = 2
  }
}
