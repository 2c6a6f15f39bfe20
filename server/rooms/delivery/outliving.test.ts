/** What couriers are and have outlives their silence, and the room itself; and so does the end of a share link. */
import { describe, expect, it } from 'vitest'
import { FeederWriter } from '../../../shared/delivery/feeder-frame.ts'
import { DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { CourierView, Quote } from '../../../shared/delivery/types.ts'
import { here, openCity, stateOf } from '../../../test/support/city.ts'

const MINUTE_MS = 60_000

describe('a courier', () => {
  it('that was away for an hour has what it earned, and its rating', async () => {
    const { come, ask, bring, pass } = await openCity()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
    const ann = await come('ann', 'customer')
    const order = await bring(ann, rob)
    await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
    await ask(ann, 'rate', { order, of: 'courier', stars: 4 })
    await ask(rob, 'offline', {})
    await pass(60 * MINUTE_MS)
    const back = (await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })) as CourierView
    expect(back).toMatchObject({ rating: { mean: 4, count: 1 } })
    expect(back.earned).toBeGreaterThan(100)
  })

  it('that paused still does when the room was closed meanwhile', async () => {
    const { come, ask, cook, pass, directory } = await openCity()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
    await ask(rob, 'pause', { on: true })
    for (const who of [rob, cook]) who.entry.leave('left')
    await pass(5 * MINUTE_MS)
    expect([...directory.census()]).toEqual([])
    expect(stateOf(await come('rob', 'courier')).courier).toMatchObject({ status: 'paused' })
  })

  it('sees the door for as long as it has the order', async () => {
    const { come, ask, bring } = await openCity()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
    const order = await bring(await come('ann', 'customer'), rob)
    const drop = async () => stateOf(await come('rob', 'courier')).orders.find(({ id }) => id === order)!.drop
    expect(await drop()).toMatchObject({ address: 'Door 7' })
    await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
    expect(await drop()).toBe(null)
  })
})

it('couriers of a gateway are gone when nothing is heard of them for a quarter of an hour, and may come again', async () => {
  const { come, ask, pass } = await openCity()
  const dora = await come('dora', 'dispatcher')
  await ask(dora, 'grant', { user: 'gate', role: 'feeder' })
  const gate = await come('gate', 'feeder')
  const writer = new FeederWriter()
  let batch = 0
  const report = async (...couriers: readonly number[]) => {
    const { now } = stateOf(await come('dora', 'dispatcher'))
    writer.begin(++batch, now)
    const fix = { seq: 1, t: now, ...here, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 }
    for (const courier of couriers) writer.add(courier, fix)
    gate.entry.input(writer.bytes().slice())
    await pass(1_000)
  }
  const online = async () => stateOf(await come('dora', 'dispatcher')).figures!.couriers.online
  await report(7, 5_000_000)
  expect(await online()).toBe(2)
  await pass(10 * MINUTE_MS)
  await report(7)
  await pass(6 * MINUTE_MS)
  expect(await online()).toBe(1)
  await pass(10 * MINUTE_MS)
  expect(await online()).toBe(0)
  await report(5_000_000, 7, 8)
  expect(await online()).toBe(3)
})

it('a share link dies in its time though the host was away, and many orders ended since', async () => {
  const { again, come, ask, cook, bring, directory } = await openCity()
  const rob = await come('rob', 'courier')
  await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
  const ann = await come('ann', 'customer')
  const order = await bring(ann, rob)
  const { link } = (await ask(ann, 'share', { order })) as { link: string }
  await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
  const lines = [{ item: 'soup', pieces: 1 }]
  for (let i = 0; i < 35; i++) {
    const bob = await come(`bob-${i}`, 'customer')
    const { quote } = (await ask(bob, 'quote', { restaurant: 'corner', lines, drop: here })) as Quote
    const placed = (await ask(bob, 'order', { quote, address: 'x', card: 'x' })) as { order: string }
    await ask(bob, 'cancel', { order: placed.order })
    bob.entry.leave('left')
  }
  const guest = await come('eve', 'guest', { link })
  expect(stateOf(guest).orders.map(({ id }) => id)).toEqual([order])
  for (const who of [rob, ann, cook, guest]) who.entry.leave('left')
  // The host ends while the link lives, and comes back.
  directory.close('draining')
  const { join, pass } = again()
  await pass(20 * MINUTE_MS)
  const late = await join('eve', 'delivery', DEMO_REGION, { options: { as: 'guest', link } })
  expect(late.told.at(-1)).toMatchObject({ code: 'not_found' })
})
