/** What dispatch decides in scenes small enough to be judged by eye. */
import { describe, expect, it } from 'vitest'
import { NOON, aCourier, aScene, anOrder, spot } from '../../../../test/support/dispatch-scene.ts'
import { conclude, draftOf, isLarge, matchOf, zonedTask } from './decide.ts'
import { DISPATCH, HERE_MAX } from './settings.ts'
import type { DispatchSettings } from './settings.ts'
import { AssignmentSolver, never } from './solver.ts'
import type { Enough } from './solver.ts'
import { dispatchJobs } from './split.ts'
import type { Decided, PolicyName, Scene } from './types.ts'

const MIN = 60_000

const decide = (
  policy: PolicyName,
  scene: Scene,
  settings: DispatchSettings = DISPATCH,
  enough: Enough = never,
): Decided => {
  const draft = draftOf(policy, scene, settings)
  return conclude(policy, draft, matchOf(policy, draft, new AssignmentSolver(), enough))
}

const asked = ({ pairs }: Decided): string[] =>
  pairs.map(({ orders, slot }) => `${orders.join('+')} → ${slot}`).sort((a, b) => (a < b ? -1 : 1))

describe('the batched policy', () => {
  it('asks a courier as late as can be, and in time', () => {
    const order = anOrder('a', { readyMin: 15 })
    const courier = aCourier(1, spot(1_600))
    expect(decide('batched', aScene([order], [courier]))).toMatchObject({ pairs: [], waiting: 1, surplus: [] })
    // Five minutes of way, one of slack, half a minute to ask.
    expect(asked(decide('batched', aScene([order], [courier], NOON + 8 * MIN)))).toEqual([])
    const [pair] = decide('batched', aScene([order], [courier], NOON + 9 * MIN)).pairs
    expect(pair).toMatchObject({ orders: ['a'], slot: 1, pickupMs: NOON + 15 * MIN })
    expect(pair!.dropMs).toEqual([NOON + 15 * MIN + 4 * MIN + Math.round(2_000 / (320 / 60)) * 1000])
  })

  it('asks earlier who seldom accepts', () => {
    const order = anOrder('a', { readyMin: 15 })
    const shy = aCourier(1, spot(1_600), { acceptance: 0.1 })
    expect(asked(decide('batched', aScene([order], [shy], NOON + 7 * MIN)))).toEqual(['a → 1'])
  })

  it('waits for one who is free soon and near, where the one who is free is far', () => {
    const order = anOrder('a')
    const far = aCourier(1, spot(7_000))
    const soon = aCourier(2, spot(200), { freeMin: 3 })
    expect(decide('batched', aScene([order], [far, soon]))).toMatchObject({ pairs: [], waiting: 1 })
    const later = NOON + 2.5 * MIN
    expect(asked(decide('batched', aScene([order], [far, soon], later)))).toEqual(['a → 2'])
    expect(asked(decide('nearest', aScene([order], [far, soon])))).toEqual(['a → 1'])
    expect(asked(decide('greedy', aScene([order], [far, soon])))).toEqual(['a → 2'])
  })

  it('gives one his second-nearest courier, where the other has nobody else', () => {
    const orders = [anOrder('a', { pickup: spot(0), placedMin: -1 }), anOrder('b', { pickup: spot(-2_500) })]
    const couriers = [aCourier(1, spot(-300)), aCourier(2, spot(500))]
    expect(asked(decide('nearest', aScene(orders, couriers)))).toEqual(['a → 1', 'b → 2'])
    expect(asked(decide('batchedGreedy', aScene(orders, couriers)))).toEqual(['a → 1', 'b → 2'])
    expect(asked(decide('batched', aScene(orders, couriers)))).toEqual(['a → 2', 'b → 1'])
  })

  it('never asks who is excluded or full', () => {
    const order = anOrder('a', { excluded: [1, 3] })
    const couriers = [aCourier(1, spot(0)), aCourier(2, spot(10), { load: 3 }), aCourier(3, spot(5), { freeMin: 0.2 })]
    for (const policy of ['nearest', 'greedy', 'batched', 'batchedGreedy'] as const)
      expect(decide(policy, aScene([order], couriers))).toMatchObject({ pairs: [], surplus: ['a'] })
  })

  it('lets none grow old: of more orders than couriers it takes the latest', () => {
    const orders = [anOrder('young', { placedMin: -20 }), anOrder('old', { placedMin: -70, pickup: spot(1_000) })]
    const settings = { ...DISPATCH, bundleBelow: 0 }
    expect(decide('batched', aScene(orders, [aCourier(1, spot(0))]), settings)).toMatchObject({
      pairs: [{ orders: ['old'] }],
      surplus: ['young'],
    })
  })

  it('looks further after three rounds in vain', () => {
    const couriers = [aCourier(1, spot(12_000))]
    expect(decide('batched', aScene([anOrder('a')], couriers)).surplus).toEqual(['a'])
    expect(asked(decide('batched', aScene([anOrder('a', { rounds: 3 })], couriers)))).toEqual(['a → 1'])
  })

  it('looks further the longer food stands ready, as far as the region reaches', () => {
    const order = anOrder('a')
    const at = (minutes: number, xM: number, settings: DispatchSettings = DISPATCH) =>
      asked(decide('batched', aScene([order], [aCourier(1, spot(xM))], NOON + minutes * MIN), settings))
    expect(at(2, 9_000)).toEqual([])
    expect(at(3, 9_000)).toEqual(['a → 1'])
    expect(at(6, 31_000)).toEqual(['a → 1'])
    expect(at(120, 90_000)).toEqual(['a → 1'])
    expect(at(120, 21_000, { ...DISPATCH, mostM: 20_000 })).toEqual([])
  })

  it('sends for one who is free soon no further than for one who is free', () => {
    const order = anOrder('a')
    const soon = [aCourier(1, spot(9_000), { freeMin: 1 })]
    expect(decide('batched', aScene([order], soon))).toMatchObject({ waiting: 0, surplus: ['a'] })
    expect(decide('batched', aScene([order], soon, NOON + 30_000)).surplus).toEqual(['a'])
    const later = aScene([order], [aCourier(1, spot(9_000), { freeMin: 4 })], NOON + 3 * MIN)
    expect(decide('batched', later).surplus).toEqual([])
  })

  it('takes the cheapest pairs first when time is up, and says so', () => {
    const orders = ['a', 'b', 'c', 'd'].map((id, i) => anOrder(id, { pickup: spot(i * 30) }))
    const scene = aScene(orders, [aCourier(1, spot(0)), aCourier(2, spot(50))])
    const settings = { ...DISPATCH, bundleBelow: 0 }
    expect(decide('batched', scene, settings).how).toBe('optimal')
    const hurried = decide('batched', scene, settings, () => true)
    expect(hurried.how).toBe('greedy')
    expect(hurried.pairs).toHaveLength(2)
  })
})

describe('two orders', () => {
  const near = () => [anOrder('a'), anOrder('b', { pickup: spot(100), drop: spot(100, 2_300), readyMin: 2 })]

  it('go together where couriers are few', () => {
    const [pair] = decide('batched', aScene(near(), [aCourier(1, spot(0))])).pairs
    expect(pair!.orders).toEqual(['a', 'b'])
    expect(pair!.dropMs[0]).toBeLessThan(pair!.dropMs[1]!)
  })

  it('go each by itself where there are enough', () => {
    const couriers = [aCourier(1, spot(0)), aCourier(2, spot(0))]
    expect(decide('batched', aScene(near(), couriers))).toMatchObject({ pairs: [{ orders: ['a'] }], waiting: 1 })
  })

  it('go apart where the second would wait for the first more than seven minutes', () => {
    const orders = [anOrder('a'), anOrder('b', { drop: spot(0, -2_000) })]
    expect(asked(decide('batched', aScene(orders, [aCourier(1, spot(0))])))).toEqual(['a → 1'])
  })

  it('go apart where the restaurants are, or a courier has no room for both', () => {
    const [a, b] = near()
    const far = { ...b!, pickup: spot(500) }
    expect(decide('batched', aScene([a!, far], [aCourier(1, spot(0))])).pairs[0]!.orders).toHaveLength(1)
    expect(decide('batched', aScene(near(), [aCourier(1, spot(0), { load: 2 })])).surplus).toEqual(['a', 'b'])
  })
})

describe('many orders', () => {
  const crowd = (count: number): Scene => {
    const orders = Array.from({ length: count }, (_, i) =>
      anOrder(`o${String(i).padStart(4, '0')}`, { pickup: spot((i % 40) * 211, Math.floor(i / 40) * 397) }),
    )
    const couriers = Array.from({ length: count }, (_, i) =>
      aCourier(i, spot(((i * 7) % 40) * 209, ((i * 3) % Math.ceil(count / 40)) * 401)),
    )
    return aScene(orders, couriers)
  }

  it('are for another thread above three hundred, which answers the same', () => {
    expect(isLarge('batched', draftOf('batched', crowd(HERE_MAX), DISPATCH))).toBe(false)
    const draft = draftOf('batched', crowd(HERE_MAX + 1), DISPATCH)
    expect(isLarge('batched', draft)).toBe(true)
    const there = dispatchJobs.assign(structuredClone(zonedTask(draft)))
    expect(there).toEqual(matchOf('batched', draft, new AssignmentSolver(), never).match)
  })

  it('above six hundred are split by place, and no courier is asked twice', () => {
    const scene = crowd(1_500)
    const decided = decide('batched', scene)
    expect(new Set(decided.pairs.map(({ slot }) => slot)).size).toBe(decided.pairs.length)
    expect(decided.pairs.length + decided.waiting + decided.surplus.length).toBe(1_500)
    // Hardly anybody is left whom another zone took the courier from.
    expect(decided.surplus.length).toBeLessThan(150)
  })
})
