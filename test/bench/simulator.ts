/**
 * What 20,000 simulated couriers cost at one step a second, and what the city and its ways do:
 *   npx tsx test/bench/simulator.ts
 */
import { generateCity } from '../../shared/delivery/city/city.ts'
import { RoadTravel } from '../../shared/delivery/roads/road-travel.ts'
import { Roads } from '../../shared/delivery/roads/roads.ts'
import { onRoad } from '../../shared/delivery/roads/snapping.ts'
import { WayFinder } from '../../shared/delivery/roads/way-finder.ts'
import { VEHICLES } from '../../shared/delivery/rules.ts'
import { SimPhones } from '../../shared/delivery/simulator/phones.ts'
import { SimRiders } from '../../shared/delivery/simulator/riders.ts'
import { seededRandom } from '../../shared/random.ts'

const COUNT = 20_000
const SECONDS = 60
const timed = (run: () => void): number => {
  const began = performance.now()
  run()
  return performance.now() - began
}
const centre = { latE7: 525_200_000, lonE7: 134_050_000 }
const first = timed(() => generateCity(1, centre, 8_000))
const rest = Array.from({ length: 9 }, (_, i) => timed(() => generateCity(i + 2, centre, 8_000))).toSorted(
  (a, b) => a - b,
)
console.log(`city: ${first.toFixed(0)} ms the first time, then ${rest[4]!.toFixed(0)} ms (median of 9)`)

const city = generateCity(1, centre, 8_000)
const roads = new Roads(city.roads)
console.log(
  `roads: ${city.roads.nodes} crossings, ${city.roads.edges} edges; landmarks ${timed(() => {
    roads.landmarks('motor')
    roads.landmarks('muscle')
  }).toFixed(0)} ms`,
)

const random = seededRandom('bench')
const finder = new WayFinder(roads)
const [a, b] = [onRoad(), onRoad()]
const pair = (): void => {
  const home = Math.floor(random() * city.homes.count)
  const { xM, yM } = city.restaurants[Math.floor(random() * city.restaurants.length)]!
  roads.snapping.nearest(city.homes.x[home]!, city.homes.y[home]!, a)
  roads.snapping.nearest(xM, yM, b)
  finder.find(a, b, 'motor')
}
for (let i = 0; i < 1_000; i++) pair()
console.log(
  `way from door to restaurant: ${(
    (timed(() => {
      for (let i = 0; i < 3_000; i++) pair()
    }) /
      3_000) *
    1_000
  ).toFixed(0)} us`,
)

const travel = new RoadTravel(roads, { fresh: 200 })
const cost = (): number => {
  const { xM, yM } = city.restaurants[Math.floor(random() * city.restaurants.length)]!
  return travel.seconds((random() - 0.5) * 9_000, (random() - 0.5) * 9_000, xM, yM, 8)
}
for (let i = 0; i < 20_000; i++) cost()
console.log(
  `pair of dispatch: ${(
    (timed(() => {
      for (let i = 0; i < 100_000; i++) cost()
    }) /
      100_000) *
    1_000
  ).toFixed(2)} us`,
)

const riders = new SimRiders(roads, 1, city.radiusM, COUNT)
const phones = new SimPhones(riders, city.roads)
for (let i = 0; i < COUNT; i++) riders.come(i, VEHICLES[i % 4]!, 0)
for (let i = 0; i < 500; i++) {
  const { xM, yM } = city.restaurants[i % 120]!
  riders.send(i, roads.snapping.nearest(xM, yM, onRoad()))
}
let fixes = 0
let now = 0
const second = (): void => {
  now += 1_000
  phones.step(now, 1, 0, 1, () => fixes++)
}
for (let i = 0; i < 30; i++) second()
fixes = 0
const took = timed(() => {
  for (let i = 0; i < SECONDS; i++) second()
})
console.log(
  `${COUNT} couriers: ${(took / SECONDS).toFixed(2)} ms a simulated second, ${Math.round(fixes / SECONDS)} fixes; ` +
    `${(took / SECONDS / 10).toFixed(2)} % of a core at pace 1`,
)
