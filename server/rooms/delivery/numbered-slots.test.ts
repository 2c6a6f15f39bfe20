import { expect, it } from 'vitest'
import { NumberedSlots } from './numbered-slots.ts'

it('a gateway’s numbers lead to slots, small ones and large ones', () => {
  const slots = new NumberedSlots()
  const numbers = [0, 63, 64, 5_000, (1 << 20) - 1, 1 << 20, 0xffffffff]
  numbers.forEach((number, slot) => slots.set(number, slot))
  expect(numbers.map((number) => slots.get(number))).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect([1, 65, 1 << 21].map((number) => slots.get(number))).toEqual([-1, -1, -1])
  for (const number of numbers) slots.delete(number)
  expect(numbers.every((number) => slots.get(number) === -1)).toBe(true)
})
