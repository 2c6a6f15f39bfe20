/** The generated city: the same for a seed, whole, and fit to live in. */
import { expect, it } from 'vitest'
import { generateCity } from './city.ts'
import type { City } from './types.ts'
import { ROAD_CLASSES } from './types.ts'
import { isInside } from './plan.ts'

const CENTRE = { latE7: 525_200_000, lonE7: 134_050_000 }
/** Changes only with the city: then every page and every kept order sees other streets. */
const HASH = 425_682_422
const SEEDS = [1, 2, 3, 4, 5, 6]
const cities = new Map<number, City>()
const city = (seed: number): City => {
  const known = cities.get(seed) ?? generateCity(seed, CENTRE, 8_000)
  cities.set(seed, known)
  return known
}

/** FNV-1a over everything, places in millimetres. */
const hashOf = (of: unknown): number => {
  let h = 0x811c9dc5
  const eat = (n: number): void => {
    h = Math.imul(h ^ (n & 0xffff), 0x01000193)
    h = Math.imul(h ^ (n >>> 16), 0x01000193)
  }
  const walk = (value: unknown): void => {
    if (typeof value === 'number') eat(Math.round(value * 1_000) | 0)
    else if (typeof value === 'string') for (const letter of value) eat(letter.charCodeAt(0))
    else if (ArrayBuffer.isView(value)) for (const n of value as Float64Array) eat(Math.round(n * 1_000) | 0)
    else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) walk(part)
  }
  walk(of)
  return h >>> 0
}

it('is the same city for the same seed, to the millimetre, and another for another', () => {
  expect(hashOf(generateCity(1, CENTRE, 8_000))).toBe(hashOf(city(1)))
  expect(hashOf(city(1))).toBe(HASH)
  expect(new Set(SEEDS.map((seed) => hashOf(city(seed).roads))).size).toBe(SEEDS.length)
})

it('has streets of every class, a river that is crossed by bridges, parks, districts and restaurants', () => {
  for (const seed of SEEDS) {
    const { roads, ways, parks, districts, restaurants, homes, river, streets } = city(seed)
    expect(roads.nodes).toBeGreaterThan(3_000)
    expect(roads.nodes).toBeLessThan(9_000)
    expect(new Set(ways.map(({ road }) => road))).toEqual(new Set(ROAD_CLASSES))
    expect(new Set(ways.filter(({ bridge }) => bridge).map(({ street }) => street)).size).toBeGreaterThan(2)
    expect(parks.length).toBeGreaterThan(4)
    expect(districts.length).toBe(51)
    expect(restaurants.length).toBe(120)
    expect(homes.count).toBeGreaterThan(5_000)
    expect(river.points.length).toBeGreaterThan(100)
    expect(new Set(restaurants.map(({ name }) => name)).size).toBe(120)
    expect(new Set(streets).size).toBe(streets.length)
  }
})

it('lets every crossing reach every other, and so every restaurant and every door', () => {
  for (const seed of SEEDS) {
    const { nodes, first, to, from } = city(seed).roads
    const seen = new Uint8Array(nodes)
    const open = [0]
    seen[0] = 1
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (let edge = first[node]!; edge < first[node + 1]!; edge++) {
        expect(from[edge]).toBe(node)
        if (seen[to[edge]!]) continue
        seen[to[edge]!] = 1
        open.push(to[edge]!)
      }
    }
    expect(seen.every((one) => one === 1)).toBe(true)
  }
})

it('builds no street through the water, and none but avenues through parks', () => {
  for (const seed of SEEDS) {
    const { ways, river, parks } = city(seed)
    for (const { points, bridge, road } of ways) {
      if (bridge) continue
      for (let i = 0; i + 3 < points.length; i += 2) {
        const x = (points[i]! + points[i + 2]!) / 2
        const y = (points[i + 1]! + points[i + 3]!) / 2
        expect(isInside(river.points, x, y)).toBe(false)
        if (road === 'street' || road === 'lane') expect(parks.some((park) => isInside(park.points, x, y))).toBe(false)
      }
    }
  }
})

it('gives every restaurant a menu with prices, hours and a place on the road', () => {
  const { restaurants, radiusM } = city(1)
  for (const { menu, hours, priceLevel, prepMin, xM, yM, id } of restaurants) {
    expect(id).toMatch(/^r\d{3}$/)
    expect(menu.length).toBeGreaterThan(7)
    for (const { price } of menu) expect(price % 10 === 0 && price > 100 && price < 10_000).toBe(true)
    expect(new Set(menu.map((item) => item.id)).size).toBe(menu.length)
    expect(hours.every(({ from, to }) => from >= 0 && from < 10_080 && to > from && to <= 20_160)).toBe(true)
    expect(priceLevel >= 1 && priceLevel <= 4 && prepMin >= 5 && prepMin <= 30).toBe(true)
    expect(Math.hypot(xM, yM)).toBeLessThan(radiusM)
  }
  expect(restaurants.filter(({ hours }) => hours.length === 1).length).toBeGreaterThan(20)
})

it.each([2_000, 4_000, 20_000])('makes a city of %i metres', (radiusM) => {
  const { roads, restaurants, homes } = generateCity(3, CENTRE, radiusM)
  expect(roads.nodes).toBeGreaterThan(200)
  expect(restaurants.length).toBeGreaterThan(20)
  expect(homes.count).toBeGreaterThan(200)
})
