/** What is ridden to next. */
import { expect, it } from 'vitest'
import type { OrderState, OrderView } from '../../../../shared/delivery/types.ts'
import { stopsOf } from './next.ts'

const here = { latE7: 1, lonE7: 2 }
const job = (id: string, state: OrderState): OrderView => ({
  id,
  n: 1,
  state,
  assignment: 'assigned',
  epoch: 1,
  placedMs: 0,
  readyMs: 0,
  promisedMs: 0,
  eta: null,
  restaurant: { id: 'corner', name: 'The Corner', place: here },
  drop: { place: here, address: `Door of ${id}`, note: '' },
  customer: null,
  courier: null,
  lines: [],
  amounts: null,
  currency: 'EUR',
  steps: [],
})

it('fetches everything first, then brings it, in the order it was taken', () => {
  const stops = stopsOf([job('a', 'picked_up'), job('b', 'ready'), job('c', 'confirmed'), job('d', 'delivered')])
  expect(stops.map(({ is, name }) => `${is} ${name}`)).toEqual([
    'pickup The Corner',
    'pickup The Corner',
    'drop Door of a',
  ])
})

it('has nowhere to go with a door that it may not know', () => {
  expect(stopsOf([{ ...job('a', 'picked_up'), drop: null }])).toEqual([])
})
