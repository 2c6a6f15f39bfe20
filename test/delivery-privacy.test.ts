/** [Must show 8] Who is told what of an order and of its courier: on the wire, in answers and in replays, on either database. */
import { afterEach, describe, expect, it } from 'vitest'
import { readPosition } from '../shared/delivery/output-codec.ts'
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
/** What comes of a question: `ok`, or the code of its refusal. */
const asked = (who: Seated, name: string, body: object): Promise<string> =>
  who.client.query('delivery', 'town', name as 'order', body as never).then(
    () => 'ok',
    ({ code }: { code: string }) => code,
  )
const events = ({ heard }: Seated): Set<string> => new Set(heard.map(([event]) => event))

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('[G8, G10, G11] nobody hears what is not theirs, before, during and after', async () => {
    const clock = createShiftedClock()
    const { start } = await deliveryPlace(database, cleanup)
    const { url } = await start(clock)
    const come = (user: string, as: string, more: object = {}, room?: string) =>
      sit(url, user, { as, ...more }, cleanup, room)
    const dora = await makeTown(url, cleanup)
    for (const user of [COURIER, 'other-courier', 'fred']) await dora.ask('grant', { user, role: 'courier' })
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
    // It was with somebody else first, who sees no more of it from the moment on that it is taken away.
    const fred = await come('fred', 'courier')
    await fred.ask('online', { vehicle: 'bike', maxLoad: 1 })
    await dora.ask('assign', { order, courier: 'fred' })
    await fred.sees(() => fred.orders.get(order)?.drop?.address === 'Door 7')
    await dora.ask('unassign', { order })
    await fred.sees(() => fred.heard.at(-1)?.[1] === null)
    await fred.ask('offline', {})
    await fred.sees(() => fred.courier()?.status === 'offline')
    const fredHeard = fred.heard.length
    await cook.ask('ready', { order })
    await rob.sees(() => rob.offer() !== null)
    // Nobody sees a courier before it has taken the order, and an offer names no door.
    expect(JSON.stringify(rob.offer())).not.toContain('Door 7')
    expect(ann.positions.every((bytes) => bytes === null)).toBe(true)
    const { link } = (await ann.ask('share', { order })) as { link: string }
    const guest = await come('gus', 'guest', { link })
    expect(events(guest)).not.toContain('position')
    for (const who of [ben, rob, cook, dora]) await expect(who.ask('share', { order })).rejects.toBeDefined()

    const { id: offer, epoch } = rob.offer()!
    await expect(otherRob.ask('accept', { offer, epoch })).rejects.toMatchObject({ code: 'conflict' })
    await rob.ask('accept', { offer, epoch })
    mobile.at(placeAt(30, 30), placeAt(5, 5), placeAt(0, 0), placeAt(1, 1))
    await ann.sees(() => ann.positions.some((bytes) => bytes !== null))
    await guest.sees(() => events(guest).has('position'))
    await rob.sees(() => rob.orders.get(order)?.assignment === 'at_pickup')
    // A square is all that anybody sees before the pickup, by a link too.
    for (const { positions } of [ann, guest]) {
      const shown = positions.flatMap((bytes) => (bytes === null ? [] : [readPosition(bytes, clock.wall())]))
      expect(shown.every(({ coarse, speedCmS }) => coarse && speedCmS === 0)).toBe(true)
    }
    await expect(ann.client.query('delivery', 'town', 'track', { order })).rejects.toMatchObject({ code: 'not_found' })
    await rob.ask('pickUp', { order, epoch })
    mobile.at(placeAt(10, 40), placeAt(20, 70))
    await guest.sees(() => guest.positions.length > 1)

    const everybody = { ann, ben, guest, cook, otherCook, rob, otherRob, fred, elsewhere, dora }
    /** Who gets an answer; everybody else is refused with this code. */
    const allows = async (name: string, body: object, code: string, who: readonly string[]) => {
      const got = Object.entries(everybody).map(async ([is, one]) => [is, await asked(one, name, body)])
      const wanted = Object.keys(everybody).map((is) => [is, who.includes(is) ? 'ok' : code])
      expect([name, await Promise.all(got)]).toEqual([name, wanted])
    }
    const all = Object.keys(everybody)
    for (const name of ['find', 'promos', 'redecide', 'decisions', 'couriers'] as const)
      await allows(name, {}, 'forbidden', ['dora'])
    await allows('visits', { order }, 'forbidden', ['rob', 'dora'])
    await allows('kitchen', { restaurant: 'corner' }, 'forbidden', ['cook'])
    await allows('order', { id: order }, 'not_found', ['ann', 'cook', 'rob', 'dora'])
    await allows('track', { order }, 'not_found', ['ann', 'rob', 'dora'])
    await allows('track', { courier: COURIER }, 'forbidden', ['rob', 'dora'])
    for (const name of ['orders', 'zones', 'restaurants'] as const) await allows(name, {}, 'forbidden', all)
    for (const [is, who] of Object.entries(everybody)) {
      const own = await who.client.query('delivery', 'town', 'orders', {})
      expect([is, own.orders.map(({ id }) => id)]).toEqual([is, is === 'ann' ? [order] : []])
    }
    for (const command of ['pickUp', 'deliver'] as const)
      await expect(fred.ask(command, { order, epoch: 1, reason: 'mine' })).rejects.toBeDefined()
    expect(JSON.stringify(fred.heard.slice(fredHeard))).not.toContain(order)
    expect(events(fred)).not.toContain('position')

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
    // What it was is still theirs to read; where the courier went since, and where people live, is not.
    await allows('order', { id: order }, 'not_found', ['ann', 'cook', 'rob', 'dora'])
    await allows('track', { order }, 'not_found', ['ann', 'rob', 'dora'])
    const { drop, endedMs } = await rob.client.query('delivery', 'town', 'order', { id: order }).then((view) => ({
      drop: view.drop,
      endedMs: view.steps.find(({ type }) => type === 'delivered')!.at,
    }))
    expect(drop).toBe(null)
    for (const who of [ann, rob]) {
      const { chunks } = await who.client.query('delivery', 'town', 'track', { order })
      expect(chunks.every(({ toMs }) => toMs <= endedMs)).toBe(true)
    }
  }, 60_000)
})
