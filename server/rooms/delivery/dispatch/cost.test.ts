/** What a pair costs, part by part, and how it is told. */
import { describe, expect, it } from 'vitest'
import { NOON, aCourier, aScene, anOrder, spot } from '../../../../test/support/dispatch-scene.ts'
import { reofferS } from './cost.ts'
import { draftOf, matchOf } from './decide.ts'
import { weighedFor } from './explain.ts'
import { DISPATCH } from './settings.ts'
import { AssignmentSolver, never } from './solver.ts'
import type { Scene } from './types.ts'

const weighed = (scene: Scene, order: string) => {
  const draft = draftOf('batched', scene, DISPATCH)
  return weighedFor(order, draft, matchOf('batched', draft, new AssignmentSolver(), never).match)
}

describe('the cost of a pair', () => {
  it('is the sum of its parts, in seconds', () => {
    // 300 s of way; 10 min until the food; placed 10 min ago; the courier is idle for 4 min; 375 s of way to the door.
    const order = anOrder('a', { readyMin: 10, placedMin: -10 })
    const scene = aScene([order], [{ ...aCourier(7, spot(1_600)), idleSinceMs: NOON - 240_000 }])
    const [one] = weighed(scene, 'a')
    expect(one).toMatchObject({ slot: 7, travelS: 300, chosen: true })
    const lateIfLeftS = 600 + 1_800 + 240 + 375 - 1_800
    expect(one!.parts).toEqual({
      afterReady: 0,
      travel: 180,
      wait: 30,
      lateness: 0,
      reoffer: 0,
      detour: 0,
      age: -180,
      urgency: -(lateIfLeftS ** 2) / 600,
      idle: -12,
      load: 0,
    })
    expect(one!.totalS).toBeCloseTo(Object.values(one!.parts).reduce((sum, part) => sum + part))
  })

  it('grows with the square of how late it will be, and with how long the food stands', () => {
    const order = anOrder('a', { placedMin: -30 })
    const { parts } = weighed(aScene([order], [aCourier(1, spot(1_600))]), 'a')[0]!
    // At the door after 300 + 240 + 375 s, 600 s were left.
    expect(parts.lateness).toBeCloseTo(315 ** 2 / 600)
    expect(parts.afterReady).toBe(300)
  })

  it('counts a refusal as the time it takes to ask the next', () => {
    expect(reofferS(1, DISPATCH)).toBe(0)
    expect(reofferS(0.5, DISPATCH)).toBe(15.5)
    expect(reofferS(0, DISPATCH)).toBe(reofferS(0.02, DISPATCH))
  })

  it('counts a twentieth of what a courier has to do before, for each order that it has', () => {
    const scene = aScene([anOrder('a')], [aCourier(1, spot(0)), aCourier(2, spot(0), { freeMin: 5, load: 2 })])
    const loads = weighed(scene, 'a').map(({ slot, parts }) => [slot, parts.load])
    expect(new Map(loads as [number, number][])).toEqual(
      new Map([
        [1, 0],
        [2, 30],
      ]),
    )
  })

  it('counts what going together costs the two', () => {
    const orders = [anOrder('a'), anOrder('b', { drop: spot(100, 2_300) })]
    const [one] = weighed(aScene(orders, [aCourier(1, spot(0))]), 'b')
    expect(one!.parts.detour).toBeGreaterThan(240)
    expect(one!.parts.detour).toBeLessThan(2 * 7 * 60)
  })
})

describe('asked why', () => {
  it('it tells everybody who was weighed, the cheapest first, and who it was', () => {
    const orders = [anOrder('a'), anOrder('b', { pickup: spot(-2_500) })]
    const told = weighed(aScene(orders, [aCourier(1, spot(-300)), aCourier(2, spot(500))]), 'a')
    expect(told.map(({ slot, chosen }) => [slot, chosen])).toEqual([
      [1, false],
      [2, true],
    ])
    expect(told[0]!.totalS).toBeLessThan(told[1]!.totalS)
  })

  it('it has nothing to tell of an order it does not know', () => {
    expect(weighed(aScene([anOrder('a')], []), 'a')).toEqual([])
    expect(weighed(aScene([anOrder('a', { readyMin: 30 })], [aCourier(1, spot(0))]), 'a')).toEqual([])
  })
})
