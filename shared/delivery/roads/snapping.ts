/** The road nearest to a place. */
import type { RoadGraph } from '../city/types.ts'

const CELL_M = 200
/** ROAD_CLASSES: nobody's door is on a motorway. */
const MOTORWAY = 0

/** A place on a road. */
export interface OnRoad {
  /** -1: none. */
  edge: number
  /** How far along it, 0 … 1. */
  part: number
  x: number
  y: number
  /** Metres between the place that was asked for and this one. */
  offM: number
}

export const onRoad = (): OnRoad => ({ edge: -1, part: 0, x: 0, y: 0, offM: Infinity })

/** Edges by squares of 200 m; one direction of each road, for both lie in the same place. */
export class Snapping {
  readonly #graph: RoadGraph
  readonly #left: number
  readonly #low: number
  readonly #across: number
  readonly #up: number
  readonly #first: Int32Array
  readonly #edges: Int32Array

  constructor(graph: RoadGraph) {
    this.#graph = graph
    let [left, low, right, high] = [Infinity, Infinity, -Infinity, -Infinity]
    for (let node = 0; node < graph.nodes; node++) {
      left = Math.min(left, graph.x[node]!)
      right = Math.max(right, graph.x[node]!)
      low = Math.min(low, graph.y[node]!)
      high = Math.max(high, graph.y[node]!)
    }
    this.#left = left
    this.#low = low
    this.#across = Math.floor((right - left) / CELL_M) + 1
    this.#up = Math.floor((high - low) / CELL_M) + 1
    const cells = this.#across * this.#up
    const counts = new Int32Array(cells + 1)
    this.#each((cell) => counts[cell + 1]!++)
    for (let cell = 0; cell < cells; cell++) counts[cell + 1]! += counts[cell]!
    this.#first = counts
    this.#edges = new Int32Array(counts[cells]!)
    const next = counts.slice()
    this.#each((cell, edge) => (this.#edges[next[cell]!++] = edge))
  }

  /**
   * Writes the nearest place on a road to `out`, and returns it.
   * @param motorways whether it may be one of those
   */
  nearest(x: number, y: number, out: OnRoad, motorways = false): OnRoad {
    out.edge = -1
    out.offM = Infinity
    const cx = Math.floor((x - this.#left) / CELL_M)
    const cy = Math.floor((y - this.#low) / CELL_M)
    const far = Math.max(cx, this.#across - 1 - cx, cy, this.#up - 1 - cy, 0)
    // What lies in the ring of squares `k` away is at least (k − 1) squares away.
    for (let k = 0; k <= far && out.offM > (k - 1) * CELL_M; k++) {
      const [x0, x1] = [Math.max(0, cx - k), Math.min(this.#across - 1, cx + k)]
      const [y0, y1] = [Math.max(0, cy - k), Math.min(this.#up - 1, cy + k)]
      for (let j = y0; j <= y1; j++) {
        const edge = j === cy - k || j === cy + k
        for (let i = x0; i <= x1; i++) {
          if (edge || i === cx - k || i === cx + k) this.#look(j * this.#across + i, x, y, out, motorways)
        }
      }
    }
    return out
  }

  #look(cell: number, x: number, y: number, out: OnRoad, motorways: boolean): void {
    const g = this.#graph
    for (let i = this.#first[cell]!; i < this.#first[cell + 1]!; i++) {
      const edge = this.#edges[i]!
      if (!motorways && g.road[edge] === MOTORWAY) continue
      const ax = g.x[g.from[edge]!]!
      const ay = g.y[g.from[edge]!]!
      const dx = g.x[g.to[edge]!]! - ax
      const dy = g.y[g.to[edge]!]! - ay
      const part = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
      const px = ax + part * dx
      const py = ay + part * dy
      const off = Math.sqrt((px - x) * (px - x) + (py - y) * (py - y))
      // Of equals the first by number, whatever square it was found in.
      if (off > out.offM || (off === out.offM && edge > out.edge)) continue
      out.edge = edge
      out.part = part
      out.x = px
      out.y = py
      out.offM = off
    }
  }

  /** Every square that the box of an edge touches. */
  #each(visit: (cell: number, edge: number) => void): void {
    const g = this.#graph
    for (let edge = 0; edge < g.edges; edge++) {
      const [a, b] = [g.from[edge]!, g.to[edge]!]
      if (a > b) continue
      const x0 = Math.floor((Math.min(g.x[a]!, g.x[b]!) - this.#left) / CELL_M)
      const x1 = Math.floor((Math.max(g.x[a]!, g.x[b]!) - this.#left) / CELL_M)
      const y0 = Math.floor((Math.min(g.y[a]!, g.y[b]!) - this.#low) / CELL_M)
      const y1 = Math.floor((Math.max(g.y[a]!, g.y[b]!) - this.#low) / CELL_M)
      for (let j = y0; j <= y1; j++) for (let i = x0; i <= x1; i++) visit(j * this.#across + i, edge)
    }
  }
}
