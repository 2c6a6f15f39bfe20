/** Higher fees: where orders outnumber couriers, slowly up, and never above two and a half times. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../shared/random.ts'
import { Surge } from './surge.ts'
import type { Spot } from './surge.ts'

const TICK_MS = 30_000
const at = (xM: number, yM: number, count: number): Spot[] => Array.from({ length: count }, () => ({ xM, yM }))

/** The factor in the first cell, tick by tick. */
const run = (surge: Surge, fromTick: number, ticks: number, orders: Spot[], couriers: Spot[]): number[] =>
  Array.from({ length: ticks }, (_, i) => {
    surge.update((fromTick + i) * TICK_MS, orders, couriers)
    return surge.factorAt(500, 500)
  })

describe('surge', () => {
  it('rises by a fifth in two minutes at most, up to two and a half times, and no further', () => {
    const factors = run(new Surge(), 0, 200, at(500, 500, 100), [])
    const rises = factors.flatMap((factor, i) => (i > 0 && factor > factors[i - 1]! ? [i] : []))
    for (const [i, tick] of rises.entries()) if (i > 0) expect(tick - rises[i - 1]!).toBeGreaterThanOrEqual(4)
    expect([...new Set(factors)]).toEqual([1_000, 1_200, 1_400, 1_600, 1_800, 2_000, 2_200, 2_400, 2_500].slice(1))
    expect(Math.max(...factors)).toBe(2_500)
  })

  it('is nothing where there are couriers enough, and where hardly anybody orders', () => {
    expect(new Set(run(new Surge(), 0, 100, at(500, 500, 20), at(900, 900, 20)))).toEqual(new Set([1_000]))
    expect(new Set(run(new Surge(), 0, 100, at(500, 500, 2), []))).toEqual(new Set([1_000]))
  })

  it('counts the cells around it, and none beyond', () => {
    const surge = new Surge()
    run(surge, 0, 100, at(1_500, 500, 50), at(5_500, 500, 50))
    expect([500, 2_500, 3_500, -500].map((x) => surge.factorAt(x, 500))).toEqual([2_500, 2_500, 1_000, 1_000])
    expect([...surge.dear()]).toHaveLength(9)
    expect(surge.nameAt(-1, 500)).toBe('-1/0')
  })

  it('does not go up and down with what swings around a step', () => {
    const surge = new Surge()
    // 1.54 and 1.6 orders for each courier: 1202 and 1225 are wanted.
    run(surge, 0, 100, at(500, 500, 80), at(500, 500, 50))
    const random = seededRandom('swing')
    const factors = Array.from({ length: 200 }, (_, i) => {
      surge.update((100 + i) * TICK_MS, at(500, 500, random() < 0.5 ? 68 : 78), at(500, 500, 50))
      return surge.factorAt(500, 500)
    })
    expect(new Set(factors)).toEqual(new Set([1_200]))
  })

  it('falls as soon as couriers come, and is forgotten where nobody orders any more', () => {
    const surge = new Surge()
    run(surge, 0, 100, at(500, 500, 100), [])
    const factors = run(surge, 100, 100, [], at(500, 500, 100))
    expect(factors.at(-1)).toBe(1_000)
    expect([...surge.dear()]).toEqual([])
  })
})
