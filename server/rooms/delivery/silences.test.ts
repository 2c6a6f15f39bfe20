/** Couriers who fall silent with an order, hosts that fall silent, and orders that nobody could pick up: none is lost. */
import { describe, expect, it } from 'vitest'
import { FeederWriter } from '../../../shared/delivery/feeder-frame.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { here } from '../../../test/support/city.ts'
import { openRoadTown } from '../../../test/support/road-town.ts'
import { regionDb } from './rows.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** One order that stands ready, in the hands of the only courier. */
const inHands = async () => {
  const town = await openRoadTown()
  const rob = await town.ride('rob')
  const order = await town.cooked(await town.placed())
  await town.wait(4 * SECOND, rob)
  const { epoch } = await town.takes(rob)
  return { ...town, rob, order, epoch }
}

describe('a courier of whom nothing is heard', () => {
  it('[G21] loses what it has not picked up, which is offered to another', async () => {
    const { ask, ride, order, epoch, rob, view, takes, wait, seen } = await inHands()
    const bob = await ride('bob')
    await wait(DELIVERY.lostMs - 20 * SECOND, bob)
    expect(await view(order)).toMatchObject({ assignment: 'assigned', courier: { name: 'rob' } })
    await wait(40 * SECOND, bob)
    expect((await view(order)).steps.findLast(({ type }) => type === 'unassigned')).toMatchObject({
      by: 'system',
      note: 'nothing was heard of the courier for 5 minutes',
    })
    const second = await takes(bob)
    expect(second.order).toBe(order)
    // It comes back, and is refused in so many words.
    expect(await ask(rob.who, 'pickUp', { order, epoch, reason: 'here' })).toBe('conflict')
    expect((await seen('rob', 'courier')).courier!.jobs).toEqual([])
    expect(await ask(bob.who, 'pickUp', { order, epoch: second.epoch, reason: 'here' })).toBe(null)
  })

  it('[G21] keeps what it carries: dispatchers are told, and again while that lasts', async () => {
    const { ask, order, epoch, rob, view, wait, storage } = await inHands()
    expect(await ask(rob.who, 'pickUp', { order, epoch, reason: 'here' })).toBe(null)
    const told = async () => {
      const events = await storage.reader.db
        .selectFrom('delivery_order_event' as never)
        .select('type' as never)
        .execute()
      return (events as { type: string }[]).filter(({ type }) => type === 'courier_silent').length
    }
    await wait(DELIVERY.lostMs + 2 * SECOND)
    expect(await view(order)).toMatchObject({ warning: 'courier_silent', courier: { name: 'rob' } })
    expect(await told()).toBe(1)
    await wait(15 * MINUTE)
    expect(await told()).toBe(3)
    await wait(2 * SECOND, rob)
    expect(await view(order)).not.toHaveProperty('warning')
    expect(await ask(rob.who, 'deliver', { order, epoch, reason: 'given' })).toBe(null)
  })

  it('[G21] is one that says nothing at all: whoever asks for something is there', async () => {
    const { ask, order, rob, view, wait } = await inHands()
    for (let i = 0; i < 3; i++) {
      await wait(3 * MINUTE)
      await ask(rob.who, 'pause', { on: i % 2 === 0 })
    }
    expect(await view(order)).toMatchObject({ assignment: 'assigned' })
  })

  it('[G12, G21] has its time anew where the host was away', async () => {
    const { order, rob, view, wait, restart } = await inHands()
    await restart(60 * MINUTE, rob)
    await wait(DELIVERY.lostMs - 20 * SECOND)
    expect(await view(order)).toMatchObject({ assignment: 'assigned', courier: { name: 'rob' } })
    await wait(40 * SECOND)
    expect(await view(order)).toMatchObject({ assignment: 'unassigned', courier: null })
  })
})

describe('an order', () => {
  it('is given to no courier of a gateway, which could never pick it up', async () => {
    const { ask, come, order, epoch, rob, wait, clock } = await inHands()
    const dora = await come('dora', 'dispatcher')
    await ask(dora, 'grant', { user: 'gate', role: 'feeder' })
    const gate = await come('gate', 'feeder')
    const writer = new FeederWriter()
    const now = Math.floor(clock.wall())
    writer.begin(1, now)
    writer.add(7, { seq: 1, t: now, ...here, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
    gate.entry.input(writer.bytes().slice())
    await wait(SECOND, rob)
    expect(await ask(dora, 'unassign', { order })).toBe(null)
    expect(await ask(rob.who, 'pickUp', { order, epoch, reason: 'here' })).toBe('conflict')
    expect(await ask(dora, 'assign', { order, courier: 'gate/7' })).toBe('conflict')
    expect(await ask(dora, 'assign', { order, courier: 'rob' })).toBe(null)
  })

  it('is taken from a courier that nobody knows any more', async () => {
    const { ask, come, order, rob, view, wait, restart, storage } = await inHands()
    await wait(SECOND, rob)
    await regionDb(storage.reader.db).deleteFrom('delivery_courier').execute()
    await restart()
    const dora = await come('dora', 'dispatcher')
    expect(await view(order)).toMatchObject({ assignment: 'assigned' })
    expect(await ask(dora, 'unassign', { order })).toBe(null)
    expect(await view(order)).toMatchObject({ assignment: 'unassigned' })
    expect(await ask(dora, 'unassign', { order })).toBe('conflict')
  })

  it('[G12] remembers over a restart that its courier was seen at the counter', async () => {
    const { ask, epoch, order, rob, view, wait, restart } = await inHands()
    await wait(60 * SECOND, rob)
    expect(await view(order)).toMatchObject({ assignment: 'at_pickup' })
    await restart(SECOND, rob)
    expect(await ask(rob.who, 'pickUp', { order, epoch })).toBe(null)
  })

  it('[G7, G12] is not offered again, over a restart, to who has just declined it', async () => {
    const { ask, cooked, heard, offerTo, placed, restart, ride, view, wait } = await openRoadTown()
    const rob = await ride('rob')
    const order = await cooked(await placed())
    await wait(4 * SECOND, rob)
    const offer = (await offerTo(rob))!
    expect(offer.order).toBe(order)
    await ask(rob.who, 'decline', { offer: offer.id, epoch: offer.epoch })
    await restart(SECOND, rob)
    heard(rob)
    await wait(MINUTE, rob)
    expect(await offerTo(rob)).toBe(null)
    await wait(DELIVERY.excludeMs, rob)
    expect((await view(order)).steps.filter(({ type }) => type === 'offered')).toHaveLength(2)
  })
})
