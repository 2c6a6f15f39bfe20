/** Optimal assignment of rows to columns over a sparse list of edges: shortest augmenting paths on typed arrays. */
import { ColumnHeap } from './column-heap.ts'

/**
 * Edges by row: those of row `r` are `starts[r]` up to, but not including, `starts[r + 1]`. Plain data, so that it may
 * travel to another thread.
 */
export interface AssignTask {
  readonly rows: number
  readonly columns: number
  /** `rows + 1` entries. */
  readonly starts: Int32Array
  /** The column of each edge. */
  readonly ends: Int32Array
  /** Finite, of any sign. */
  readonly costs: Float64Array
  /** What a row that gets nothing costs; one that is larger than all differences of costs leaves as few as can be. */
  readonly leave: number
}

/** Asked after each row with the steps taken so far: true gives up. */
export type Enough = (steps: number) => boolean

export const never: Enough = () => false

/**
 * Adds one row after the other along the cheapest augmenting path (Dijkstra on reduced costs; Edmonds and Karp 1972,
 * Tomizawa 1971). Each row also has a private way out at `leave`, so there is always an answer. Equal costs: the lower
 * column. Reused from call to call: it holds the buffers.
 */
export class AssignmentSolver {
  /** Edge of each row, or -1: the answer, until the next call. */
  match = new Int32Array(0)
  /** Edges looked at by the last call: time, but the same on every machine. */
  steps = 0
  #rowPrice = new Float64Array(0)
  #pending = new Int32Array(0)
  #price = new Float64Array(0)
  #owner = new Int32Array(0)
  #viaEdge = new Int32Array(0)
  #viaRow = new Int32Array(0)
  #settled = new Int32Array(0)
  readonly #heap = new ColumnHeap()

  /** False when it gave up; `match` then means nothing. */
  solve(task: AssignTask, enough: Enough = never): boolean {
    this.#reserve(task)
    this.steps = 0
    const left = this.#takeCheapest(task)
    for (let i = 0; i < left; i++) {
      this.#augment(task, this.#pending[i]!)
      if (enough(this.steps)) return false
    }
    return true
  }

  #reserve({ rows, columns }: AssignTask): void {
    if (this.match.length < rows) {
      this.match = new Int32Array(rows)
      this.#rowPrice = new Float64Array(rows)
      this.#pending = new Int32Array(rows)
    }
    if (this.#price.length < columns) {
      this.#price = new Float64Array(columns)
      this.#owner = new Int32Array(columns)
      this.#viaEdge = new Int32Array(columns)
      this.#viaRow = new Int32Array(columns)
      this.#settled = new Int32Array(columns)
    }
    this.#price.fill(0, 0, columns)
    this.#owner.fill(-1, 0, columns)
    this.#heap.begin(columns)
  }

  /** Every row takes its cheapest column, while it is free: how many rows could not. */
  #takeCheapest({ rows, starts, ends, costs, leave }: AssignTask): number {
    let pending = 0
    for (let row = 0; row < rows; row++) {
      let best = -1
      let least = leave
      for (let edge = starts[row]!; edge < starts[row + 1]!; edge++) {
        const cost = costs[edge]!
        if (cost < least || (cost === least && best >= 0 && ends[edge]! < ends[best]!)) {
          least = cost
          best = edge
        }
      }
      this.steps += starts[row + 1]! - starts[row]!
      this.#rowPrice[row] = least
      this.match[row] = -1
      if (best < 0) continue
      if (this.#owner[ends[best]!]! < 0) {
        this.#owner[ends[best]!] = row
        this.match[row] = best
      } else this.#pending[pending++] = row
    }
    return pending
  }

  #augment(task: AssignTask, start: number): void {
    const { ends, leave } = task
    const heap = this.#heap
    let settled = 0
    // The way out that is cheapest so far: row `leaver` gets nothing.
    let leaver = start
    let bound = leave - this.#rowPrice[start]!
    this.#relax(task, start, 0, bound)
    let end = -1
    for (let column = heap.pop(); column >= 0; column = heap.pop()) {
      const far = heap.key[column]!
      if (far >= bound) break
      const row = this.#owner[column]!
      if (row < 0) {
        end = column
        bound = far
        break
      }
      this.#settled[settled++] = column
      const out = far + leave - this.#rowPrice[row]!
      if (out < bound) {
        bound = out
        leaver = row
      }
      this.#relax(task, row, far, bound)
    }
    this.#rowPrice[start] = this.#rowPrice[start]! + bound
    for (let i = 0; i < settled; i++) {
      const column = this.#settled[i]!
      const short = bound - heap.key[column]!
      this.#price[column] = this.#price[column]! - short
      this.#rowPrice[this.#owner[column]!] = this.#rowPrice[this.#owner[column]!]! + short
    }
    heap.clear()
    this.#turn(ends, start, end, leaver)
  }

  /** What can be reached from `row`, at less than `bound`. */
  #relax({ starts, ends, costs }: AssignTask, row: number, far: number, bound: number): void {
    const heap = this.#heap
    const base = far - this.#rowPrice[row]!
    for (let edge = starts[row]!; edge < starts[row + 1]!; edge++) {
      const column = ends[edge]!
      // Rounding can make a tight edge a hair shorter than nothing.
      const reach = Math.max(far, base + costs[edge]! - this.#price[column]!)
      if (reach >= bound || !heap.offer(column, reach)) continue
      this.#viaEdge[column] = edge
      this.#viaRow[column] = row
    }
    this.steps += starts[row + 1]! - starts[row]!
  }

  /** Hands the columns on, from the end of the path back to its start. */
  #turn(ends: Int32Array, start: number, end: number, leaver: number): void {
    let column = end
    if (column < 0) {
      const given = this.match[leaver]!
      this.match[leaver] = -1
      if (leaver === start) return
      column = ends[given]!
    }
    for (;;) {
      const row = this.#viaRow[column]!
      const given = this.match[row]!
      this.match[row] = this.#viaEdge[column]!
      this.#owner[column] = row
      if (row === start) return
      column = ends[given]!
    }
  }
}
