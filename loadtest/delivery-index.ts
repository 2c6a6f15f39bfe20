/** What a move costs in the host's own index of couriers: the same moves, in a process without a host. */
import { FatTree } from '../server/rooms/delivery/index/fat-tree.ts'
import { onEarth } from '../server/rooms/delivery/index/index.ts'
import { frame } from './delivery-plan.ts'
import { Walk } from './delivery-walk.ts'

const SECONDS_PER_MOVE = 5
const ROUNDS = 4

/** Microseconds; the mean over four moves of every courier. */
export const indexUsPerMove = (couriers: number, watched: number): number => {
  const walk = new Walk(couriers, watched)
  const tree = new FatTree(onEarth(frame))
  for (let i = 0; i < couriers; i++) tree.place(i, walk.x[i]!, walk.y[i]!)
  let spentMs = 0
  for (let round = 0; round <= ROUNDS; round++) {
    for (let i = 0; i < couriers; i++) walk.step(i, SECONDS_PER_MOVE)
    const startMs = performance.now()
    for (let i = 0; i < couriers; i++) tree.place(i, walk.x[i]!, walk.y[i]!)
    // The first one warms up.
    if (round > 0) spentMs += performance.now() - startMs
  }
  return (spentMs * 1000) / (ROUNDS * couriers)
}
