/** What the indexes of couriers cost: `npx tsx test/bench/courier-index.ts`. Moves of five seconds, a third stand. */
import { FatTree } from '../../server/rooms/delivery/index/fat-tree.ts'
import { GridIndex } from '../../server/rooms/delivery/index/grid.ts'
import { onEarth } from '../../server/rooms/delivery/index/index.ts'
import type { CourierIndex } from '../../server/rooms/delivery/index/index.ts'
import { localFrame } from '../../shared/delivery/geo.ts'
import { seededRandom } from '../../shared/random.ts'

const HALF_M = 12_500
const STEP_M = 45
const MOVES = 1_000_000
const READS = 20_000

const metric = onEarth(localFrame(525_200_000, 134_050_000))
const RIVALS: readonly (readonly [string, () => CourierIndex])[] = [
  ['rbush, boxes of 150 m', () => new FatTree(metric)],
  ['rbush, plain', () => new FatTree(metric, 0)],
  ['grid of 500 m', () => new GridIndex(metric)],
]

const cpuUs = (): number => process.cpuUsage().user + process.cpuUsage().system

const timed = (times: number, run: (n: number) => void): string => {
  const began = cpuUs()
  for (let n = 0; n < times; n++) run(n)
  return ((cpuUs() - began) / times).toFixed(3)
}

for (const couriers of [20_000, 100_000]) {
  console.log(`${couriers} couriers: µs of CPU a move, a box of 2 × 2 km, the 20 nearest`)
  for (const [name, make] of RIVALS) {
    const random = seededRandom('bench')
    const index = make()
    const x = Float64Array.from({ length: couriers }, () => (random() * 2 - 1) * HALF_M)
    const y = Float64Array.from({ length: couriers }, () => (random() * 2 - 1) * HALF_M)
    for (let slot = 0; slot < couriers; slot++) index.place(slot, x[slot]!, y[slot]!)
    const move = timed(MOVES, (n) => {
      const slot = n % couriers
      if (slot % 3 === 0) return index.place(slot, x[slot]! + random(), y[slot]!)
      x[slot]! += (random() * 2 - 1) * STEP_M
      y[slot]! += (random() * 2 - 1) * STEP_M
      index.place(slot, x[slot]!, y[slot]!)
    })
    const found: number[] = []
    const box = timed(READS, () => {
      const [west, south] = [(random() * 2 - 1) * HALF_M, (random() * 2 - 1) * HALF_M]
      index.within(west, south, west + 2_000, south + 2_000, found)
    })
    const near = new Int32Array(20)
    const nearest = timed(READS, () =>
      index.nearest((random() * 2 - 1) * HALF_M, (random() * 2 - 1) * HALF_M, 20, Infinity, undefined, near),
    )
    console.log(`  ${name.padEnd(24)} ${move}  ${box}  ${nearest}`)
  }
}
