/** Too many orders for one solve: parts by where they are, one after the other, each with the couriers that are left. */
import { greedyMatch } from './greedy.ts'
import { AssignmentSolver, never } from './solver.ts'
import type { AssignTask, Enough } from './solver.ts'

/** A task whose rows have a place: plain data, to be copied to another thread. */
export interface ZonedTask extends AssignTask {
  readonly xM: Float64Array
  readonly yM: Float64Array
  /** Rows of one solve at most. */
  readonly most: number
}

/** Halves along the longer side until each part is small enough; rows of a part in their order. */
export const zonesOf = ({ rows, xM, yM, most }: ZonedTask): Int32Array[] => {
  const parts: Int32Array[] = []
  const halve = (part: Int32Array): void => {
    if (part.length <= most) {
      if (part.length > 0) parts.push(part.sort())
      return
    }
    const along = spread(part, xM) >= spread(part, yM) ? xM : yM
    part.sort((a, b) => along[a]! - along[b]! || a - b)
    const middle = part.length >> 1
    halve(part.slice(0, middle))
    halve(part.slice(middle))
  }
  halve(Int32Array.from({ length: rows }, (_, row) => row))
  return parts
}

const spread = (part: Int32Array, along: Float64Array): number => {
  let least = Infinity
  let most = -Infinity
  for (const row of part) {
    least = Math.min(least, along[row]!)
    most = Math.max(most, along[row]!)
  }
  return most - least
}

/** The rows of a part, without the couriers that are taken; `edges`: which of the whole task's its edges are. */
const partOf = (task: AssignTask, rows: Int32Array, taken: Uint8Array): AssignTask & { edges: number[] } => {
  const starts = [0]
  const edges: number[] = []
  for (const row of rows) {
    for (let edge = task.starts[row]!; edge < task.starts[row + 1]!; edge++)
      if (taken[task.ends[edge]!] === 0) edges.push(edge)
    starts.push(edges.length)
  }
  return {
    rows: rows.length,
    columns: task.columns,
    starts: Int32Array.from(starts),
    ends: Int32Array.from(edges, (edge) => task.ends[edge]!),
    costs: Float64Array.from(edges, (edge) => task.costs[edge]!),
    leave: task.leave,
    edges,
  }
}

/** Edge of each row, or -1; undefined where it gave up. `enough` is asked with the steps of all parts. */
export const solveZoned = (task: ZonedTask, solver: AssignmentSolver, enough: Enough): Int32Array | undefined => {
  if (task.rows <= task.most) return solver.solve(task, enough) ? solver.match.slice(0, task.rows) : undefined
  const match = new Int32Array(task.rows).fill(-1)
  const taken = new Uint8Array(task.columns)
  let steps = 0
  for (const rows of zonesOf(task)) {
    const part = partOf(task, rows, taken)
    const before = steps
    if (!solver.solve(part, (more) => enough(before + more))) return undefined
    steps += solver.steps
    for (const [i, row] of rows.entries()) {
      const edge = solver.match[i]!
      if (edge < 0) continue
      match[row] = part.edges[edge]!
      taken[part.ends[edge]!] = 1
    }
  }
  return match
}

/** Pure functions for another thread; the kind's module of jobs takes them in. */
export const dispatchJobs = {
  /** A ZonedTask's best matching: the edge of each row, or -1. There is no hurry there, so it is never greedy. */
  assign: (task: ZonedTask): Int32Array => solveZoned(task, new AssignmentSolver(), never) ?? greedyMatch(task),
}
