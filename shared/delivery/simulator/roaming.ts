/** Where couriers go who have nothing to do: along the larger streets, and not out of town. */
import type { RoadGraph } from '../city/types.ts'
import type { Dice } from './dice.ts'

const MOTORWAY = 0

/**
 * The next road of one who is at the end of the road whose other direction is `back`.
 * @param reachM beyond this it turns to the middle
 */
export const roadOn = (g: RoadGraph, dice: Dice, rider: number, back: number, reachM: number): number => {
  const node = g.from[back]!
  const [x, y] = [g.x[node]!, g.y[node]!]
  const far = x * x + y * y > reachM * reachM
  let chosen = back
  let best = -Infinity
  for (let edge = g.first[node]!; edge < g.first[node + 1]!; edge++) {
    if (edge === back || g.road[edge] === MOTORWAY) continue
    const next = g.to[edge]!
    const inward = far ? (x * (x - g.x[next]!) + y * (y - g.y[next]!)) / (reachM * reachM) : 0
    const score = dice.part(rider) - 0.15 * g.road[edge]! + 6 * inward
    if (score > best) {
      best = score
      chosen = edge
    }
  }
  return chosen
}

/** Somewhere to begin: a road near the middle. */
export const roadIn = (g: RoadGraph, dice: Dice, rider: number, reachM: number): number => {
  for (let tries = 0; ; tries++) {
    const edge = dice.below(rider, g.edges)
    const x = g.x[g.from[edge]!]! / reachM
    const y = g.y[g.from[edge]!]! / reachM
    if (g.road[edge] !== MOTORWAY && (tries >= 60 || x * x + y * y < 1.2 * dice.part(rider))) return edge
  }
}
