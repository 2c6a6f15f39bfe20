/** Stars: once each way, changed for a day, hidden until the other side has given theirs. */
import { describe, expect, it } from 'vitest'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import {
  COURIER,
  CUSTOMER,
  FakeDesk,
  RESTAURANT,
  SUPPORT,
  WALL_MS,
  placed,
} from '../../../../test/support/orders-desk.ts'
import { fold } from './events.ts'
import type { OrderFacts } from './order.ts'
import { Ratings, starsSeen } from './ratings.ts'
import type { Rated } from './ratings.ts'

const begun = fold(undefined, {
  n: 1,
  at: WALL_MS,
  actor: 'customer',
  by: 'ann',
  what: { type: 'placed', order: placed('o1'), paid: true },
})
const delivered: OrderFacts = { ...begun, state: 'delivered', endedMs: WALL_MS, courier: 'rob', assignment: 'done' }
const NOTHING = { ratings: [], sums: [] }

const rig = () => {
  const desk = new FakeDesk()
  const ratings = new Ratings(desk, [{ target: 'courier', target_id: 'rob', count: 3, stars: 12 }])
  const rate = (who: typeof CUSTOMER, of: Rated, stars: number, order = delivered, read = NOTHING) =>
    ratings.rate(order, who, of, stars, ['kind'], read)
  const refuses = (code: string, ...given: Parameters<typeof rate>) =>
    expect(() => rate(...given)).toThrow(expect.objectContaining({ code }))
  const seen = (viewer: string) => ratings.seenBy(delivered, viewer)
  return { desk, ratings, rate, refuses, seen }
}

describe('a rating', () => {
  it('is a row and a sum, in one commit', () => {
    const { desk, rate, ratings } = rig()
    rate(CUSTOMER, 'courier', 5)
    expect(desk.rows).toEqual([
      {
        write: 'rating',
        row: {
          room: 'town',
          order_id: 'o1',
          rater: 'customer',
          target: 'courier',
          target_id: 'rob',
          stars: 5,
          tags: '["kind"]',
          at: WALL_MS,
          edited_at: null,
        },
      },
      { write: 'ratingSum', row: { room: 'town', target: 'courier', target_id: 'rob', count: 4, stars: 17 } },
    ])
    expect(ratings.sumOf('courier', 'rob')).toEqual({ stars: 17, count: 4 })
    expect(ratings.sumOf('courier', 'rita')).toEqual({ stars: 0, count: 0 })
  })

  it('can be changed for a day, and counts once', () => {
    const { desk, rate, ratings, refuses } = rig()
    rate(CUSTOMER, 'courier', 5)
    desk.nowMs += DELIVERY.rerateMs
    rate(CUSTOMER, 'courier', 1)
    expect(ratings.sumOf('courier', 'rob')).toEqual({ stars: 13, count: 4 })
    desk.nowMs += 1
    refuses('conflict', CUSTOMER, 'courier', 5)
    expect(desk.rows.filter(({ write }) => write === 'rating').map(({ row }) => row['at'])).toEqual([WALL_MS, WALL_MS])
  })

  it('is for who was there, of whom they met, within a week of the delivery', () => {
    const { desk, rate, refuses } = rig()
    refuses('forbidden', COURIER, 'restaurant', 5)
    refuses('forbidden', COURIER, 'courier', 5)
    refuses('forbidden', CUSTOMER, 'customer', 5)
    refuses('forbidden', SUPPORT, 'courier', 5)
    refuses('not_found', { actor: 'customer', id: 'bob' }, 'courier', 5)
    refuses('not_found', { actor: 'courier', id: 'rita' }, 'customer', 5)
    refuses('illegal_transition', CUSTOMER, 'courier', 5, { ...delivered, state: 'cancelled' })
    refuses('illegal_transition', CUSTOMER, 'courier', 5, begun)
    desk.nowMs += DELIVERY.ratingMs
    rate(RESTAURANT, 'customer', 5)
    desk.nowMs += 1
    refuses('conflict', CUSTOMER, 'courier', 5)
    expect(desk.rows).toHaveLength(2)
  })

  it('is hidden from whom it is of until that one has rated in return', () => {
    const { rate, seen } = rig()
    rate(CUSTOMER, 'restaurant', 2)
    rate(RESTAURANT, 'customer', 4)
    expect(seen('restaurant')).toEqual({ restaurant: 2, customer: 4 })
    rate(CUSTOMER, 'courier', 3)
    expect(seen('customer')).toEqual({ restaurant: 2, courier: 3, customer: 4 })
    expect(seen('courier')).toEqual({})
    expect(seen('guest')).toEqual({})
  })

  it('is never told to couriers one by one, and to restaurants once nobody can rate any more', () => {
    const all = [
      { rater: 'customer', target: 'restaurant', stars: 1, tags: [], at: WALL_MS },
      { rater: 'customer', target: 'courier', stars: 2, tags: [], at: WALL_MS },
      { rater: 'courier', target: 'customer', stars: 3, tags: [], at: WALL_MS },
    ] as const
    const end = WALL_MS + DELIVERY.ratingMs
    expect(starsSeen(all, 'restaurant', WALL_MS, end)).toEqual({})
    expect(starsSeen(all, 'restaurant', WALL_MS, end + 1)).toEqual({ restaurant: 1 })
    expect(starsSeen(all, 'courier', WALL_MS, end + 1)).toEqual({ customer: 3 })
    expect(starsSeen(all, 'dispatcher', WALL_MS, WALL_MS)).toEqual({ restaurant: 1, courier: 2, customer: 3 })
  })

  it('knows what was rated before it was forgotten here, and better than what was read meanwhile', () => {
    const { desk, rate, ratings, refuses } = rig()
    const before = {
      rater: 'customer',
      target: 'courier',
      stars: 2,
      tags: [],
      at: WALL_MS - DELIVERY.rerateMs - 1,
    } as const
    refuses('conflict', CUSTOMER, 'courier', 5, delivered, { ratings: [before], sums: [] } as never)
    rate(COURIER, 'customer', 4, delivered, {
      ratings: [],
      sums: [{ target: 'customer', target_id: 'ann', count: 1, stars: 1 }],
    } as never)
    rate(RESTAURANT, 'customer', 4, delivered, {
      ratings: [],
      sums: [{ target: 'customer', target_id: 'ann', count: 1, stars: 1 }],
    } as never)
    expect(ratings.sumOf('customer', 'ann')).toEqual({ stars: 9, count: 3 })
    expect(desk.rows.at(-1)!.row).toMatchObject({ count: 3, stars: 9 })
  })
})
