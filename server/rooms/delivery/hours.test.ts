/** Restaurants take orders in their hours, by the region's clocks, unless somebody has switched them on or off. */
import { describe, expect, it } from 'vitest'
import { weekMinuteOf } from '../../../shared/delivery/hours.ts'
import type { Quote, Restaurant, RestaurantRow } from '../../../shared/delivery/types.ts'
import { here, openCity } from '../../../test/support/city.ts'

const MINUTE_MS = 60_000
const lines = [{ item: 'soup', pieces: 1 }]

const open = async () => {
  const city = await openCity()
  const ann = await city.come('ann', 'customer')
  const dora = await city.come('dora', 'dispatcher')
  await city.ask(dora, 'settle', { timeZone: 'Asia/Tokyo' })
  const put = (hours: object[], more: object = {}) =>
    city.ask(city.cook, 'restaurantPut', {
      id: 'corner',
      name: 'C',
      place: here,
      cuisines: [],
      priceLevel: 1,
      prepMin: 0,
      hours,
      ...more,
    })
  const minute = () => weekMinuteOf(city.clock.wall(), 'Asia/Tokyo')
  /** From `ahead` minutes from now on. */
  const span = (ahead: number, length: number) => {
    const from = (minute() + ahead + 10_080) % 10_080
    return { from, to: from + length }
  }
  const quote = () => city.ask(ann, 'quote', { restaurant: 'corner', lines, drop: here })
  const order = (given: unknown) =>
    city.ask(ann, 'order', { quote: (given as Quote).quote, address: 'Door 7', card: 'x' })
  return { ...city, ann, dora, put, span, quote, order }
}

describe('a restaurant', () => {
  it('that is closed is quoted by nobody, and takes no order on a quote from before', async () => {
    const { put, span, quote, order, pass } = await open()
    await put([span(10, 60)])
    expect(await quote()).toBe('restaurant_closed')
    await put([span(-10, 12)])
    const given = await quote()
    expect(given).toMatchObject({ currency: 'EUR' })
    await pass(3 * MINUTE_MS)
    expect(await order(given)).toBe('restaurant_closed')
    expect(await quote()).toBe('restaurant_closed')
  })

  it('that has closed meanwhile may still take what was ordered before', async () => {
    const { put, span, quote, order, pass, ask, cook } = await open()
    await put([span(-10, 12)])
    const { order: id } = (await order(await quote())) as { order: string }
    await pass(3 * MINUTE_MS)
    expect(await ask(cook, 'confirm', { order: id })).toBe(null)
  })

  it('is switched on and off against its hours, and goes by them again', async () => {
    const { put, span, quote, ask, cook } = await open()
    const opening = (said: boolean | null) => ask(cook, 'opening', { restaurant: 'corner', open: said })
    await put([span(10, 60)])
    await opening(true)
    expect(await quote()).toMatchObject({ currency: 'EUR' })
    // What is put anew does not forget what was said.
    await put([span(20, 60)])
    expect(await quote()).toMatchObject({ currency: 'EUR' })
    await opening(null)
    expect(await quote()).toBe('restaurant_closed')
    await put([])
    await opening(false)
    expect(await quote()).toBe('restaurant_closed')
    await opening(null)
    expect(await quote()).toMatchObject({ currency: 'EUR' })
  })

  it('is found as it stands, the moment its change was answered', async () => {
    const { put, span, query, ask, cook } = await open()
    const rows = async (body: object) =>
      (await query<{ rows: RestaurantRow[] }>('restaurants', body)).rows.map(({ id }) => id)
    await put([span(10, 60)], { name: 'Zur Schönen Äußicht', cuisines: ['Café'] })
    expect(await rows({ text: 'schon' })).toEqual(['corner'])
    expect(await rows({ text: 'CAFE zur' })).toEqual(['corner'])
    expect(await rows({ cuisines: ['cafe'], near: here, radiusM: 5 })).toEqual(['corner'])
    expect(await rows({ open: true, near: here, radiusM: 5 })).toEqual([])
    await ask(cook, 'opening', { restaurant: 'corner', open: true })
    expect(await rows({ open: true, near: here, radiusM: 5, etaMaxMin: 4, sort: 'eta' })).toEqual(['corner'])
    expect(await query<Restaurant>('restaurant', { id: 'corner' })).toMatchObject({ open: true, rating: null })
    await put([], { name: 'Other', place: { ...here, latE7: here.latE7 + 100_000 } })
    expect(await rows({ text: 'oth', near: here, radiusM: 1_000 })).toEqual([])
    expect(await rows({ near: here, radiusM: 1_200, text: 'oth' })).toEqual(['corner'])
  })
})

it('hours must end after they begin, and time zones be some', async () => {
  const { put, ask, dora } = await open()
  expect(await put([{ from: 600, to: 600 }])).toBe('bad_body')
  expect(await put([{ from: 0, to: 10_081 }])).toBe('bad_body')
  expect(await ask(dora, 'settle', { timeZone: 'Mars/Olympus' })).toBe('bad_body')
  expect(await ask(dora, 'settle', { timeZone: 'Europe/Paris' })).toMatchObject({ rules: { timeZone: 'Europe/Paris' } })
})
