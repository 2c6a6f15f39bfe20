/** The judge of the race of offers sees what it is there for. */
import { describe, expect, it } from 'vitest'
import { historyOf, loadFaults, toldFaults } from './race-oracle.ts'
import type { Logged } from './race-oracle.ts'
import { RaceRecord } from './race-record.ts'
import type { Told } from './race-record.ts'

type Words = readonly [order: string, type: string, courier?: string, epoch?: number]

/** Events a second apart, in the order in which they happened. */
const logOf = (...events: readonly Words[]): Logged[] => {
  const numbers = new Map<string, number>()
  return events.map(([order, type, courier = '', epoch], i) => {
    const n = (numbers.get(order) ?? 0) + 1
    numbers.set(order, n)
    const isTheirs = type !== 'offered' && courier !== ''
    return {
      order_id: order,
      n,
      at: i * 1_000,
      type,
      actor: isTheirs ? 'courier' : 'system',
      by_id: isTheirs ? courier : '',
      payload: JSON.stringify({ type, courier, epoch }),
    }
  })
}

const taken = (order: string, courier: string, epoch = 1): Words[] => [
  [order, 'placed'],
  [order, 'offered', courier, epoch],
  [order, 'assigned', courier, epoch],
]
const brought = (order: string, courier: string): Words[] => [
  [order, 'picked_up', courier],
  [order, 'delivered', courier],
]

const heard = (one: Partial<Told>): RaceRecord => {
  const record = new RaceRecord()
  const told = { courier: 'rob', what: 'accept', order: 'a', with: [], epoch: 1, offsetMs: undefined } as const
  record.told.push({ ...told, outcome: 'done', ...one })
  return record
}

it('finds nothing in a fair race', () => {
  const log = logOf(
    ['a', 'placed'],
    ['a', 'offered', 'zoe', 1],
    ['a', 'offer_expired'],
    ['a', 'offered', 'rob', 2],
    ['a', 'assigned', 'rob', 2],
    ...brought('a', 'rob'),
  )
  const history = historyOf(log)
  expect([history.faults, loadFaults(history, () => 1)]).toEqual([[], []])
  expect([...history.delivered]).toEqual(['a'])
  expect(toldFaults(log, history, heard({ epoch: 2 }))).toEqual([])
  expect(toldFaults(log, history, heard({ courier: 'zoe', outcome: 'conflict' }))).toEqual([])
})

describe('sees', () => {
  it.each<[string, Words[]]>([
    [
      'two live offers of one order',
      [
        ['a', 'placed'],
        ['a', 'offered', 'rob', 1],
        ['a', 'offered', 'zoe', 2],
      ],
    ],
    ['an offer of what somebody has', [...taken('a', 'rob'), ['a', 'offered', 'zoe', 2]]],
    ['two assignees', [...taken('a', 'rob'), ['a', 'assigned', 'zoe', 1]]],
    [
      'one who takes what another was asked',
      [
        ['a', 'placed'],
        ['a', 'offered', 'rob', 1],
        ['a', 'assigned', 'zoe', 1],
      ],
    ],
    [
      'one who takes what is over',
      [
        ['a', 'placed'],
        ['a', 'offered', 'rob', 1],
        ['a', 'offer_expired'],
        ['a', 'assigned', 'rob', 1],
      ],
    ],
    [
      'an epoch that comes twice',
      [
        ['a', 'placed'],
        ['a', 'offered', 'rob', 1],
        ['a', 'offer_expired'],
        ['a', 'offered', 'zoe', 1],
      ],
    ],
    [
      'a door that somebody else comes to',
      [...taken('a', 'rob'), ['a', 'picked_up', 'rob'], ['a', 'delivered', 'zoe']],
    ],
    ['an offer of what is over', [...taken('a', 'rob'), ...brought('a', 'rob'), ['a', 'offered', 'zoe', 2]]],
  ])('%s', (_, events) => {
    expect(historyOf(logOf(...events)).faults).not.toEqual([])
  })

  it('events that are missing', () => {
    expect(historyOf(logOf(...taken('a', 'rob')).filter(({ n }) => n !== 2)).faults).not.toEqual([])
  })

  it('a courier with too much, and one who is asked twice at once', () => {
    const history = historyOf(logOf(...taken('a', 'rob'), ...taken('b', 'rob')))
    expect(loadFaults(history, () => 2)).toEqual([])
    expect(loadFaults(history, () => 1)).toEqual(['rob holds 2 at 5000'])
    const both = historyOf(
      logOf(['a', 'placed'], ['b', 'placed'], ['a', 'offered', 'rob', 1], ['b', 'offered', 'rob', 1]),
    )
    expect(loadFaults(both, () => 2)).toEqual(['rob is asked of b and of a'])
  })

  it('an accept that was acknowledged and is not kept, and one that was refused and done', () => {
    const lost = logOf(['a', 'placed'], ['a', 'offered', 'rob', 1], ['a', 'offer_expired'])
    expect(toldFaults(lost, historyOf(lost), heard({}))).toEqual(['rob accept a 1 done: it ended as offer_expired'])
    const done = logOf(...taken('a', 'rob'))
    const refused = heard({ outcome: 'conflict' })
    expect(toldFaults(done, historyOf(done), refused)).toEqual(['rob accept a 1 conflict: it was done all the same'])
  })

  it('a delivery that was acknowledged and is not kept', () => {
    const log = logOf(...taken('a', 'rob'))
    expect(toldFaults(log, historyOf(log), heard({ what: 'deliver' }))).toEqual(['rob deliver a 1 done: not kept'])
  })

  it('an offer on a screen that was never made to it', () => {
    const log = logOf(['a', 'placed'], ['a', 'offered', 'rob', 1])
    const record = new RaceRecord()
    record.shown.push({ courier: 'zoe', order: 'a', epoch: 1, with: [], card: { do: 'silence' } })
    expect(toldFaults(log, historyOf(log), record)).toEqual(['zoe saw a 1'])
  })
})
