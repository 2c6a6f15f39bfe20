/**
 * What the demo region costs a whole host while somebody looks at all of it: CPU of the process over ten seconds.
 *   npx tsx test/bench/living-city.ts 150x4 5000x1 20000x1
 */
import { DEMO_REGION } from '../../shared/delivery/rules.ts'
import type { Figures } from '../../shared/delivery/types.ts'
import { deliveryPlace, sit } from '../support/delivery-place.ts'

const WARM_MS = 15_000
const MEASURED_MS = 10_000
const asked = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['150x4', '5000x1', '20000x1']

const ends: (() => unknown)[] = []
const { start } = await deliveryPlace('SQLite', ends)
const { url } = await start()
const began = performance.now()
const dora = await sit(url, 'dora', { as: 'dispatcher' }, ends, DEMO_REGION)
console.log(`joined after ${(performance.now() - began).toFixed(0)} ms`)
let figures: Figures = dora.seat.state.figures!
let boards = 0
dora.seat.on('figures', (now) => (figures = now))
dora.seat.on('board', () => boards++)
const { latE7, lonE7 } = dora.seat.state.region!.centre
const box = { south: latE7 - 800_000, north: latE7 + 800_000, west: lonE7 - 1_300_000, east: lonE7 + 1_300_000 }
await dora.ask('look', { box })
const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
for (const one of asked) {
  const [couriers, pace] = one.split('x').map(Number) as [number, number]
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  await dora.ask('simulate', { couriers, pace })
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  await pass(WARM_MS)
  const cpu = process.cpuUsage()
  const accepted = figures.accepted
  const sent = boards
  const at = performance.now()
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  await pass(MEASURED_MS)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = (performance.now() - at) / 1_000
  console.log(
    `${one}: ${((user + system) / seconds / 10_000).toFixed(1)} % of a core; ` +
      `${Math.round((figures.accepted - accepted) / seconds)} fixes/s, ${Math.round((boards - sent) / seconds)} board cells/s, ` +
      `${JSON.stringify(figures.couriers)}, ${JSON.stringify(figures.orders)}, refused ${JSON.stringify(figures.refused)}`,
  )
}
for (const end of ends.toReversed()) await end()
process.exit(0)
