/** What couriers are and have outlives their silence, and the room itself; and so does the end of a share link. */
import { describe, expect, it } from 'vitest'
import { DEMO_REGION } from '../../../shared/delivery/rules.ts'
import type { CourierView, DeliveryState, OrderView, Quote } from '../../../shared/delivery/types.ts'
import { FRAME } from '../../../shared/frames.ts'
import { readAll } from '../../../shared/reader.ts'
import { createEngine } from '../../../test/support/engine.ts'
import type { Player } from '../../../test/support/engine.ts'
import { createMemoryStorage } from '../../../test/support/memory-storage.ts'
import { inbox } from '../inbox/kind.ts'
import { delivery } from './kind.ts'

const commands = Object.keys(delivery.contract.commands)
const BOUNDS = { frames: 1, depth: 32, items: Infinity, textBytes: Infinity, strictText: false }
const MINUTE_MS = 60_000
const here = { latE7: 525_200_000, lonE7: 134_050_000 }

const stateOf = (who: Player) => readAll(who.place.state, BOUNDS)[0] as DeliveryState

/** The city with one kitchen, on a clock that the test moves. */
const open = async () => {
  const kinds = [delivery, inbox]
  const storage = await createMemoryStorage(kinds)
  const engine = createEngine(kinds, { storage })
  /** Another host, on what this one has kept. */
  const again = () => createEngine(kinds, { storage, clock: engine.clock })
  let rid = 0
  const come = (user: string, as: string, more: object = {}) =>
    engine.join(user, 'delivery', DEMO_REGION, { options: { as, ...more } })
  /** The answer, or the code of the refusal. */
  const ask = async (who: Player, command: string, body: unknown): Promise<unknown> => {
    who.entry.command(commands.indexOf(command), body, ++rid, null)
    await engine.pass(50)
    const asked = rid
    const reply = who.frames().find((frame) => frame.type === FRAME.REPLY && frame.rid === asked)
    if (reply?.type !== FRAME.REPLY) throw new Error(`${command} was not answered`)
    return reply.code ?? reply.body
  }
  const cook = await come('cook', 'restaurant', { restaurant: 'corner' })
  const corner = { id: 'corner', name: 'C', place: here, cuisines: [], priceLevel: 1, prepMin: 0, hours: [] }
  await ask(cook, 'restaurantPut', corner)
  const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
  await ask(cook, 'itemPut', { restaurant: 'corner', id: 'soup', item: soup })
  /** Until it is with the courier. */
  const bring = async (ann: Player, rob: Player): Promise<string> => {
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await ask(ann, 'quote', { restaurant: 'corner', lines, drop: here, tip: 100 })) as Quote
    const { order } = (await ask(ann, 'order', { quote, address: 'Door 7', card: 'x' })) as { order: string }
    await ask(cook, 'confirm', { order, prepMin: 0 })
    await ask(cook, 'ready', { order })
    const dora = await come('dora', 'dispatcher')
    await ask(dora, 'assign', { order, courier: 'rob' })
    dora.entry.leave('left')
    expect(await ask(rob, 'pickUp', { order, epoch: 1, reason: 'here' })).toBe(null)
    return order
  }
  return { ...engine, again, come, ask, cook, bring }
}

describe('a courier', () => {
  it('that was away for an hour has what it earned, and its rating', async () => {
    const { come, ask, bring, pass } = await open()
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
    const { come, ask, cook, pass, directory } = await open()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
    await ask(rob, 'pause', { on: true })
    for (const who of [rob, cook]) who.entry.leave('left')
    await pass(5 * MINUTE_MS)
    expect([...directory.census()]).toEqual([])
    expect(stateOf(await come('rob', 'courier')).courier).toMatchObject({ status: 'paused' })
  })

  it('sees the door for as long as it has the order', async () => {
    const { come, ask, bring } = await open()
    const rob = await come('rob', 'courier')
    await ask(rob, 'online', { vehicle: 'bike', maxLoad: 1 })
    const order = await bring(await come('ann', 'customer'), rob)
    const drop = async () => stateOf(await come('rob', 'courier')).orders.find(({ id }) => id === order)!.drop
    expect(await drop()).toMatchObject({ address: 'Door 7' })
    await ask(rob, 'deliver', { order, epoch: 1, reason: 'given' })
    expect(await drop()).toBe(null)
  })
})

it('a share link dies in its time though the host was away, and many orders ended since', async () => {
  const { again, come, ask, cook, bring, directory } = await open()
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
    const placed = (await ask(bob, 'order', { quote, address: 'x', card: 'x' })) as OrderView & { order: string }
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
