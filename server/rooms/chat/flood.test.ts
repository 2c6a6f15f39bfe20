/** Who says too much, or the same too often. */
import { expect, test } from 'vitest'
import { FLOOD, Flood } from './flood.ts'

test('the third time of the same words within ten seconds waits until the first is old', () => {
  const flood = new Flood(FLOOD)
  expect([flood.take('buy now', 0), flood.take('buy now', 1_000)]).toEqual([0, 0])
  expect(flood.take('buy now', 4_000)).toBe(6_000)
  expect(flood.take('something else', 4_000)).toBe(0)
  expect(flood.take('buy now', 10_000)).toBe(0)
})

test('pictures without words are not the same words', () => {
  const flood = new Flood(FLOOD)
  expect([1, 2, 3, 4].map((second) => flood.take('', second * 1_000))).toEqual([0, 0, 0, 0])
})

test('whoever says too much at once waits, whatever it is', () => {
  const flood = new Flood({ ...FLOOD, most: 3 })
  expect([0, 1, 2].map((i) => flood.take(`line ${i}`, i))).toEqual([0, 0, 0])
  expect(flood.take('line 3', 3)).toBeGreaterThan(0)
})
