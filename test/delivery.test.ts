/** Whole house: an order from the quote to the door, on either database, and through a restart. */
import { afterEach, describe, expect, it } from 'vitest'
import { readPosition } from '../shared/delivery/output-codec.ts'
import { buy, deliveryPlace, makeTown, phone, placeAt, sit } from './support/delivery-place.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

describe.each(['SQLite', 'Postgres'])('on %s', (database) => {
  it('[G5, G7, G8] an order goes from its quote to its door, and its people see it go', async () => {
    const { start } = await deliveryPlace(database, cleanup)
    const { url } = await start()
    const dora = await makeTown(url, cleanup)
    const cook = await sit(url, 'cook', { as: 'restaurant', restaurant: 'corner' }, cleanup)
    const rob = await sit(url, 'rob', { as: 'courier' }, cleanup)
    const ann = await sit(url, 'ann', { as: 'customer' }, cleanup)

    await rob.ask('online', { vehicle: 'scooter', maxLoad: 2 })
    const mobile = phone(rob)
    mobile.at(placeAt(-200, -200), placeAt(-190, -190))

    const order = await buy(ann)
    await cook.becomes(order, 'pending')
    await cook.ask('confirm', { order, prepMin: 0 })
    await cook.ask('prepare', { order })
    await cook.ask('ready', { order })
    await ann.becomes(order, 'ready')

    await rob.sees(() => rob.offer() !== null)
    const offer = rob.offer()!
    expect(offer).toMatchObject({ order, pickup: { name: 'The Corner' } })
    await rob.ask('accept', { offer: offer.id, epoch: offer.epoch })
    await rob.sees(() => rob.orders.get(order)?.assignment === 'assigned')
    expect(rob.orders.get(order)!.drop).toMatchObject({ address: 'Door 7' })
    expect(rob.courier()).toMatchObject({ status: 'busy', jobs: [order] })

    // On its way to the restaurant a square is all that its customer sees.
    mobile.at(placeAt(-120, -120), placeAt(-60, -60))
    await ann.sees(() => ann.positions.length > 0)
    expect(readPosition(ann.positions[0]!, Date.now())).toMatchObject({ coarse: true, speedCmS: 0 })

    const { epoch } = rob.orders.get(order)!
    await expect(rob.ask('pickUp', { order, epoch })).rejects.toMatchObject({ code: 'not_seen_there' })
    mobile.at(placeAt(-5, -5), placeAt(0, 0), placeAt(2, 2))
    await rob.sees(() => rob.orders.get(order)?.assignment === 'at_pickup')
    await rob.ask('pickUp', { order, epoch })
    await ann.becomes(order, 'picked_up')

    ann.positions.length = 0
    mobile.at(placeAt(20, 60), placeAt(50, 150))
    await ann.sees(() => ann.positions.some((bytes) => bytes !== null && !readPosition(bytes, Date.now()).coarse))

    const { pin } = ann.orders.get(order)!
    expect(pin).toMatch(/^\d{4}$/)
    const wrong = pin === '0000' ? '0001' : '0000'
    await expect(rob.ask('deliver', { order, epoch, pin: wrong })).rejects.toMatchObject({ code: 'wrong_pin' })
    await rob.ask('deliver', { order, epoch, pin })
    await ann.becomes(order, 'delivered')
    await ann.sees(() => ann.positions.at(-1) === null)
    await cook.becomes(order, 'delivered')
    await dora.becomes(order, 'delivered')
    await ann.ask('rate', { order, of: 'courier', stars: 5 })
    await rob.sees(() => rob.courier()?.rating.count === 1)
    expect(rob.courier()).toMatchObject({ status: 'idle', jobs: [] })
    expect(rob.courier()!.earned).toBeGreaterThan(0)
    expect(ann.orders.get(order)!.steps.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'placed',
        'confirmed',
        'preparing',
        'ready',
        'offered',
        'assigned',
        'picked_up',
        'delivered',
      ]),
    )
  }, 60_000)
})
