/** Who makes Yjs work hard waits, and nobody else does. */
import { expect, test } from 'vitest'
import { Budget } from './budget.ts'
import type { Accepted } from './guard/verdict.ts'

const accepted = (steps: number): Accepted => ({
  verdict: 'accept',
  update: new Uint8Array(30),
  written: [],
  deletes: false,
  roots: [],
  steps,
  placed: { spot: () => undefined },
})

const refusal = (run: () => void): unknown => {
  try {
    run()
  } catch (thrown) {
    return thrown
  }
  return undefined
}

test('ordinary updates are never counted, and costly ones until their author is four seconds ahead', () => {
  let nowMs = 0
  const budget = new Budget({ kept: () => undefined, now: () => nowMs }, () => undefined)
  const spend = (author: string, steps: number) => refusal(() => budget.spend(accepted(steps), author, 0))
  for (let i = 0; i < 100_000; i++) expect(spend('ann', 10)).toBeUndefined()
  for (let i = 0; i < 3; i++) expect(spend('eve', 2_000_000)).toBeUndefined()
  expect(spend('eve', 5_000)).toMatchObject({ code: 'rate_limited', retryMs: 2_000 })
  expect(spend('eve', 10)).toBeUndefined()
  expect(spend('ann', 2_000_000)).toBeUndefined()
  nowMs = 2_000
  expect(spend('eve', 5_000)).toBeUndefined()
})
