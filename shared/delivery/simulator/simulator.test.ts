/** Simulated couriers, and what simulated people do: the same for a seed, on the roads, and heard of as real ones are. */
import { expect, it } from 'vitest'
import { generateCity } from '../city/city.ts'
import { isWithin } from '../hours.ts'
import { Roads } from '../roads/roads.ts'
import { onRoad } from '../roads/snapping.ts'
import { PACE, VEHICLES } from '../rules.ts'
import { Agenda } from './agenda.ts'
import { Habits } from './habits.ts'
import { SimPhones } from './phones.ts'
import { DOING, SimRiders } from './riders.ts'

const city = generateCity(1, { latE7: 525_200_000, lonE7: 134_050_000 }, 8_000)
const roads = new Roads(city.roads)

const town = (count: number, seed = 7) => {
  const riders = new SimRiders(roads, seed, city.radiusM, 256)
  const phones = new SimPhones(riders, city.roads)
  for (let i = 0; i < count; i++) riders.come(i, VEHICLES[i % 4]!, 0)
  return { riders, phones }
}

type Fix = readonly [rider: number, x: number, y: number, heading: number, speed: number, accuracy: number]

const run = (count: number, seconds: number, seed = 7) => {
  const { riders, phones } = town(count, seed)
  const fixes: (readonly [number, ...Fix])[] = []
  for (let s = 1; s <= seconds; s++) phones.step(s * 1_000, 1, 0, 1, (...fix) => fixes.push([s, ...fix]))
  return { riders, fixes }
}

it('does the same again for the same seed, and something else for another', () => {
  const { fixes } = run(40, 300)
  expect(run(40, 300).fixes).toEqual(fixes)
  expect(run(40, 300, 8).fixes).not.toEqual(fixes)
})

it('does the same whether it is stepped all at once or in turns', () => {
  const { fixes } = run(20, 120)
  const { phones } = town(20)
  const turns: (readonly [number, ...Fix])[] = []
  for (let s = 1; s <= 120; s++)
    for (let part = 0; part < 5; part++) phones.step(s * 1_000, 1, part, 5, (...fix) => turns.push([s, ...fix]))
  const sorted = (all: typeof fixes) => all.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
  expect(sorted(turns)).toEqual(sorted(fixes))
})

it('keeps every courier on a road, and none faster than its kind goes', () => {
  const { riders, phones } = town(60)
  const before = riders.x.map((x, i) => x + riders.y[i]!)
  const was = Array.from({ length: 60 }, (_, i) => [riders.x[i]!, riders.y[i]!] as const)
  let moved = 0
  for (let s = 1; s <= 400; s++) {
    phones.step(s * 1_000, 1, 0, 1, () => undefined)
    for (let i = 0; i < 60; i++) {
      const at = roads.snapping.nearest(riders.x[i]!, riders.y[i]!, onRoad(), true)
      expect(at.offM).toBeLessThan(1e-6)
      const [x, y] = was[i]!
      const m = Math.hypot(riders.x[i]! - x, riders.y[i]! - y)
      expect(m).toBeLessThan(PACE[VEHICLES[i % 4]!].most + 1)
      if (m > 0) moved++
      was[i] = [riders.x[i]!, riders.y[i]!]
    }
  }
  expect(moved).toBeGreaterThan(60 * 400 * 0.25)
  expect(riders.x.map((x, i) => x + riders.y[i]!)).not.toEqual(before)
})

it('is heard of every 4 to 5 s while it moves and every half minute while it stands', () => {
  const { fixes } = run(40, 900)
  const gaps = { moving: [] as number[], standing: [] as number[] }
  const last = new Map<number, { at: number; speed: number }>()
  for (const [at, rider, , , , speed] of fixes) {
    const before = last.get(rider)
    if (before !== undefined && before.speed > 0 && speed > 0) gaps.moving.push(at - before.at)
    if (before !== undefined && before.speed === 0 && speed === 0) gaps.standing.push(at - before.at)
    last.set(rider, { at, speed })
  }
  expect(Math.max(...gaps.moving)).toBeLessThanOrEqual(6)
  expect(Math.max(...gaps.standing)).toBeLessThanOrEqual(34)
  expect(Math.max(...gaps.standing)).toBeGreaterThan(25)
})

it('says where it is to some metres, and how far wrong that may be', () => {
  const { riders, phones } = town(50)
  let worst = 0
  let sum = 0
  let count = 0
  for (let s = 1; s <= 600; s++) {
    phones.step(s * 1_000, 1, 0, 1, (rider, x, y, heading, _speed, accuracy) => {
      const off = Math.hypot(x - riders.x[rider]!, y - riders.y[rider]!)
      worst = Math.max(worst, off)
      sum += off
      count++
      expect(accuracy >= 5 && accuracy <= 12 && heading >= 0 && heading < 36_000).toBe(true)
    })
  }
  expect(worst).toBeLessThan(25)
  expect(sum / count).toBeGreaterThan(1)
  expect(sum / count).toBeLessThan(8)
})

it('goes where it is sent by road, comes there in about the time that its way takes, and waits', () => {
  const { riders, phones } = town(60)
  const came = new Map<number, number>()
  let now = 0
  riders.arrived = (rider) => came.set(rider, now)
  const goals = Array.from({ length: 60 }, (_, i) => {
    const { xM, yM } = city.restaurants[i]!
    return roads.snapping.nearest(xM, yM, onRoad())
  })
  goals.forEach((goal, i) => expect(riders.send(i, goal)).toBe(true))
  for (now = 1; now <= 7_200 && came.size < 60; now++) phones.step(now * 1_000, 1, 0, 1, () => undefined)
  expect(came.size).toBe(60)
  goals.forEach((goal, i) => {
    expect(riders.doing[i]).toBe(DOING.waiting)
    expect(Math.hypot(riders.x[i]! - goal.x, riders.y[i]! - goal.y)).toBeLessThan(1e-6)
  })
  riders.send(3, goals[4]!)
  expect(riders.doing[3]).toBe(DOING.going)
  riders.free(3)
  expect(riders.doing[3]).toBe(DOING.roaming)
})

it('keeps an agenda: earliest first, and of the same moment what was put down first', () => {
  const agenda = new Agenda<number>()
  const times = [5, 3, 9, 3, 1, 5, 7, 3]
  times.forEach((at, n) => agenda.at(at, n))
  const taken: number[] = []
  for (let n = agenda.take(6); n !== undefined; n = agenda.take(6)) taken.push(n)
  expect(taken).toEqual([4, 1, 3, 7, 0, 5])
  expect(agenda.size).toBe(2)
})

it('orders what is on the menu of a restaurant that is open, from near by', () => {
  const habits = new Habits(city, 3)
  const again = new Habits(city, 3)
  let far = 0
  for (let i = 0; i < 300; i++) {
    const minute = (i * 97) % 10_080
    const wish = habits.wish(minute, (id) => id !== 'r001')!
    expect(again.wish(minute, (id) => id !== 'r001')).toEqual(wish)
    const { restaurant, lines, home } = wish
    expect(restaurant.id).not.toBe('r001')
    expect(isWithin(restaurant.hours, minute)).toBe(true)
    for (const { item, pieces } of lines) {
      expect(restaurant.menu.some(({ id }) => id === item)).toBe(true)
      expect(pieces).toBeGreaterThan(0)
    }
    far += Math.hypot(city.homes.x[home]! - restaurant.xM, city.homes.y[home]! - restaurant.yM) / 300
  }
  expect(far).toBeLessThan(3_500)
  expect(habits.wish(0, () => false)).toBe(undefined)
  const every = Array.from({ length: 4_000 }, () => habits.nextOrderMs(1_000))
  expect(every.reduce((a, b) => a + b) / 4_000).toBeGreaterThan(900)
  expect(every.reduce((a, b) => a + b) / 4_000).toBeLessThan(1_100)
})
