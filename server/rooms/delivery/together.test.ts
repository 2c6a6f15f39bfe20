/** Two orders from near by to near by are offered together where there are fewer couriers than orders. */
import { expect, it } from 'vitest'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../../shared/delivery/fixes.ts'
import type { Quote } from '../../../shared/delivery/types.ts'
import { here, openCity, stateOf } from '../../../test/support/city.ts'
import { placeAt } from '../../../test/support/listings.ts'

it('[G7] one courier is asked of both at once, and takes both or none', async () => {
  const { come, ask, cook, pass, clock } = await openCity()
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 2 })
  const orders: string[] = []
  const epochMs = Math.floor(clock.wall())
  let seq = 0
  const stand = (): void => {
    const fixes = new FixColumns(1)
    const t = Math.floor(clock.wall())
    fixes.push({ seq: ++seq, t, ...placeAt(here, 40, 40), headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
    rob.entry.input(encodeOwn(LIVE_FRAME, fixes, epochMs, 1))
  }
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
  const offered = async () => stateOf(await come('rob', 'courier')).offer
  for (let i = 0; i < 20 && (await offered()) === null; i++) {
    stand()
    await pass(1_000)
  }
  const offer = (await offered())!
  expect([offer.order, ...offer.with].sort()).toEqual([...orders].sort())
  expect(await ask(rob, 'accept', { offer: offer.id, epoch: offer.epoch })).toBe(null)
  const mine = stateOf(await come('rob', 'courier'))
  expect(mine.courier!.jobs.toSorted()).toEqual([...orders].sort())
  expect(mine.orders.map(({ assignment }) => assignment)).toEqual(['assigned', 'assigned'])
})
