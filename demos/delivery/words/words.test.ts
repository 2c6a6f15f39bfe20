/** What the sides of a delivery say. */
import { expect, it } from 'vitest'
import type { OrderState, OrderStep, OrderView } from '../../../shared/delivery/types.ts'
import { countdown, dearness } from './measures.ts'
import { amountOf, plainAmount } from './money.ts'
import { headline, moneyText, progressOf, shortId, stepLines } from './states.ts'

const place = { latE7: 0, lonE7: 0 }
const order = (state: OrderState, more: Partial<OrderView> = {}): OrderView => ({
  id: '1',
  n: 1,
  state,
  assignment: 'unassigned',
  epoch: 0,
  placedMs: 0,
  readyMs: 0,
  promisedMs: 0,
  eta: null,
  restaurant: { id: 'corner', name: 'The Corner', place },
  drop: null,
  customer: null,
  courier: null,
  lines: [],
  amounts: null,
  currency: 'EUR',
  steps: [],
  ...more,
})
const step = (type: string, by: OrderStep['by'], note?: string): OrderStep => ({
  n: 1,
  type,
  at: 0,
  by,
  ...(note !== undefined && { note }),
})
const euros = (amount: number): string => `€${amount / 100}`

it('reads amounts as people type them, in whole minor units of any currency', () => {
  expect([amountOf('9,50', 'EUR'), amountOf(' 12 ', 'JPY'), amountOf('1.234', 'KWD')]).toEqual([950, 12, 1_234])
  expect([amountOf('', 'EUR'), amountOf('-1', 'EUR'), amountOf('soup', 'EUR')]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect([plainAmount(950, 'EUR'), plainAmount(12, 'JPY'), plainAmount(1_234, 'KWD')]).toEqual(['9.50', '12', '1.234'])
})

it('says what matters now, to whom it concerns', () => {
  const courier = { name: 'Rob', vehicle: 'bike', rating: null } as const
  expect(headline(order('pending'))).toBe('Waiting for The Corner to answer')
  expect(headline(order('in_transit', { courier }))).toBe('Rob is on the way to you')
  expect(headline(order('in_transit', { courier }), 'others')).toBe('Rob is on the way to the door')
  expect(headline(order('in_transit', { courier, steps: [step('arrived_door', 'system')] }))).toBe(
    'Rob is at your door',
  )
  expect(headline(order('cancelled', { steps: [step('cancelled', 'restaurant')] }))).toBe('The Corner cannot make it')
  expect([progressOf(order('pending')), progressOf(order('delivered'))]).toEqual([0, 4])
})

it('says where the money of a cancelled order is', () => {
  const with_ = (state: 'declined' | 'captured', refunded: number, fee: number) =>
    moneyText(order('cancelled', { payment: { state, refunded, fee } }), euros)
  expect(with_('declined', 0, 0)).toBe('Nothing was taken from your card.')
  expect(with_('captured', 900, 300)).toBe('€9 went back to your card. €3 stay with the house.')
  expect(moneyText(order('delivered'), euros)).toBe('')
})

it('names an order alike on every side, in a letter and two digits', () => {
  expect(shortId('01J0000000000001')).toMatch(/^[A-HJ-NP-Z]\d\d$/)
  expect(shortId('a')).toBe(shortId('a'))
  const names = new Set(Array.from({ length: 100 }, (_, i) => shortId(`order ${i}`)))
  expect(names.size).toBeGreaterThan(90)
})

it('tells of events what is worth a line', () => {
  const lines = stepLines([
    step('placed', 'customer'),
    step('offered', 'system'),
    step('cancelled', 'restaurant', 'Sold out'),
  ])
  expect(lines.map(({ text, note, bad }) => [text, note, bad])).toEqual([
    ['Order placed', undefined, false],
    ['Cancelled', 'Sold out', true],
  ])
})

it('counts down in minutes and seconds, and shows dearness in the currency’s own sign', () => {
  expect([countdown(249_000), countdown(1), countdown(-5)]).toEqual(['4:09', '0:01', '0:00'])
  expect([dearness(2, 'EUR'), dearness(9, 'USD')]).toEqual(['€€', '$$$$'])
})
