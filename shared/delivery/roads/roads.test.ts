/** Ways through the city: on its roads alone, the fastest there are, and told in time for dispatch. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../random.ts'
import { generateCity } from '../city/city.ts'
import { isInside } from '../city/plan.ts'
import { RoadTravel } from './road-travel.ts'
import { Roads } from './roads.ts'
import { onRoad } from './snapping.ts'
import type { OnRoad } from './snapping.ts'
import { MODES, flowAt } from './speeds.ts'
import { WayFinder } from './way-finder.ts'

const city = generateCity(1, { latE7: 525_200_000, lonE7: 134_050_000 }, 8_000)
const roads = new Roads(city.roads)
const { from, to, x, y, edges } = city.roads
const edgeOf = new Map<number, number>()
for (let edge = 0; edge < edges; edge++) edgeOf.set(from[edge]! * 65_536 + to[edge]!, edge)
const somewhere = (random: () => number): [number, number] => [(random() - 0.5) * 16_000, (random() - 0.5) * 16_000]

/** Every edge, one after the other. */
const nearestOfAll = (px: number, py: number): number => {
  let best = Infinity
  for (let edge = 0; edge < edges; edge++) {
    if (city.roads.road[edge] === 0) continue
    const [ax, ay] = [x[from[edge]!]!, y[from[edge]!]!]
    const [dx, dy] = [x[to[edge]!]! - ax, y[to[edge]!]! - ay]
    const part = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)))
    best = Math.min(best, Math.hypot(ax + part * dx - px, ay + part * dy - py))
  }
  return best
}

it('finds the road nearest to a place, within the city and outside', () => {
  const random = seededRandom('snapping')
  for (let i = 0; i < 150; i++) {
    const [px, py] = somewhere(random).map((m) => m * (i % 5 === 0 ? 3 : 1)) as [number, number]
    const at = roads.snapping.nearest(px, py, onRoad())
    expect(at.offM).toBeCloseTo(nearestOfAll(px, py), 6)
    expect(Math.hypot(at.x - px, at.y - py)).toBeCloseTo(at.offM, 6)
  }
})

it('puts every restaurant and every door beside a road', () => {
  const { homes, restaurants } = city
  const at = onRoad()
  for (const one of restaurants) expect(roads.snapping.nearest(one.xM, one.yM, at).offM).toBeLessThan(16)
  for (let i = 0; i < homes.count; i++)
    expect(roads.snapping.nearest(homes.x[i]!, homes.y[i]!, at).offM).toBeLessThan(16)
})

describe.each(MODES)('with %s', (mode) => {
  const finder = new WayFinder(roads)
  const costs = roads.costs(mode)

  it('finds the same cost as a search that looks everywhere', () => {
    const random = seededRandom(`pairs ${mode}`)
    const out = new Float64Array(city.roads.nodes)
    const [a, b] = [onRoad(), onRoad()]
    for (let i = 0; i < 200; i++) {
      roads.snapping.nearest(...somewhere(random), a)
      roads.snapping.nearest(...somewhere(random), b)
      expect(finder.find(a, b, mode)).toBe(true)
      if (a.edge === b.edge) continue
      roads.from(b, mode, out)
      const least = Math.min(
        out[from[a.edge]!]! + costs[a.edge]! * a.part,
        out[to[a.edge]!]! + costs[a.edge]! * (1 - a.part),
      )
      expect(finder.cost).toBeCloseTo(least, 6)
      expect(finder.seen).toBeLessThan(city.roads.nodes)
    }
  })

  it('never leaves the roads, and costs what its roads cost', () => {
    const random = seededRandom(`ways ${mode}`)
    const along = (at: OnRoad, node: number): number =>
      costs[at.edge]! * (from[at.edge] === node ? at.part : 1 - at.part)
    for (let i = 0; i < 100; i++) {
      const a = roads.snapping.nearest(...somewhere(random), onRoad())
      const b = roads.snapping.nearest(...somewhere(random), onRoad())
      if (a.edge === b.edge) continue
      finder.find(a, b, mode)
      const path = finder.path.subarray(0, finder.count)
      const ends = (at: OnRoad): number[] => [from[at.edge]!, to[at.edge]!]
      expect(ends(a)).toContain(path[0])
      expect(ends(b)).toContain(path.at(-1))
      let cost = along(a, path[0]!) + along(b, path.at(-1)!)
      for (let k = 0; k + 1 < path.length; k++) {
        const edge = edgeOf.get(path[k]! * 65_536 + path[k + 1]!)
        expect(edge).toBeDefined()
        cost += costs[edge!]!
      }
      expect(finder.cost).toBeCloseTo(cost, 6)
      const points = finder.points()
      expect(points.slice(0, 2)).toEqual(Float64Array.of(a.x, a.y))
      expect(points.slice(-2)).toEqual(Float64Array.of(b.x, b.y))
      expect(finder.metres).toBeGreaterThanOrEqual(Math.hypot(a.x - b.x, a.y - b.y) - 1e-6)
    }
  })

  it('goes along one road where both places lie on it', () => {
    for (let edge = 0; edge < edges; edge += 97) {
      if (costs[edge] === Infinity) continue
      const at = (part: number): OnRoad => ({ edge, part, x: 0, y: 0, offM: 0 })
      finder.find(at(0.25), at(0.75), mode)
      expect(finder.cost).toBeLessThanOrEqual(costs[edge]! / 2 + 1e-9)
    }
  })
})

it('lets nobody without a motor on the motorway, and nobody into the river but on bridges', () => {
  const finder = new WayFinder(roads)
  const random = seededRandom('motorways')
  for (let i = 0; i < 60; i++) {
    const a = roads.snapping.nearest(...somewhere(random), onRoad())
    const b = roads.snapping.nearest(...somewhere(random), onRoad())
    finder.find(a, b, 'muscle')
    for (let k = 0; k + 1 < finder.count; k++) {
      const edge = edgeOf.get(finder.path[k]! * 65_536 + finder.path[k + 1]!)!
      expect(city.roads.road[edge]).toBeGreaterThan(0)
    }
  }
  const wet = [...Array(edges).keys()].filter((e) =>
    isInside(city.river.points, (x[from[e]!]! + x[to[e]!]!) / 2, (y[from[e]!]! + y[to[e]!]!) / 2),
  )
  expect(wet.length).toBeGreaterThan(5)
  for (const edge of wet) expect(city.roads.road[edge]).toBeLessThan(2)
})

describe('travel times for dispatch', () => {
  it('are those of the fastest way, in either direction, from what is kept', () => {
    const travel = new RoadTravel(roads, { fresh: 1_000 })
    travel.renew(0)
    const finder = new WayFinder(roads)
    const random = seededRandom('travel')
    const [a, b] = [onRoad(), onRoad()]
    for (let i = 0; i < 100; i++) {
      const { xM, yM } = city.restaurants[i % 20]!
      const [px, py] = somewhere(random)
      const there = travel.seconds(px, py, xM, yM, 8)
      expect(travel.seconds(xM, yM, px, py, 8)).toBeCloseTo(there, 6)
      roads.snapping.nearest(px, py, a)
      roads.snapping.nearest(xM, yM, b)
      finder.find(a, b, 'motor')
      const walked = (a.offM + b.offM) / 1.4
      // The last piece is reckoned at a street's pace: a road is at most some hundred metres long.
      expect(Math.abs(there - walked - finder.cost / 8 / flowAt(0, 'motor'))).toBeLessThan(30)
    }
    expect(travel.asked).toEqual({ kept: 180, fresh: 20, crow: 0 })
  })

  it('are guessed where too many places are new at once, and found when there is time', () => {
    const travel = new RoadTravel(roads, { places: 4, fresh: 2 })
    const ask = (i: number): number => travel.seconds(0, 0, city.restaurants[i]!.xM, city.restaurants[i]!.yM, 8)
    for (let i = 0; i < 4; i++) ask(i)
    expect(travel.asked).toEqual({ kept: 0, fresh: 2, crow: 2 })
    travel.renew(600)
    for (let i = 0; i < 4; i++) ask(i)
    expect(travel.asked).toEqual({ kept: 2, fresh: 4, crow: 2 })
    travel.renew(600)
    for (let i = 0; i < 6; i++) ask(i)
    // Two more: of the four, all asked for lately, the two that came first have made room.
    expect(travel.asked).toEqual({ kept: 6, fresh: 6, crow: 2 })
  })

  it('are longer when everybody drives, and the same by bike', () => {
    const travel = new RoadTravel(roads)
    const [{ xM, yM }] = city.restaurants as [(typeof city.restaurants)[0]]
    const at = (minute: number, speedMS: number): number => {
      travel.renew(minute)
      return travel.seconds(4_000, 3_000, xM, yM, speedMS)
    }
    expect(at(17 * 60, 8)).toBeGreaterThan(at(3 * 60, 8) * 1.4)
    expect(at(17 * 60, 4.5)).toBeCloseTo(at(3 * 60, 4.5), 6)
    for (let minute = 0; minute < 10_080; minute += 7)
      for (const mode of MODES) expect(flowAt(minute, mode) >= 0.6 && flowAt(minute, mode) <= 1.2).toBe(true)
  })
})
