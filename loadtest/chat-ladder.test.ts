import { expect, test } from 'vitest'
import { climb, holds } from './chat-ladder.ts'
import type { Rung } from './chat-ladder.ts'

const rung = (rate: number, p99: number | null, cpuPercent = 50, faults: string[] = []): Rung => ({
  rate,
  cpuPercent,
  result: { deliveryLatencyMs: p99 === null ? null : { p50: 1, p95: 1, p99, max: p99 } },
  faults,
})

test('the ladder ends with the first rung that does not hold', async () => {
  const rungs = await climb(1000, (rate) => Promise.resolve(rung(rate, rate < 4000 ? 20 : 300)))
  expect(rungs.map(({ rate }) => rate)).toEqual([1000, 2000, 3000, 4000])
})

test.each([
  ['quick and with room', rung(1, 250, 96), true],
  ['slow', rung(1, 251), false],
  ['on a full core', rung(1, 20, 97), false],
  ['with a lost member', rung(1, 20, 50, ['1 members were lost']), false],
  ['not measured', rung(1, null), false],
])('a rung that is %s holds: %s', (_how, one, held) => {
  expect(holds(one)).toBe(held)
})
