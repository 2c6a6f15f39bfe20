/** Two orders from near by to near by are offered together where there are fewer couriers than orders. */
import { expect, it } from 'vitest'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../../shared/delivery/fixes.ts'
import type { Offer, Quote } from '../../../shared/delivery/types.ts'
import { here, openCity, stateOf } from '../../../test/support/city.ts'
import { placeAt } from '../../../test/support/listings.ts'

/** `rob` is asked of the orders of `ann` and `bob` at once. */
const offerBoth = async () => {
  const city = await openCity()
  const { come, ask, cook, pass, clock } = city
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 2 })
  const epochMs = Math.floor(clock.wall())
  let seq = 0
  const stand = (): void => {
    const fixes = new FixColumns(1)
    const t = Math.floor(clock.wall())
    fixes.push({ seq: ++seq, t, ...placeAt(here, 40, 40), headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
    rob.entry.input(encodeOwn(LIVE_FRAME, fixes, epochMs, 1))
  }
  const orders: string[] = []
  for (const [i, user] of ['ann', 'bob'].entries()) {
    const who = await come(user, 'customer')
    const drop = placeAt(here, 100 * i, 1_800)
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await ask(who, 'quote', { restaurant: 'corner', lines, drop })) as Quote
    const { order } = (await ask(who, 'order', { quote, address: 'x', card: 'x' })) as { order: string }
    orders.push(order)
  }
  for (const order of orders) await ask(cook, 'confirm', { order, prepMin: 0 })
  stand()
  const offered = async (): Promise<Offer> => {
    for (let i = 0; i < 20; i++) {
      const { offer } = stateOf(await come('rob', 'courier'))
      if (offer !== null) return offer
      stand()
      await pass(1_000)
    }
    throw new Error('nothing is offered')
  }
  const offer = await offered()
  expect([offer.order, ...offer.with].toSorted()).toEqual(orders.toSorted())
  return { ...city, rob, orders, offer, offered }
}

it('[G7] one courier is asked of both at once, and takes both or none', async () => {
  const { come, ask, rob, orders, offer } = await offerBoth()
  expect(await ask(rob, 'accept', { offer: offer.id, epoch: offer.epoch })).toBe(null)
  const mine = stateOf(await come('rob', 'courier'))
  expect(mine.courier!.jobs.toSorted()).toEqual(orders.toSorted())
  expect(mine.orders.map(({ assignment }) => assignment)).toEqual(['assigned', 'assigned'])
})

it('[G7] where one of both is cancelled, the courier is asked of the other anew: it has not said no', async () => {
  const { come, ask, rob, orders, offer, offered } = await offerBoth()
  await ask(await come('bob', 'customer'), 'cancel', { order: orders[1], reason: 'not hungry' })
  expect(await ask(rob, 'accept', { offer: offer.id, epoch: offer.epoch })).toBe('conflict')
  expect(await offered()).toMatchObject({ order: orders[0], with: [] })
})
