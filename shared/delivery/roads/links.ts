/** From road to road. */
import type { RoadGraph } from '../city/types.ts'

/** The road between two crossings that are neighbours. */
export const edgeTo = (g: RoadGraph, from: number, to: number): number => {
  for (let edge = g.first[from]!; edge < g.first[from + 1]!; edge++) if (g.to[edge] === to) return edge
  throw new Error('there is no such road')
}

/** The other direction of each edge. */
export const twinsOf = (g: RoadGraph): Int32Array =>
  Int32Array.from({ length: g.edges }, (_, edge) => edgeTo(g, g.to[edge]!, g.from[edge]!))
