import { describe, expect, it } from 'vitest'
import type { Quote } from '../../../shared/delivery/types.ts'
import { openCustomer, openRestaurant } from '../delivery.ts'
import { settled } from '../fake-host.ts'
import { FakeRegion, orderOf } from './fake-region.ts'

const WHAT = { restaurant: 'corner', lines: [{ item: 'soup', pieces: 1 }], drop: { latE7: 1, lonE7: 2 } }
const TO = { address: 'Door 7', card: 'test' }

const shop = async () => {
  const region = new FakeRegion({ role: 'customer' })
  const ann = await openCustomer(region.client, 'town')
  const quoteOf = (quote: string, forMs = 300_000): Quote => ({
    quote,
    lines: [],
    amounts: { subtotal: 0, tax: 0, delivery: 0, surge: 0, promo: 0, tip: 0, total: 0 },
    currency: 'EUR',
    surge: 1_000,
    promos: [],
    distanceM: 900,
    eta: { from: 0, to: 0 },
    expiresMs: region.now() + forMs,
  })
  const basket = ann.basket(WHAT)
  return { region, ann, basket, quoteOf }
}

describe('a basket', () => {
  it('shows the price of what it holds, never of what it held', async () => {
    const { region, basket, quoteOf } = await shop()
    const old = region.next('quote')
    basket.change({ lines: [{ item: 'soup', pieces: 2 }] })
    basket.change({ tip: 100 })
    old.answer(quoteOf('old'))
    await settled()
    expect(basket.quote).toBe(null)
    region.clock.advance(250)
    const asked = region.next('quote')
    expect(asked.body).toEqual({ ...WHAT, lines: [{ item: 'soup', pieces: 2 }], tip: 100 })
    asked.answer(quoteOf('new'))
    await settled()
    expect(basket.quote?.quote).toBe('new')
    expect(region.asked).toEqual([])
  })

  it('is priced again half a minute before its price runs out', async () => {
    const { region, basket, quoteOf } = await shop()
    region.next('quote').answer(quoteOf('first'))
    await settled()
    region.clock.advance(269_000)
    expect(region.asked).toEqual([])
    region.clock.advance(1_000)
    expect(basket.quote?.quote).toBe('first')
    region.next('quote').answer(quoteOf('second'))
    await settled()
    expect(basket.quote?.quote).toBe('second')
  })

  it('says why there is no price, and asks again where that can help', async () => {
    const { region, basket } = await shop()
    region.next('quote').refuse('rate_limited', 500)
    await settled()
    expect(basket).toMatchObject({ quote: null, error: { code: 'rate_limited' } })
    await expect(basket.priced()).rejects.toMatchObject({ code: 'rate_limited' })
    await expect(basket.order(TO)).rejects.toMatchObject({ code: 'rate_limited' })
    region.clock.advance(500)
    region.next('quote').refuse('conflict')
    await settled()
    region.clock.advance(60_000)
    expect(region.asked).toEqual([])
  })

  it('is ordered once: at the same time, after a success, and where nobody knows how it went', async () => {
    const { region, basket, quoteOf } = await shop()
    region.next('quote').answer(quoteOf('q'))
    await settled()
    const first = basket.order(TO)
    const unknown = region.next('order')
    unknown.refuse('timeout')
    await expect(first).rejects.toMatchObject({ code: 'timeout' })
    const again = [basket.order(TO), basket.order(TO)]
    const asked = region.next('order')
    expect(asked.nonce).toEqual(unknown.nonce)
    expect(asked.body).toEqual({ quote: 'q', ...TO })
    asked.answer({ order: 'a' })
    expect(await Promise.all([...again, basket.order(TO)])).toEqual(['a', 'a', 'a'])
    expect(region.asked).toEqual([])
  })

  const failed = async (code: 'timeout' | 'internal') => {
    const { region, basket, quoteOf, ...rest } = await shop()
    region.next('quote').answer(quoteOf('old'))
    await settled()
    const first = basket.order(TO)
    const tried = region.next('order')
    tried.refuse(code)
    await expect(first).rejects.toMatchObject({ code })
    const reprice = async (quote: string) => {
      region.clock.advance(250)
      region.next('quote').answer(quoteOf(quote))
      await settled()
    }
    return { region, basket, tried, reprice, quoteOf, ...rest }
  }

  it('that was changed since a try nobody knows the end of is ordered at the new price, once that try is known to be nothing', async () => {
    const { region, basket, tried, reprice } = await failed('timeout')
    region.answers['orders'] = { orders: [], next: null }
    basket.change({ tip: 100 })
    await settled()
    expect(region.queried.at(-1)).toEqual({ name: 'orders', body: { quote: 'old' } })
    await reprice('new')
    const second = basket.order(TO)
    const asked = region.next('order')
    expect(asked.body).toEqual({ quote: 'new', ...TO })
    expect(asked.nonce).not.toEqual(tried.nonce)
    asked.answer({ order: 'a' })
    expect(await second).toBe('a')
  })

  it('says what the first try came to, where it was changed since, and orders nothing', async () => {
    const { region, basket, reprice } = await failed('internal')
    basket.change({ lines: [{ item: 'soup', pieces: 2 }] })
    await reprice('new')
    // Nobody answers: what is not known is not risked.
    await expect(basket.order(TO)).rejects.toMatchObject({ code: 'not_found' })
    region.answers['orders'] = { orders: [orderOf('a')], next: null }
    await expect(basket.order(TO)).rejects.toMatchObject({ code: 'conflict' })
    expect([basket.earlier, region.asked]).toEqual(['a', []])
  })

  it('asks about a try at a price that is not shown any more, or to another door', async () => {
    const { region, basket, quoteOf } = await failed('internal')
    region.answers['orders'] = { orders: [], next: null }
    region.clock.advance(270_000)
    region.next('quote').answer(quoteOf('dearer'))
    await settled()
    const second = basket.order(TO)
    await settled()
    const asked = region.next('order')
    expect(asked.body).toEqual({ quote: 'dearer', ...TO })
    asked.refuse('internal')
    await expect(second).rejects.toMatchObject({ code: 'internal' })
    region.answers['orders'] = { orders: [orderOf('a')], next: null }
    await expect(basket.order({ ...TO, address: 'Door 8' })).rejects.toMatchObject({ code: 'conflict' })
    expect(basket.earlier).toBe('a')
  })

  it('that was changed while it was being ordered does not take the order for its own', async () => {
    const { region, basket, quoteOf } = await shop()
    region.next('quote').answer(quoteOf('q'))
    await settled()
    const first = basket.order(TO)
    basket.change({ tip: 100 })
    const second = basket.order(TO)
    region.next('order').answer({ order: 'a' })
    expect(await first).toBe('a')
    await expect(second).rejects.toMatchObject({ code: 'conflict' })
    expect(basket.earlier).toBe('a')
  })

  it('that was closed with a try nobody knows the end of leaves it to the next one', async () => {
    const { region, ann, basket, quoteOf } = await failed('internal')
    basket.close()
    const next = ann.basket(WHAT)
    region.next('quote').answer(quoteOf('new'))
    await next.priced()
    region.answers['orders'] = { orders: [orderOf('a')], next: null }
    await expect(next.order(TO)).rejects.toMatchObject({ code: 'conflict' })
    expect([next.earlier, region.asked]).toEqual(['a', []])
    // That one is known: whoever wants another one has it.
    const another = ann.basket(WHAT)
    region.next('quote').answer(quoteOf('more'))
    await another.priced()
    void another.order(TO)
    expect(region.next('order').body).toEqual({ quote: 'more', ...TO })
  })

  it('that was refused is priced anew, and the next try is another one', async () => {
    const { region, basket, quoteOf } = await shop()
    region.next('quote').answer(quoteOf('q'))
    await settled()
    const first = basket.order(TO)
    const refused = region.next('order')
    refused.refuse('payment_declined')
    await expect(first).rejects.toMatchObject({ code: 'payment_declined' })
    void basket.order({ ...TO, card: 'other' })
    expect(region.next('order').nonce).not.toEqual(refused.nonce)
  })

  it('leaves nobody listening, and no timer', async () => {
    const { region, ann, basket, quoteOf } = await shop()
    const other = ann.basket(WHAT).priced()
    region.next('quote').answer(quoteOf('q'))
    expect((await basket.priced()).quote).toBe('q')
    ann.close()
    await expect(other).rejects.toMatchObject({ code: 'not_joined' })
    expect(region).toMatchObject({ listening: 0, status: 'left' })
    expect(region.clock.pending).toBe(0)
  })
})

describe('a seat', () => {
  it('tells that what was asked is tried again, and since when', async () => {
    const { region, ann } = await shop()
    let told = 0
    ann.on('status', () => told++)
    region.putsOff(7)
    await settled()
    expect([ann.retrying, told]).toEqual([7, 1])
    region.putsOff(null)
    await settled()
    expect([ann.retrying, told]).toEqual([null, 2])
  })
})

describe('lists', () => {
  it('of restaurants come page by page, one page at a time', async () => {
    const { region, ann } = await shop()
    region.answers['restaurants'] = { rows: [{ id: 'a' }, { id: 'b' }], next: 'b' }
    const found = await ann.search({ text: 'soup' })
    expect([found.rows.length, found.atEnd]).toEqual([2, false])
    region.answers['restaurants'] = { rows: [{ id: 'c' }], next: null }
    await Promise.all([found.more(), found.more()])
    await found.more()
    expect(found.rows.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(found.atEnd).toBe(true)
    expect(region.queried.map(({ body }) => body)).toEqual([{ text: 'soup' }, { text: 'soup', after: 'b' }])
  })

  it('of my orders know no order twice, and no old view for a new one', async () => {
    const { region, ann } = await shop()
    region.says('order', orderOf('b', { n: 4, placedMs: 2 }), 'b')
    region.answers['orders'] = { orders: [orderOf('b', { n: 3, placedMs: 2 }), orderOf('a')], next: null }
    expect(await ann.history()).toBe(false)
    expect(ann.orders.map(({ id, n }) => [id, n])).toEqual([
      ['b', 4],
      ['a', 1],
    ])
  })
})

describe('a kitchen', () => {
  it('has before it what is to be done, the oldest first', async () => {
    const orders = [orderOf('b', { placedMs: 2 }), orderOf('a', { placedMs: 1 })]
    const region = new FakeRegion({ role: 'restaurant', restaurant: 'corner', orders })
    region.answers['restaurant'] = { id: 'corner', menu: [] }
    const cook = await openRestaurant(region.client, 'town')
    await settled()
    expect(cook).toMatchObject({ id: 'corner', restaurant: { id: 'corner' } })
    expect(cook.open.map(({ id }) => id)).toEqual(['a', 'b'])
    region.says('order', orderOf('a', { n: 9, state: 'cancelled' }), 'a')
    expect([cook.open.map(({ id }) => id), cook.over.map(({ id }) => id)]).toEqual([['b'], ['a']])
    void cook.confirm('b', 15)
    expect(region.next('confirm').body).toEqual({ order: 'b', prepMin: 15 })
    region.answers['restaurant'] = { id: 'corner', menu: [], open: false }
    const closing = cook.opening(false)
    region.next('opening').answer()
    await closing
    expect(cook.restaurant?.open).toBe(false)
    cook.close()
    expect(region).toMatchObject({ listening: 0, status: 'left' })
  })
})
