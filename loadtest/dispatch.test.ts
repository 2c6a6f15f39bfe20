/** What dispatching together is worth, on two small days: the limits that `load dispatch` holds on ten large ones. */
import { expect, it } from 'vitest'
import type { PolicyName } from '../server/rooms/delivery/dispatch/types.ts'
import { figuresOf, missedLimits, runOne } from './dispatch.ts'
import type { PolicyFigures } from './dispatch.ts'

/** Fewer orders lie further apart: it takes more couriers for each than on a large day. */
const SMALL = { orders: 400, couriers: 62, tickMs: 60_000, budgetMs: Infinity }

const twoDays = (policy: PolicyName): PolicyFigures => {
  const days = ['small-0', 'small-1'].map((seed) => runOne(policy, seed, SMALL))
  const wrong = days.reduce((sum, day) => sum + day.wrong, 0)
  return figuresOf(
    policy,
    days.map(({ outcome }) => outcome),
    wrong,
  )
}

it('[Must show 5] leaves a fifth of the undelivered at most, and is at the door a quarter sooner', () => {
  const [nearest, batched] = [twoDays('nearest'), twoDays('batched')]
  expect(nearest.undelivered).toBeGreaterThan(20)
  expect(missedLimits(nearest, batched)).toEqual([])
  expect([nearest.decidedOtherwise, batched.decidedOtherwise]).toEqual([0, 0])
  // And what keeps neither is told of both.
  expect(missedLimits(batched, nearest)).toHaveLength(2)
})
