/** Decisions of a day, kept and decided again. */
import { describe, expect, it } from 'vitest'
import { generateDay } from '../../../../loadtest/dispatch-day.ts'
import { runDay } from '../../../../loadtest/dispatch-run.ts'
import { aCourier, aScene, anOrder, spot } from '../../../../test/support/dispatch-scene.ts'
import { Dispatcher, replay } from './dispatcher.ts'
import { encodeEntry, decodeEntry } from './log-entry.ts'
import { DISPATCH } from './settings.ts'
import { dispatchJobs } from './split.ts'
import type { PolicyName } from './types.ts'

const settings = { ...DISPATCH, tickMs: 30_000 }

const dayOf = (policy: PolicyName, enough?: (steps: number) => boolean): Dispatcher => {
  const dispatcher = new Dispatcher({ settings, ...(enough === undefined ? {} : { enough }) })
  runDay(generateDay('replayed', 300, 40), { policy, dispatcher, settings, patienceMs: 7_200_000 })
  return dispatcher
}

describe('the log of decisions', () => {
  it.each(['nearest', 'greedy', 'batchedGreedy', 'batched'] as const)(
    'decides again as it was decided: %s',
    (policy) => {
      const { log } = dayOf(policy)
      expect(log.length).toBeGreaterThan(100)
      for (const { recorded, replayed } of replay(log)) expect(replayed).toEqual(recorded)
    },
  )

  it('knows where there was no time for the best', () => {
    let asked = 0
    const { log } = dayOf('batched', () => ++asked % 3 === 0)
    const all = replay(log)
    expect(new Set(all.map(({ recorded }) => recorded.how))).toEqual(new Set(['optimal', 'greedy']))
    for (const { recorded, replayed } of all) expect(replayed).toEqual(recorded)
  })

  it('takes a few kilobytes a decision', () => {
    const { log } = dayOf('batched')
    const bytes = log.reduce((sum, entry) => sum + entry.length, 0)
    expect(bytes / log.length).toBeLessThan(6_000)
  })

  it('keeps the latest, and no more bytes than it may', () => {
    const dispatcher = new Dispatcher({ settings, logBytes: 2_000 })
    for (let i = 0; i < 30; i++) dispatcher.decide('nearest', aScene([anOrder(`o${i}`)], [aCourier(1, spot(0))]))
    expect(dispatcher.log.reduce((sum, entry) => sum + entry.length, 0)).toBeLessThanOrEqual(2_000)
    expect(replay(dispatcher.log).at(-1)!.recorded.pairs[0]!.orders).toEqual(['o29'])
  })

  it('reads what it wrote, and nothing else', () => {
    const entry = dayOf('batched').log[5]!
    expect(encodeEntry(decodeEntry(entry))).toEqual(entry)
    expect(() => decodeEntry(new Uint8Array([0x91, 0x02]))).toThrow(TypeError)
  })
})

describe('a decision that is too large for a tick', () => {
  const crowd = () =>
    aScene(
      Array.from({ length: 320 }, (_, i) => anOrder(`o${1_000 + i}`, { pickup: spot((i % 20) * 300, i * 20) })),
      Array.from({ length: 330 }, (_, i) => aCourier(i, spot((i % 20) * 310, i * 19))),
    )

  it('is matched elsewhere and finished later, and replayed the same', () => {
    const dispatcher = new Dispatcher()
    const begun = dispatcher.begin('batched', crowd())
    const decided = dispatcher.finish(begun, dispatchJobs.assign(structuredClone(begun.task!)))
    expect(decided.how).toBe('optimal')
    expect(decided).toEqual(dispatcher.decide('batched', crowd()))
    for (const { recorded, replayed } of replay(dispatcher.log)) expect(replayed).toEqual(recorded)
  })

  it('takes the cheapest pairs first where the other thread failed', () => {
    const dispatcher = new Dispatcher()
    expect(dispatcher.finish(dispatcher.begin('batched', crowd())).how).toBe('greedy')
    for (const { recorded, replayed } of replay(dispatcher.log)) expect(replayed).toEqual(recorded)
  })
})

it('tells who was weighed the last time', () => {
  const dispatcher = new Dispatcher()
  expect(dispatcher.weighed('a')).toEqual([])
  dispatcher.decide('batched', aScene([anOrder('a')], [aCourier(1, spot(0)), aCourier(2, spot(900))]))
  expect(dispatcher.weighed('a').map(({ slot, chosen }) => [slot, chosen])).toEqual([
    [1, true],
    [2, false],
  ])
})
