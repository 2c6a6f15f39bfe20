import { expect, test } from 'vitest'
import { stack } from './stack.ts'

test('cards that have room stand where they want to', () => {
  expect(stack([0, 100, 300], [50, 50, 50], -1)).toEqual([0, 100, 300])
})

test('cards that would cover each other move down', () => {
  expect(stack([0, 10, 20], [50, 50, 50], -1)).toEqual([0, 58, 116])
})

test('the chosen one stands beside its line, and the others make room above and below', () => {
  expect(stack([0, 10, 20], [50, 50, 50], 1)).toEqual([-48, 10, 68])
  expect(stack([0, 400, 410], [50, 50, 50], 2)).toEqual([0, 352, 410])
})
