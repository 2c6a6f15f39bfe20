/** What a region promises on the wire (PROTOCOL G), on real sockets. */
import { afterEach, describe, expect, it } from 'vitest'
import { FeederWriter } from '../shared/delivery/feeder-frame.ts'
import { BULK_FRAME, FixColumns, encodeOwn } from '../shared/delivery/fixes.ts'
import { readBoard } from '../shared/delivery/output-codec.ts'
import type { BoardCourier } from '../shared/delivery/output-codec.ts'
import type { Look, Place, Quote } from '../shared/delivery/types.ts'
import { CENTRE, buy, deliveryPlace, makeTown, phone, placeAt, sit, tokenOf } from './support/delivery-place.ts'
import type { Seated } from './support/delivery-place.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

const open = async () => {
  const { start } = await deliveryPlace('SQLite', cleanup)
  const host = await start()
  const dora = await makeTown(host.url, cleanup)
  const come = (user: string, as: string, more: object = {}) => sit(host.url, user, { as, ...more }, cleanup)
  return { start, host, dora, come }
}

const BOX = {
  south: placeAt(0, -400).latE7,
  north: placeAt(0, 400).latE7,
  west: placeAt(-400, 0).lonE7,
  east: placeAt(400, 0).lonE7,
}

/** What a dispatcher's board shows, cell by cell as it was told last. */
const shown = ({ heard }: Seated): BoardCourier[] => {
  const cells = new Map<string, BoardCourier[]>()
  for (const [event, body] of heard) {
    if (event !== 'board') continue
    const bytes = body as Uint8Array
    const cell = readBoard(bytes, Date.now())
    // A cell is told apart by its corner.
    if (cell.level === 0) cells.set(bytes.slice(5, 13).join(), [...cell.couriers])
  }
  return [...cells.values()].flat()
}

const near = (one: BoardCourier | undefined, { latE7, lonE7 }: Place): boolean =>
  one !== undefined && Math.abs(one.latE7 - latE7) < 1_500 && Math.abs(one.lonE7 - lonE7) < 2_500

describe('a region', () => {
  it('[G1] lets people be what they may be, and no longer than they may', async () => {
    const { come, dora, host } = await open()
    await expect(come('eve', 'courier')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(come('eve', 'dispatcher')).rejects.toMatchObject({ code: 'forbidden' })
    await expect(come('cook', 'restaurant', { restaurant: 'other' })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(come('eve', 'guest', { link: 'guessed' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(sit(host.url, 'eve', { as: 'customer' }, cleanup, 'nowhere')).rejects.toMatchObject({
      code: 'unknown_room',
    })
    const rob = await come('rob', 'courier')
    await expect(rob.ask('policy', { dispatch: 'nearest' })).rejects.toMatchObject({ code: 'forbidden' })
    await dora.ask('revoke', { user: 'rob', role: 'courier' })
    await rob.sees(() => rob.left.includes('forbidden'))
    await expect(come('rob', 'courier')).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('[G2, G9] shows dispatchers whole cells, of couriers and of those that a feeder speaks for', async () => {
    const { come, dora } = await open()
    await dora.ask('grant', { user: 'gate', role: 'feeder' })
    const rob = await come('rob', 'courier')
    await rob.ask('online', { vehicle: 'scooter', maxLoad: 1 })
    const mobile = phone(rob)
    mobile.at(placeAt(10, 10), placeAt(20, 20))
    const look = (await dora.ask('look', { box: BOX })) as Look
    expect(look).toMatchObject({ level: 0 })
    expect(look.cells.length).toBeGreaterThan(1)
    await dora.sees(() => near(shown(dora)[0], placeAt(20, 20)))

    const gate = await come('gate', 'feeder')
    const writer = new FeederWriter()
    writer.begin(1, Date.now() - 1_000)
    const { latE7, lonE7 } = placeAt(-100, -100)
    writer.add(77, { seq: 1, t: Date.now(), latE7, lonE7, headingCdeg: 9_000, speedCmS: 400, accuracyM: 5, flags: 0 })
    gate.seat.input(writer.bytes())
    await dora.sees(() => shown(dora).length === 2)
    // What a customer sends is nobody's position.
    const eve = await come('eve', 'customer')
    eve.seat.input(writer.bytes())

    // Out of its cell: it is in that one no more.
    mobile.at(placeAt(-60, -60), placeAt(-62, -62))
    const isSouthWest = (one: BoardCourier): boolean => one.latE7 < CENTRE.latE7 && one.lonE7 < CENTRE.lonE7
    await dora.sees(() => shown(dora).length === 2 && shown(dora).every(isSouthWest))
    await dora.ask('look', { box: null })
  })

  it('[G3, G4] acknowledges fixes once they are kept, takes each one once, and is moved by none that is late', async () => {
    const { come, dora } = await open()
    const rob = await come('rob', 'courier')
    await rob.ask('online', { vehicle: 'scooter', maxLoad: 1 })
    await dora.ask('look', { box: BOX })
    const epochMs = Date.now() - 3_600_000
    const fixes = new FixColumns(200)
    const fix = (seq: number, t: number, place: Place): void =>
      void fixes.push({ seq, t, ...place, headingCdeg: 0, speedCmS: 100, accuracyM: 5, flags: 0 })
    // The last one first, and then the hour before it.
    fix(130, epochMs + 3_590_000, placeAt(100, 100))
    await rob.ask('bulk', encodeOwn(BULK_FRAME, fixes, epochMs, 1))
    await dora.sees(() => near(shown(dora)[0], placeAt(100, 100)))
    fixes.count = 0
    for (let seq = 1; seq < 130; seq++) fix(seq, epochMs + seq * 10_000, placeAt(seq, 0))
    const bytes = encodeOwn(BULK_FRAME, fixes, epochMs, 1)
    await rob.ask('bulk', bytes)
    await rob.sees(() => rob.acks.at(-1)?.seq === 130)
    expect(rob.acks.at(-1)).toEqual({ epochMs, seq: 130 })
    await rob.ask('bulk', bytes)
    await dora.sees(() =>
      dora.heard.some(([, body]) => (body as { refused?: { duplicate?: number } }).refused?.duplicate === 129),
    )
    expect(shown(dora)).toHaveLength(1)
    expect(near(shown(dora)[0], placeAt(100, 100))).toBe(true)
    const track = await dora.client.query('delivery', 'town', 'track', { courier: 'rob' })
    expect(track.chunks.reduce((sum, { fixes: n }) => sum + n, 0)).toBe(130)
  })

  it('[G6] does with an order what its table says, once for each nonce', async () => {
    const { come, host } = await open()
    const ann = await come('ann', 'customer')
    const cook = await come('cook', 'restaurant', { restaurant: 'corner' })
    const order = await buy(ann)
    await cook.becomes(order, 'pending')
    for (const [command, body] of [
      ['ready', { order }],
      ['prepare', { order }],
    ] as const)
      await expect(cook.ask(command, body)).rejects.toMatchObject({ code: 'illegal_transition' })
    await cook.ask('reject', { order, reason: 'no soup today' })
    await expect(ann.ask('cancel', { order })).rejects.toMatchObject({ code: 'illegal_transition' })

    const body = { restaurant: 'corner', lines: [{ item: 'soup', pieces: 1 }], drop: placeAt(300, 900) }
    const { quote } = (await ann.ask('quote', body)) as Quote
    const headers = {
      authorization: `Bearer ${await tokenOf('ann')}`,
      'content-type': 'application/json',
      'idempotency-key': '01890a5d-ac96-774b-bcce-b302099a8057',
    }
    const give = async () => {
      const url = `${host.url}/v1/delivery/town/commands/order`
      const answer = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify({ quote, address: 'here', card: 'x' }),
      })
      return [answer.status, await answer.json()]
    }
    const first = await give()
    expect(first[0]).toBe(200)
    expect(await give()).toEqual(first)
    const mine = await ann.client.query('delivery', 'town', 'orders', {})
    expect(mine.orders).toHaveLength(2)
  })

  it('[G12] goes on after a restart: the order, its courier and what was offered', async () => {
    const { come, start, host } = await open()
    const ann = await come('ann', 'customer')
    const cook = await come('cook', 'restaurant', { restaurant: 'corner' })
    const rob = await come('rob', 'courier')
    await rob.ask('online', { vehicle: 'scooter', maxLoad: 2 })
    phone(rob).at(placeAt(50, 50), placeAt(55, 55))
    const order = await buy(ann)
    await cook.ask('confirm', { order, prepMin: 0 })
    await cook.ask('prepare', { order })
    await cook.ask('ready', { order })
    await rob.sees(() => rob.offer() !== null)
    const offer = rob.offer()!
    await host.stop()

    const again = await start()
    const rob2 = await sit(again.url, 'rob', { as: 'courier' }, cleanup)
    expect(rob2.offer()).toMatchObject({ id: offer.id, epoch: offer.epoch })
    await rob2.ask('accept', { offer: offer.id, epoch: offer.epoch })
    await rob2.sees(() => rob2.orders.get(order)?.assignment === 'assigned')
    expect(rob2.courier()).toMatchObject({ jobs: [order] })
    await expect(rob2.ask('accept', { offer: offer.id, epoch: offer.epoch })).rejects.toMatchObject({
      code: 'conflict',
    })
    const ann2 = await sit(again.url, 'ann', { as: 'customer' }, cleanup)
    expect(ann2.orders.get(order)).toMatchObject({ state: 'ready', assignment: 'assigned' })
  })
})
