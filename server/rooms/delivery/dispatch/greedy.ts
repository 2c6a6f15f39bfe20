/** Edges by cost, each taken while both its ends are free: what is left when there is no time for the best. */
import type { AssignTask } from './solver.ts'

/** Edge of each row, or -1. Equal costs: the lower row, then the lower column. */
export const greedyMatch = ({ rows, columns, starts, ends, costs, leave }: AssignTask): Int32Array => {
  const rowOf = new Int32Array(costs.length)
  for (let row = 0; row < rows; row++) rowOf.fill(row, starts[row], starts[row + 1])
  const order = Uint32Array.from(costs, (_, edge) => edge)
  order.sort((a, b) => costs[a]! - costs[b]! || rowOf[a]! - rowOf[b]! || ends[a]! - ends[b]!)
  const match = new Int32Array(rows).fill(-1)
  const taken = new Uint8Array(columns)
  for (const edge of order) {
    if (costs[edge]! >= leave) break
    const row = rowOf[edge]!
    if (match[row]! >= 0 || taken[ends[edge]!] === 1) continue
    match[row] = edge
    taken[ends[edge]!] = 1
  }
  return match
}
