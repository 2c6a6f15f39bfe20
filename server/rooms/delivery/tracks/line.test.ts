import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Line } from './line.ts'

it('a line is in the order of joining, whoever leaves it and joins again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 100 }), { maxLength: 300 }), (slots) => {
      const line = new Line()
      const model = new Map<number, number>()
      slots.forEach((slot, i) => {
        if (model.delete(slot)) line.leave(slot)
        else {
          model.set(slot, i + 1)
          line.join(slot, i + 1)
        }
        line.leave(1_000)
        expect(line.first).toBe([...model.keys()][0] ?? -1)
        expect(line.has(slot)).toBe(model.has(slot))
      })
      for (const [slot, since] of model) {
        expect([line.first, line.since(slot)]).toEqual([slot, since])
        line.leave(slot)
      }
      expect(line.first).toBe(-1)
    }),
  )
})
