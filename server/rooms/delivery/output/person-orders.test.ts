import { describe, expect, it } from 'vitest'
import { PersonOrders } from './person-orders.ts'

const order = (n: number, courier: string | null = null) => ({
  id: `o${n}`,
  customer: { id: `c${n % 3}` },
  restaurant: { id: 'r' },
  courier,
})

describe('orders by person', () => {
  it('are found by customer, restaurant and courier, those from before and new ones', () => {
    const known = [order(0), order(1, 'k')]
    const mine = new PersonOrders(() => known)
    const late = order(3)
    known.push(late)
    mine.enter(late)
    mine.enter(late)
    expect([...mine.of('customer', 'c0')]).toEqual([known[0], late])
    expect([...mine.of('restaurant', 'r')]).toEqual(known)
    expect([...mine.of('courier', 'k')]).toEqual([known[1]])
    expect([...mine.of('courier', 'c0')]).toEqual([])
  })

  it('are found by a courier who took them later', () => {
    const one = { ...order(0) }
    const mine = new PersonOrders(() => [one])
    one.courier = 'k'
    mine.enter(one)
    expect([...mine.of('courier', 'k')]).toEqual([one])
  })

  it('do not pile up when the region has forgotten them', () => {
    const known = new Set<ReturnType<typeof order>>()
    const mine = new PersonOrders(() => known)
    for (let n = 0; n < 20_000; n++) {
      const one = order(n)
      known.clear()
      known.add(one)
      mine.enter(one)
    }
    expect([...mine.of('restaurant', 'r')].length).toBeLessThan(5_000)
  })
})
