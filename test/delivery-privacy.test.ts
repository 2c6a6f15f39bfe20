/** [Must show 8] Who is told what of an order and of its courier: on the wire, in answers and in replays, on either database. */
import { afterEach, describe, expect, it } from 'vitest'
import { createShiftedClock } from './support/shifted-clock.ts'
import { buy, CENTRE, deliveryPlace, makeTown, phone, placeAt, sit } from './support/delivery-place.ts'
import type { Seated } from './support/delivery-place.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const COURIER = 'courier-8d1f'
const CUSTOMER = 'customer-27aa'

/** Everything that somebody was told, as text. */
const toldOf = ({ seat, heard }: Seated): string =>
  JSON.stringify([seat.state, heard.filter(([, body]) => !(body instanceof Uint8Array))])
const events = ({ heard }: Seated): Set<string> => new Set(heard.map(([event]) => event))

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('[G8, G10, G11] nobody hears what is not theirs, before, during and after', async () => {
    const clock = createShiftedClock()
    const { start } = await deliveryPlace(database, cleanup)
    const { url } = await start(clock)
    const come = (user: string, as: string, more: object = {}, room?: string) =>
      sit(url, user, { as, ...more }, cleanup, room)
    const dora = await makeTown(url, cleanup)
    for (const user of [COURIER, 'other-courier']) await dora.ask('grant', { user, role: 'courier' })
    await dora.ask('grant', { user: 'other-cook', role: 'restaurant', restaurant: 'bistro' })
    const elsewhere = await come('dieter', 'dispatcher', { create: true }, 'village')
    await elsewhere.ask('create', { name: 'Village', centre: CENTRE, radiusM: 5_000, currency: 'EUR' })

    const rob = await come(COURIER, 'courier', { name: 'Rob' })
    const otherRob = await come('other-courier', 'courier')
    const ann = await come(CUSTOMER, 'customer', { name: 'Ann' })
    const ben = await come('ben', 'customer')
    const cook = await come('cook', 'restaurant', { restaurant: 'corner' })
    const otherCook = await come('other-cook', 'restaurant', { restaurant: 'bistro' })
    await rob.ask('online', { vehicle: 'bike', maxLoad: 1 })
    const mobile = phone(rob)
    mobile.at(placeAt(60, 60), placeAt(62, 62))

    const order = await buy(ann)
    await cook.ask('confirm', { order, prepMin: 0 })
    await cook.ask('prepare', { order })
    await cook.ask('ready', { order })
    await rob.sees(() => rob.offer() !== null)
    // Nobody sees a courier before it has taken the order, and an offer names no door.
    expect(JSON.stringify(rob.offer())).not.toContain('Door 7')
    expect(events(ann)).not.toContain('position')
    const { link } = (await ann.ask('share', { order })) as { link: string }
    const guest = await come('gus', 'guest', { link })
    expect(events(guest)).not.toContain('position')
    for (const who of [ben, rob, cook, dora]) await expect(who.ask('share', { order })).rejects.toBeDefined()

    const { id: offer, epoch } = rob.offer()!
    await expect(otherRob.ask('accept', { offer, epoch })).rejects.toMatchObject({ code: 'conflict' })
    await rob.ask('accept', { offer, epoch })
    mobile.at(placeAt(30, 30), placeAt(5, 5), placeAt(0, 0), placeAt(1, 1))
    await ann.sees(() => events(ann).has('position'))
    await guest.sees(() => events(guest).has('position'))
    await rob.sees(() => rob.orders.get(order)?.assignment === 'at_pickup')
    await expect(ann.client.query('delivery', 'town', 'track', { order })).rejects.toMatchObject({ code: 'not_found' })
    await rob.ask('pickUp', { order, epoch })
    mobile.at(placeAt(10, 40), placeAt(20, 70))
    await guest.sees(() => guest.positions.length > 1)

    const hidden = [ben, otherRob, otherCook, elsewhere]
    const asks = (who: Seated, body: object) => who.client.query('delivery', 'town', 'track', body)
    for (const who of hidden) {
      expect(toldOf(who)).not.toContain(order)
      await expect(who.client.query('delivery', 'town', 'order', { id: order })).rejects.toMatchObject({
        code: 'not_found',
      })
      await expect(asks(who, { order })).rejects.toMatchObject({ code: 'not_found' })
      for (const command of ['cancel', 'share'] as const)
        await expect(who.ask(command, { order })).rejects.toBeDefined()
    }
    for (const who of [ann, ben, guest, cook, otherRob, elsewhere]) {
      await expect(asks(who, { courier: COURIER })).rejects.toMatchObject({ code: 'forbidden' })
      await expect(who.client.query('delivery', 'town', 'couriers', {})).rejects.toMatchObject({ code: 'forbidden' })
      await expect(who.client.query('delivery', 'town', 'decisions', {})).rejects.toMatchObject({ code: 'forbidden' })
      expect([...events(who)]).not.toContain('board')
      expect([...events(who)]).not.toContain('offer')
    }
    await expect(guest.client.query('delivery', 'town', 'order', { id: order })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(otherCook.client.query('delivery', 'town', 'kitchen', { restaurant: 'corner' })).rejects.toMatchObject(
      {
        code: 'forbidden',
      },
    )
    for (const who of [cook, rob, dora]) expect([...events(who)]).not.toContain('position')

    // What each of its people is not told.
    for (const who of [ann, guest, cook]) expect(toldOf(who)).not.toContain(COURIER)
    for (const who of [guest, cook, rob]) expect(toldOf(who)).not.toContain(CUSTOMER)
    for (const who of [guest, cook]) expect(toldOf(who)).not.toContain('Door 7')
    expect(toldOf(guest)).not.toContain('Ann')
    expect(toldOf(guest)).not.toContain('Soup')
    for (const who of [guest, cook, rob, dora]) expect(toldOf(who)).not.toContain('"pin"')
    for (const who of [cook, rob, dora]) expect(toldOf(who)).not.toContain(link)

    await rob.ask('deliver', { order, epoch, pin: ann.orders.get(order)!.pin })
    await guest.sees(() => guest.positions.at(-1) === null)
    await ann.sees(() => ann.positions.at(-1) === null)
    const seen = ann.positions.length
    mobile.at(placeAt(40, 100), placeAt(60, 130))
    // A quarter of an hour later the link shows nothing any more.
    clock.advance(15 * 60_000 + 2_000)
    await guest.sees(() => guest.left.includes('not_found'))
    await expect(come('gus', 'guest', { link })).rejects.toMatchObject({ code: 'not_found' })
    expect(ann.positions.length).toBe(seen)
  }, 60_000)
})
