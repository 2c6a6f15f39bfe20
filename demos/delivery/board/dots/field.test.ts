/** Dots go where couriers go: along the streets, without stops, and nobody stays who has left. */
import { expect, test } from 'vitest'
import { generateCity } from '../../../../shared/delivery/city/city.ts'
import { DotField } from './field.ts'
import { RoadJoints } from './roads.ts'

const city = generateCity(1, { latE7: 525_200_000, lonE7: 134_050_000 }, 4_000)
const { roads } = city

const at = (field: DotField, slot: number, nowMs: number): readonly [number, number] => {
  field.at(slot, nowMs)
  return [field.x, field.y]
}

/** Two roads that meet at a corner: along the first, and into the second. */
const corner = (): { readonly a: number; readonly b: number; readonly node: number } => {
  for (let a = 0; a < roads.edges; a++) {
    const node = roads.to[a]!
    for (let b = roads.first[node]!; b < roads.first[node + 1]!; b++) {
      if (roads.to[b] === roads.from[a] || roads.lengthM[a]! < 60 || roads.lengthM[b]! < 60) continue
      const turn = turnOf(a, b)
      if (turn > 0.9 && turn < 1.1) return { a, b, node }
    }
  }
  throw new Error('a city without corners')
}

/** The sine of the angle between two roads. */
const turnOf = (a: number, b: number): number => {
  const [ax, ay] = along(a)
  const [bx, by] = along(b)
  return Math.abs(ax * by - ay * bx)
}
const along = (edge: number): readonly [number, number] => {
  const [from, to, length] = [roads.from[edge]!, roads.to[edge]!, roads.lengthM[edge]!]
  return [(roads.x[to]! - roads.x[from]!) / length, (roads.y[to]! - roads.y[from]!) / length]
}
const on = (edge: number, part: number): readonly [number, number] => {
  const [from, to] = [roads.from[edge]!, roads.to[edge]!]
  return [
    roads.x[from]! + (roads.x[to]! - roads.x[from]!) * part,
    roads.y[from]! + (roads.y[to]! - roads.y[from]!) * part,
  ]
}

test('who turns a corner is drawn around it, not across the block', () => {
  const field = new DotField()
  field.roads = new RoadJoints(city)
  const joints = field.roads
  const { a, b } = corner()
  field.put(7, ...on(a, 0.5), 0, 0, 1_000)
  field.put(7, ...on(b, 0.5), 0, 0, 3_000)
  for (let nowMs = 3_000; nowMs <= 5_200; nowMs += 50) {
    const [x, y] = at(field, 7, nowMs)
    expect(joints.nearest(x, y, 1)).toBeGreaterThanOrEqual(0)
  }
  const [x, y] = at(field, 7, 6_000)
  const [toX, toY] = on(b, 0.5)
  expect(Math.hypot(x - toX, y - toY)).toBeLessThan(0.01)
})

test('a step takes about as long as the last one did, so that nobody stops between two', () => {
  const field = new DotField()
  field.put(0, 0, 0, 0, 0, 0)
  field.put(0, 20, 0, 0, 0, 2_000)
  expect(at(field, 0, 2_000)).toEqual([0, 0])
  expect(at(field, 0, 3_080)[0]).toBeCloseTo(10, 0)
  // Told of again before it has arrived: it goes on from where it is.
  const before = at(field, 0, 4_000)
  field.put(0, 40, 0, 0, 0, 4_000)
  expect(at(field, 0, 4_000)).toEqual(before)
})

test('who is far away all at once is there, without a way', () => {
  const field = new DotField()
  field.put(0, 0, 0, 0, 0, 0)
  field.put(0, 3_000, 0, 0, 0, 1_000)
  expect(at(field, 0, 1_000)).toEqual([3_000, 0])
})

test('slots come and go in any order, and count what is there', () => {
  const field = new DotField()
  for (const slot of [5_000, 2, 900]) field.put(slot, slot, 0, 0, 0, 0)
  expect([field.count, field.top]).toEqual([3, 5_001])
  field.drop(5_000)
  field.drop(5_000)
  expect([field.count, field.top, field.has(900), field.has(5_000)]).toEqual([2, 901, true, false])
  // Of who was there before nothing is left.
  field.put(5_000, 1, 1, 0, 0, 10)
  expect(at(field, 5_000, 10)).toEqual([1, 1])
})
