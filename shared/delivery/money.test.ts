/** Prices and refunds: golden cases, and many random orders against exact fractions. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../random.ts'
import { decimalOf, exponentOf, mulDiv, partOf } from './currency.ts'
import { SURGE, allocate, deliveryFee, priceOf, surgeFactor, surgeOn } from './money.ts'
import type { Price, PriceInput, Promo } from './money.ts'
import { refundOf } from './refund.ts'

const ORDERS = Number(process.env['MONEY_ORDERS'] ?? 30_000)

const plain: PriceInput = {
  lines: [],
  taxPpm: {},
  baseFee: 0,
  feePer100M: 0,
  roadM: 0,
  surge: 1_000,
  promos: [],
  tip: 0,
}
const food = (price: number, pieces = 1, taxClass = 'food') => ({ price, pieces, taxClass })
const price = (input: Partial<PriceInput>): Price => priceOf({ ...plain, ...input })
const amountsOf = ({ parts }: Price): number[] => parts.map(({ amount }) => amount)
const sumOf = (amounts: readonly number[]): number => amounts.reduce((sum, one) => sum + one, 0)

describe('a price', () => {
  it('is taxed in New York at 8.875 %, once, on the whole order', () => {
    const taxPpm = { food: 88_750 }
    expect(price({ lines: [food(1_000)], taxPpm }).tax).toBe(89)
    // Line by line it would be 3 · 18 + 9 = 63.
    const three = price({ lines: [food(199), food(199), food(199), food(100)], taxPpm })
    expect(three).toMatchObject({ subtotal: 697, tax: 62, total: 759 })
    expect(three.parts.slice(0, 4).map(({ tax }) => tax)).toEqual([18, 18, 17, 9])
    const dinner = price({
      lines: [food(1_299, 2), food(450)],
      taxPpm,
      baseFee: 299,
      feePer100M: 15,
      roadM: 2_340,
      surge: 1_400,
      promos: [{ is: 'percent', ppm: 100_000, funding: 'merchant' }],
      tip: 500,
    })
    // 3048 − 305 = 2743 are taxed; 299 + 24 · 15 = 659 are scaled by 1.4.
    expect(dinner).toMatchObject({
      subtotal: 3_048,
      promo: 305,
      tax: 243,
      delivery: 659,
      surge: 264,
      tip: 500,
      total: 4_409,
    })
  })

  it('has no digits behind the point in yen, and two rates of tax', () => {
    const lines = [food(1_234), food(580, 1, 'drink')]
    const yen = price({ lines, taxPpm: { food: 80_000, drink: 100_000 }, baseFee: 320 })
    expect(yen).toMatchObject({ subtotal: 1_814, tax: 99 + 58, total: 2_291 })
    expect(decimalOf(yen.total, 'JPY')).toBe('2291')
  })

  it('has three of them in Kuwaiti dinars', () => {
    const dinars = price({ lines: [food(1_250)], taxPpm: { food: 50_000 }, baseFee: 500, tip: 5 })
    expect(dinars).toMatchObject({ tax: 63, total: 1_818 })
    expect(decimalOf(dinars.total, 'KWD')).toBe('1.818')
    expect(['JPY', 'KWD', 'EUR'].map(exponentOf)).toEqual([0, 3, 2])
    expect([decimalOf(5, 'EUR'), decimalOf(-1_234, 'EUR'), decimalOf(0, 'KWD')]).toEqual(['0.05', '-12.34', '0.000'])
  })

  it('takes percents first, then fixed amounts, then free delivery, in whatever order they are named', () => {
    const promos: Promo[] = [
      { is: 'free-delivery', funding: 'platform' },
      { is: 'fixed', amount: 700, funding: 'platform' },
      { is: 'percent', ppm: 500_000, funding: 'platform' },
    ]
    const all = { lines: [food(1_000)], baseFee: 300, surge: 2_000, promos, tip: 50 }
    // Half of 1000, then what is left of it, then fee and surge.
    expect(price(all).promos).toEqual([600, 500, 500])
    expect(price(all)).toMatchObject({ promo: 1_600, total: 50 })
    expect(price({ ...all, promos: promos.toReversed() })).toMatchObject({ promos: [500, 500, 600], total: 50 })
  })

  it('taxes what the platform pays for, and not what the merchant gives up', () => {
    const all = { lines: [food(1_000)], taxPpm: { food: 100_000 } }
    const off = (funding: 'merchant' | 'platform') => price({ ...all, promos: [{ is: 'fixed', amount: 400, funding }] })
    expect(off('merchant')).toMatchObject({ tax: 60, total: 660 })
    expect(off('platform')).toMatchObject({ tax: 100, total: 700 })
  })

  it('never goes below nothing, however much is promised', () => {
    const promos: Promo[] = [
      { is: 'percent', ppm: 1_000_000, funding: 'merchant' },
      { is: 'fixed', amount: 9_999, funding: 'merchant' },
      { is: 'free-delivery', most: 100, funding: 'merchant' },
    ]
    const free = price({ lines: [food(1_000)], taxPpm: { food: 190_000 }, baseFee: 300, surge: 1_500, promos })
    expect(free).toMatchObject({ tax: 0, promo: 1_100, total: 350 })
    expect(amountsOf(free)).toEqual([0, 233, 117, 0])
  })

  it('multiplies the delivery fee by 1 to 2.5, whatever is asked, and rounds half up', () => {
    expect([0, 999, Number.NaN].map(surgeFactor)).toEqual([1_000, 1_000, 1_000])
    expect([2_500, 2_501, Infinity].map(surgeFactor)).toEqual([2_500, 2_500, 2_500])
    expect([surgeOn(1, 1_500), surgeOn(1, 1_499), surgeOn(333, 1_500), surgeOn(1e9, 9_999)]).toEqual([
      1, 0, 167, 1_500_000_000,
    ])
    expect([0, 1, 100, 101].map((roadM) => deliveryFee(10, 7, roadM))).toEqual([10, 17, 17, 24])
  })

  it.each([
    ['a fraction', { lines: [food(1.5)] }],
    ['a negative price', { lines: [food(-1)] }],
    ['no pieces', { lines: [food(1, 0)] }],
    ['more than an order may cost', { lines: [food(1e9, 2)] }],
    ['a negative tip', { tip: -1 }],
    ['a tax above 100 %', { lines: [food(1)], taxPpm: { food: 1_000_001 } }],
    ['a promotion that raises the price', { promos: [{ is: 'fixed', amount: -5, funding: 'platform' }] }],
    ['no distance', { roadM: Number.NaN }],
  ] as [string, Partial<PriceInput>][])('refuses %s', (_, input) => {
    expect(() => price(input)).toThrow(expect.objectContaining({ code: 'bad_body' }))
  })

  it('takes a tax class named like something of the language for one without a rate', () => {
    expect(price({ lines: [food(100, 1, 'constructor'), food(100, 1, '__proto__')] })).toMatchObject({ tax: 0 })
  })
})

describe('an allocation', () => {
  it('gives what is left to the largest remainders, and of equal ones to the first', () => {
    expect(allocate(100, [1, 1, 1])).toEqual([34, 33, 33])
    expect(allocate(5, [1, 2, 7])).toEqual([1, 1, 3])
    expect([allocate(5, []), allocate(5, [0, 0])]).toEqual([[], [0, 0]])
  })

  it('is exact where products are larger than a double holds', () => {
    expect(mulDiv(999_999_999, 999_999_998, 999_999_997)).toBe(1_000_000_000)
    expect(partOf(9_000_000_001, 999_999)).toBe(8_999_991_001)
    expect(sumOf(allocate(1e9, [999_999_999, 1, 999_999_937]))).toBe(1e9)
  })
})

describe('a refund', () => {
  const amounts = [1_000, 333, 659, 264, 500]

  it('gives back everything, or what is left', () => {
    expect(refundOf(amounts, [], { is: 'full' })).toEqual({ amount: 2_756, parts: amounts })
    expect(refundOf(amounts, [1_000, 0, 659, 0, 0], { is: 'full' }).parts).toEqual([0, 333, 0, 264, 500])
  })

  it('shares an amount out over all parts, or over some', () => {
    expect(refundOf(amounts, [], { is: 'amount', amount: 100 })).toEqual({ amount: 100, parts: [36, 12, 24, 10, 18] })
    const two = refundOf(amounts, [990, 0, 0, 0, 0], { is: 'amount', amount: 343, among: [0, 1] })
    expect(two.parts).toEqual([10, 333, 0, 0, 0])
  })

  it('gives back single pieces of a line, and the last one is what is left', () => {
    let refunded = amounts.map(() => 0)
    const went: number[] = []
    for (let i = 0; i < 3; i++) {
      const { amount, parts } = refundOf(amounts, refunded, { is: 'parts', parts: [{ at: 1, pieces: 1, of: 3 }] })
      went.push(amount)
      refunded = refunded.map((one, at) => one + parts[at]!)
    }
    expect(went).toEqual([111, 111, 111])
    const again = () => refundOf(amounts, refunded, { is: 'parts', parts: [{ at: 1 }] })
    expect(again).toThrow(expect.objectContaining({ code: 'conflict' }))
  })

  it('is refused where less is left, and where there is no such part', () => {
    const wishes = [
      [{ is: 'amount', amount: 2_757 }, 'conflict'],
      [{ is: 'amount', amount: -1 }, 'bad_body'],
      [{ is: 'amount', amount: 1, among: [5] }, 'bad_body'],
      [{ is: 'parts', parts: [{ at: -1 }] }, 'bad_body'],
      [{ is: 'parts', parts: [{ at: 0, pieces: 3, of: 2 }] }, 'bad_body'],
    ] as const
    for (const [wish, code] of wishes)
      expect(() => refundOf(amounts, [], wish)).toThrow(expect.objectContaining({ code }))
  })
})

describe(`${ORDERS} random orders`, () => {
  const random = seededRandom(process.env['MONEY_SEED'] ?? 'orders')
  const below = (n: number): number => Math.floor(random() * n)
  const classes = ['food', 'drink', 'wine', 'none']
  const some = (): number => (random() < 0.02 ? below(30_000_000) : below(random() < 0.5 ? 50 : 5_000))
  const promo = (): Promo => {
    const funding = random() < 0.5 ? 'merchant' : 'platform'
    const most = random() < 0.3 ? { most: some() } : {}
    const which = below(3)
    if (which === 0) return { is: 'percent', ppm: below(1_000_001), funding, ...most }
    return which === 1 ? { is: 'fixed', amount: some(), funding } : { is: 'free-delivery', funding, ...most }
  }
  const order = (): PriceInput => ({
    lines: Array.from({ length: 1 + below(random() < 0.1 ? 30 : 5) }, () =>
      food(some(), 1 + below(random() < 0.1 ? 50 : 3), classes[below(4)]),
    ),
    taxPpm: { food: 88_750, drink: below(1_000_001), wine: 190_000 },
    baseFee: some(),
    feePer100M: below(50),
    roadM: random() * 30_000,
    surge: below(4_000),
    promos: Array.from({ length: below(4) }, promo),
    tip: some(),
  })

  it('are whole, never negative, and sum up: of lines, of taxes, and of refunds until nothing is left', () => {
    let dear = 0
    for (let n = 0; n < ORDERS; n++) {
      const input = order()
      let found: Price
      try {
        found = priceOf(input)
      } catch {
        dear++ // More than an order may cost.
        continue
      }
      const { subtotal, tax, delivery, surge, promo: off, tip, total, parts } = found
      const faults: string[] = []
      const holds = (what: string, is: boolean): void => void (is || faults.push(what))
      for (const amount of [subtotal, tax, delivery, surge, off, tip, total])
        holds('whole and not negative', Number.isSafeInteger(amount) && amount >= 0)
      for (const { gross, promo: less, tax: more, amount } of parts)
        holds('a sound part', Number.isSafeInteger(amount) && less >= 0 && less <= gross && more >= 0)
      holds('total', total === subtotal + tax + delivery + surge - off + tip)
      holds('parts sum up', sumOf(amountsOf(found)) === total)
      holds('tax of parts', sumOf(parts.map((one) => one.tax)) === tax)
      holds('promotions of parts', sumOf(parts.map((one) => one.promo)) === off && sumOf(found.promos) === off)
      holds('surge', 2 * surge <= 3 * delivery + 1 && surge <= (delivery * (SURGE.most - 1_000)) / 1_000 + 0.5)
      for (const { taxClass, base, tax: of } of found.taxes) {
        const ppm = BigInt(input.taxPpm[taxClass] ?? 0)
        holds('tax', BigInt(of) === (BigInt(base) * ppm + 500_000n) / 1_000_000n)
      }
      // Three partial refunds and one of what is left.
      const amounts = amountsOf(found)
      let refunded = amounts.map(() => 0)
      for (let i = 0; i < 3; i++) {
        const left = total - sumOf(refunded)
        const { amount, parts: back } = refundOf(amounts, refunded, { is: 'amount', amount: below(left + 1) })
        holds('a refund sums up', sumOf(back) === amount)
        refunded = refunded.map((one, at) => one + back[at]!)
        holds(
          'of no part more than it was',
          refunded.every((one, at) => one >= 0 && one <= amounts[at]!),
        )
      }
      const last = refundOf(amounts, refunded, { is: 'full' })
      holds('all refunds are the charge', sumOf(refunded) + last.amount === total)
      if (faults.length > 0) expect.fail(`order ${n}: ${faults.join(', ')}\n${JSON.stringify({ input, found })}`)
    }
    expect(dear).toBeLessThan(ORDERS / 5)
  }, 600_000)
})
