/** Promotions, fees, refunds and stars of a whole region, on a clock that the test moves. */
import { expect, it } from 'vitest'
import { here, openCity, stateOf } from '../../../../test/support/city.ts'
import { DEMO_REGION } from '../../../../shared/delivery/rules.ts'
import { placeAt } from '../../../../test/support/listings.ts'
import type { Quote, Restaurant, RestaurantRow } from '../../../../shared/delivery/types.ts'
import { storedPromos } from './counter-tables.ts'

const MINUTE_MS = 60_000
const lines = [{ item: 'soup', pieces: 1 }]
const SOUP = { code: 'soup10', is: 'percent', ppm: 100_000, funding: 'merchant' } as const

const openCounter = async () => {
  const city = await openCity()
  const { ask, come } = city
  const dora = await come('dora', 'dispatcher')
  await ask(dora, 'settle', { baseFee: 300, feePer100M: 0, cancelFee: 200, taxPpm: [{ name: 'food', ppm: 100_000 }] })
  const quoteFor = (who: typeof dora, ...promos: string[]) =>
    ask(who, 'quote', { restaurant: 'corner', lines, drop: here, promos })
  const orderFor = async (who: typeof dora, ...promos: string[]) => {
    const quote = (await quoteFor(who, ...promos)) as Quote
    return ask(who, 'order', { quote: quote.quote, address: 'Door 7', card: 'x' })
  }
  return { ...city, dora, quoteFor, orderFor }
}

it('[G13] takes off what codes say: percents first, then sums, then the delivery, whatever the order they are named in', async () => {
  const { ask, come, dora, quoteFor } = await openCounter()
  const ann = await come('ann', 'customer')
  await ask(dora, 'promo', SOUP)
  await ask(dora, 'promo', { code: 'FREE', is: 'free-delivery', funding: 'platform' })
  await ask(dora, 'promo', { code: 'MINUS', is: 'fixed', amount: 1_000, funding: 'platform' })
  // 700 less 70, less all that is left of it, less 300. What the merchant gives up is not taxed.
  expect(await quoteFor(ann, 'free', 'MINUS', 'Soup10')).toMatchObject({
    amounts: { subtotal: 700, tax: 63, delivery: 300, promo: 1_000, total: 63 },
    promos: [
      { code: 'FREE', amount: 300 },
      { code: 'MINUS', amount: 630 },
      { code: 'SOUP10', amount: 70 },
    ],
  })
  expect(await quoteFor(ann, 'nosuch')).toBe('not_found')
  expect(await quoteFor(ann, 'FREE', 'free')).toBe('bad_body')
  expect(await ask(dora, 'promo', { code: 'HOLE', is: 'percent', funding: 'platform' })).toBe('bad_body')
  expect(await ask(dora, 'unpromo', { code: 'free' })).toBe(null)
  expect(await quoteFor(ann, 'free')).toBe('not_found')
})

it('counts codes only when and where they hold', async () => {
  const { ask, come, dora, quoteFor, clock } = await openCounter()
  const ann = await come('ann', 'customer')
  const nowMs = clock.wall()
  const put = (more: object) => ask(dora, 'promo', { ...SOUP, ...more })
  await put({ fromMs: nowMs + 10 * MINUTE_MS })
  expect(await quoteFor(ann, 'SOUP10')).toBe('conflict')
  await put({ untilMs: nowMs - 1 })
  expect(await quoteFor(ann, 'SOUP10')).toBe('conflict')
  await put({ restaurant: 'other' })
  expect(await quoteFor(ann, 'SOUP10')).toBe('conflict')
  await put({ least: 701 })
  expect(await quoteFor(ann, 'SOUP10')).toBe('conflict')
  await put({ least: 700, restaurant: 'corner', untilMs: nowMs + MINUTE_MS })
  expect(await quoteFor(ann, 'SOUP10')).toMatchObject({ amounts: { promo: 70 } })
})

it('[G13] lets codes be used as often as they may be, in all and by each, and gives back what a cancelled order used', async () => {
  const { again, ask, come, dora, quoteFor, orderFor, storage } = await openCounter()
  const [ann, bob, eve] = [await come('ann', 'customer'), await come('bob', 'customer'), await come('eve', 'customer')]
  await ask(dora, 'promo', { ...SOUP, perCustomer: 1, total: 2 })
  const early = (await quoteFor(eve, 'soup10')) as Quote
  const { order } = (await orderFor(ann, 'soup10')) as { order: string }
  expect(await quoteFor(ann, 'soup10')).toBe('conflict')
  await orderFor(bob, 'soup10')
  expect(await quoteFor(eve, 'soup10')).toBe('conflict')
  // Its quote is older than the order that was the last one.
  const late = { quote: early.quote, address: 'Door 7', card: 'x' }
  expect(await ask(eve, 'order', late)).toBe('conflict')

  expect(await ask(ann, 'cancel', { order })).toBe(null)
  const placed = (await ask(eve, 'order', late)) as { order: string }
  // Asked twice it is one order, and one use.
  expect(await ask(eve, 'order', late)).toEqual(placed)
  expect(await quoteFor(ann, 'soup10')).toBe('conflict')

  const host = again()
  const ann2 = await host.join('ann', 'delivery', DEMO_REGION, { options: { as: 'customer' } })
  expect(await quoteFor(ann2, 'soup10')).toBe('conflict')
  expect(await storedPromos(storage.reader.db, DEMO_REGION)).toMatchObject([{ code: 'SOUP10', total: 2, used: 2 }])
})

it('[G13] makes a delivery dearer where orders outnumber couriers, in the areas that are drawn for it alone', async () => {
  const { come, ask, dora, quoteFor, orderFor, pass } = await openCounter()
  for (const user of ['ann', 'bob', 'eve']) {
    const who = await come(user, 'customer')
    for (let i = 0; i < 5; i++) await orderFor(who)
  }
  const zoe = await come('zoe', 'customer')
  expect(await quoteFor(zoe)).toMatchObject({ surge: 1_000, amounts: { surge: 0 } })
  await pass(90_000)
  const dear = (await quoteFor(zoe)) as Quote
  expect(dear).toMatchObject({ surge: 1_200, amounts: { delivery: 300, surge: 60 } })
  // What is quoted is charged, whatever it costs by then.
  await pass(150_000)
  expect(((await quoteFor(zoe)) as Quote).surge).toBe(1_400)
  const { order } = (await ask(zoe, 'order', { quote: dear.quote, address: 'Door 7', card: 'x' })) as { order: string }
  const shown = await come('zoe', 'customer')
  expect(stateOf(shown).orders.find(({ id }) => id === order)!.amounts).toEqual(dear.amounts)

  const elsewhere = [5_000, 15_000].map((off) => ({ ...here, latE7: here.latE7 + off }))
  const corners = [...elsewhere, { latE7: here.latE7 + 5_000, lonE7: here.lonE7 + 9_000 }]
  await ask(dora, 'zone', { id: 'fair', name: 'Fair', use: 'surge', corners })
  expect(await quoteFor(zoe)).toMatchObject({ surge: 1_000 })
})

it('[G18, G19] delivers as far as its restaurant says, in searches and in quotes, and is found by what it cooks', async () => {
  const { ask, come, cook, query } = await openCity()
  const ann = await come('ann', 'customer')
  const near = placeAt(here, 0, 900)
  const far = placeAt(here, 0, 1_100)
  const quote = (drop: typeof here) => ask(ann, 'quote', { restaurant: 'corner', lines, drop })
  const found = async (body: object) => {
    const { rows } = await query<{ rows: RestaurantRow[] }>('restaurants', body)
    return rows.map(({ id }) => id)
  }
  expect(await quote(far)).toMatchObject({ currency: 'EUR' })
  const corner = { id: 'corner', name: 'C', place: here, cuisines: [], priceLevel: 1, prepMin: 0, hours: [] }
  expect(await ask(cook, 'restaurantPut', { ...corner, reachM: 99 })).toBe('bad_body')
  expect(await ask(cook, 'restaurantPut', { ...corner, reachM: 1_000 })).toBe(null)
  expect(await quote(near)).toMatchObject({ currency: 'EUR' })
  expect(await quote(far)).toBe('conflict')
  expect(await found({ near, delivers: true, text: 'soup' })).toContain('corner')
  expect(await found({ near: far, delivers: true, text: 'soup' })).not.toContain('corner')
  expect(await found({ near: far, delivers: false })).toContain('corner')
  // Whoever does not know of it changes nothing of it.
  expect(await ask(cook, 'restaurantPut', { ...corner, prepMin: 5 })).toBe(null)
  expect(await query<Restaurant>('restaurant', { id: 'corner' })).toMatchObject({
    reachM: 1_000,
    prepMin: 5,
    opening: null,
  })
  const cake = { name: 'Gâteau au miel', about: '', price: 500, taxClass: 'food', available: true }
  await ask(cook, 'itemPut', { restaurant: 'corner', id: 'cake', item: cake })
  expect(await found({ near, text: 'gateau miel' })).toEqual(['corner'])
  await ask(cook, 'itemPut', { restaurant: 'corner', id: 'cake', item: { ...cake, available: false } })
  expect(await found({ near, text: 'gateau miel' })).toEqual([])
})
