/** [Must show 9] What is quoted is what the card is asked for, what is taken, and what comes back in the end. */
import { expect, it } from 'vitest'
import { amountsOf, priceOf } from '../../../../shared/delivery/money.ts'
import type { Price, Promo } from '../../../../shared/delivery/money.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { createSigner } from '../../../adapters/signer.ts'
import {
  ALL_WELL,
  CUSTOMER,
  FakeDesk,
  RESTAURANT,
  SUPPORT,
  WALL_MS,
  placed,
  spotOf,
} from '../../../../test/support/orders-desk.ts'
import { Orders } from './orders.ts'
import { Quotes } from './quotes.ts'

/** What a quote says beside its price. */
const TERMS = {
  customer: 'ann',
  restaurant: 'corner',
  currency: 'EUR',
  promos: [],
  surge: 1_000,
  drop: { latE7: 0, lonE7: 0 },
  distanceM: 1,
  zone: '',
  readyInMs: 1,
  thereInMs: 1,
  expiresMs: WALL_MS,
}
const ORDERS = Number(process.env['CHARGE_ORDERS'] ?? 1_000)
/** What a desk remembers of them goes after so many. */
const AT_ONCE = 20

it(`${ORDERS} random orders are charged what was quoted, and refunded what was charged`, () => {
  const random = seededRandom(process.env['CHARGE_SEED'] ?? 'charge')
  const below = (n: number): number => Math.floor(random() * n)
  const quotes = new Quotes(createSigner(new TextEncoder().encode('a secret of this test alone, 32 b'), 'x'), 'town')
  const funding = () => (random() < 0.5 ? 'merchant' : 'platform')
  const promo = (): Promo => {
    const which = below(3)
    if (which === 0) return { is: 'percent', ppm: below(1_000_001), funding: funding() }
    return which === 1
      ? { is: 'fixed', amount: below(2_000), funding: funding() }
      : { is: 'free-delivery', funding: funding() }
  }
  const priced = (): { lines: { item: string; pieces: number; price: number }[]; price: Price } => {
    const lines = Array.from({ length: 1 + below(6) }, (_, i) => ({
      item: `i${i}`,
      pieces: 1 + below(4),
      price: below(3_000),
    }))
    const price = priceOf({
      lines: lines.map((line) => ({ ...line, taxClass: random() < 0.5 ? 'food' : 'drink' })),
      taxPpm: { food: 88_750, drink: below(1_000_001) },
      baseFee: below(500),
      feePer100M: below(30),
      roadM: below(20_000),
      surge: 1_000 + below(1_501),
      promos: Array.from({ length: below(4) }, promo),
      tip: below(1_000),
    })
    return { lines, price }
  }
  let desk = new FakeDesk()
  let orders = new Orders(desk, { pays: true, spotOf }, [])
  let parted = 0
  for (let i = 0; i < ORDERS; i++) {
    if (i % AT_ONCE === 0) {
      desk = new FakeDesk()
      orders = new Orders(desk, { pays: true, spotOf }, [])
    }
    desk.sent.length = 0
    desk.rows.length = 0
    const { lines, price } = priced()
    const { total } = price
    const id = `o${i}`
    const token = quotes.sign({
      ...TERMS,
      id: `q${i}`,
      lines,
      amounts: amountsOf(price),
      parts: price.parts.map(({ amount }) => amount),
    })
    const { amounts, parts } = quotes.open(token, 'ann', WALL_MS)
    orders.place(CUSTOMER, placed(id, { quote: `q${i}`, amounts, parts }), 'card', ALL_WELL)
    const done = (): number => {
      const { step, key, amount, currency } = desk.payments().at(-1)!
      orders.paid({ step, key, order: id, amount, currency, is: 'done' })
      return amount
    }
    const charged = [done()]
    orders.run(id, RESTAURANT, { do: 'confirm' }, ALL_WELL)
    charged.push(done())
    let back = 0
    const refund = (amount?: number): void => {
      const wish = amount === undefined ? ({ is: 'full' } as const) : ({ is: 'amount', amount } as const)
      try {
        orders.run(id, SUPPORT, { do: 'refund', wish, reason: 'cold' })
      } catch (thrown) {
        // Nothing was left of it, or nothing was asked for.
        if (thrown instanceof TuttiError && thrown.code === 'conflict') return
        throw thrown
      }
      parted += amount === undefined ? 0 : 1
      back += done()
    }
    for (let times = below(3); times > 0; times--) refund(below(total + 1))
    refund()
    const left = orders.must(id).payment.refunds.reduce((sum, { amount }) => sum + amount, 0)
    if ([...charged, back, left].some((amount) => amount !== total))
      expect.fail(`order ${i}: ${JSON.stringify({ total, charged, back, left })}`)
    orders.run(id, RESTAURANT, { do: 'cancel', reason: 'over' })
  }
  expect(parted).toBeGreaterThan(ORDERS / 4)
}, 900_000)
