/** A region of more restaurants than its room holds: what is needed of one is read before it is needed. */
import { expect, it } from 'vitest'
import { seededRandom } from '../../../../shared/random.ts'
import type { OrderView, Quote, Restaurant, RestaurantRow } from '../../../../shared/delivery/types.ts'
import { here, peopleOn } from '../../../../test/support/city.ts'
import { createEngine } from '../../../../test/support/engine.ts'
import { randomListing } from '../../../../test/support/listings.ts'
import { createMemoryStorage } from '../../../../test/support/memory-storage.ts'
import { inbox } from '../../inbox/kind.ts'
import { delivery } from '../kind.ts'
import { listingRow } from '../catalogue/rows.ts'

const MANY = 2_100
const dish = { about: '', price: 700, taxClass: 'food', available: true }
const soup = { id: 'soup', name: 'Soup', ...dish }
const tea = { name: 'Tea', ...dish }

const TOWN = 'town'

/** A region on a host that has just started, with many restaurants that were made before. */
const large = async () => {
  const kinds = [delivery, inbox]
  const storage = await createMemoryStorage(kinds)
  const before = createEngine(kinds, { storage })
  const { come, ask } = peopleOn(before, TOWN)
  const dora = await come('dora', 'dispatcher', { create: true })
  const open = ['customer', 'courier', 'restaurant', 'dispatcher']
  await ask(dora, 'create', { name: 'Town', centre: here, radiusM: 8_000, currency: 'EUR', rules: { open } })
  const random = seededRandom('large')
  const { db } = storage.reader
  const made = Array.from({ length: MANY }, (_, i) => ({
    ...randomListing(random, `far${i}`, here, 3_000),
    hours: [],
    opening: null,
    reachM: null,
    menu: [soup],
  }))
  const restaurants = made.map((one) => ({ room: TOWN, id: one.id, facts: JSON.stringify(one) }))
  const listings = made.map((one, i) => listingRow(TOWN, 10 + i, one))
  for (let i = 0; i < MANY; i += 300) {
    // oxlint-disable-next-line no-await-in-loop -- a statement takes so many parameters
    await db
      .insertInto('delivery_restaurant')
      .values(restaurants.slice(i, i + 300))
      .execute()
    // oxlint-disable-next-line no-await-in-loop -- as above
    await db
      .insertInto('delivery_listing')
      .values(listings.slice(i, i + 300))
      .execute()
  }
  before.directory.close('draining')
  const host = createEngine(kinds, { storage, clock: before.clock })
  return { ...host, ...peopleOn(host, TOWN) }
}

it('is quoted, ordered from, rated, changed and searched as a small one is', async () => {
  const { come, ask, pass, query } = await large()
  const ann = await come('ann', 'customer')
  const cook = await come('cook', 'restaurant', { restaurant: 'far2050' })
  const rob = await come('rob', 'courier')
  const dora = await come('dora', 'dispatcher')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
  const lines = [{ item: 'soup', pieces: 1 }]
  const { quote } = (await ask(ann, 'quote', { restaurant: 'far2050', lines, drop: here })) as Quote
  const { order } = (await ask(ann, 'order', { quote, address: 'Door 7', card: 'x' })) as { order: string }
  expect(await ask(cook, 'confirm', { order })).toBe(null)
  await ask(cook, 'prepare', { order })
  await ask(cook, 'ready', { order })
  await ask(dora, 'assign', { order, courier: 'rob' })
  await ask(rob, 'pickUp', { order, epoch: 1, reason: 'here' })
  await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
  expect(await query<OrderView>('order', { id: order })).toMatchObject({ state: 'delivered' })
  const before = await query<Restaurant>('restaurant', { id: 'far2050' })
  expect(await ask(ann, 'rate', { order, of: 'restaurant', stars: 5 })).toBe(null)
  expect(await ask(cook, 'itemPut', { restaurant: 'far2050', id: 'tea', item: tea })).toBe(null)
  expect(await ask(cook, 'opening', { restaurant: 'far2050', open: false })).toBe(null)
  await pass(100)
  const after = await query<Restaurant>('restaurant', { id: 'far2050' })
  expect(after).toMatchObject({ name: before.name, ratings: 1, rating: 5, open: false })
  expect(after.menu.map(({ id }) => id)).toEqual(['soup', 'tea'])
  const found = await query<{ rows: RestaurantRow[] }>('restaurants', { open: false, limit: 5 })
  expect(found.rows.map(({ id }) => id)).toEqual(['far2050'])
  expect(await ask(ann, 'quote', { restaurant: 'nowhere', lines, drop: here })).toBe('not_found')
  expect(await ask(ann, 'order', { quote: 'x.{', address: 'Door 7', card: 'x' })).toBe('quote_expired')
})
