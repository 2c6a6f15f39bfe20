/** Whole house: a region as the SDK shows it, against a real host, over cut lines, reloads and restarts. */
import { WebSocket } from 'ws'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  memoryFixes,
  openCourier,
  openCustomer,
  openDispatch,
  openOrder,
  openRestaurant,
} from '../client-sdk/src/delivery.ts'
import type { Courier, CourierOptions, Place, Sight } from '../client-sdk/src/delivery.ts'
import { connect } from '../client-sdk/src/index.ts'
import type { Off, SocketLike } from '../client-sdk/src/index.ts'
import type { Clock } from '../server/ports.ts'
import { DELIVERY } from '../shared/delivery/rules.ts'
import { mergeTrack } from '../shared/delivery/track-chunk.ts'
import * as supper from './fixtures/delivery/supper.ts'
import { deliveryPlace, makeTown, placeAt, tokenOf } from './support/delivery-place.ts'
import type { rooms } from './support/delivery-place.ts'
import type { TestHost } from './support/host.ts'
import { startProxy } from './support/proxy.ts'
import { createShiftedClock } from './support/shifted-clock.ts'
import { until } from './support/until.ts'

const DEADLINE_MS = 15_000

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

interface Shown<E extends string> {
  on(event: E, run: () => void): Off
}

/** Looks whenever one of these events says that there is something new. */
const sees = <E extends string>(one: Shown<E>, events: readonly E[], what: () => boolean): Promise<void> => {
  const late = new Error('it was not seen')
  const offs: Off[] = []
  return until(
    what,
    (look) => {
      for (const event of events) offs.push(one.on(event, look))
    },
    DEADLINE_MS,
  )
    .catch(() => Promise.reject(late))
    .finally(() => {
      for (const off of offs) off()
    })
}

const clock = createShiftedClock()
const hosted: (() => unknown)[] = []
let host: TestHost
let start: (clock?: Clock) => Promise<TestHost>
let towns = 0

beforeAll(async () => {
  start = (await deliveryPlace('SQLite', hosted)).start
  host = await start(clock)
}, 60_000)
afterAll(async () => {
  for (const end of hosted.toReversed()) await end()
})

/** A town of its own; its clock is turned ahead for host and clients together, and its lines can be cut. */
const open = async (room = `town${++towns}`) => {
  const dora = await makeTown(host.url, cleanup, room)
  const lines = new Map<string, Awaited<ReturnType<typeof startProxy>>>()
  const come = async (user: string) => {
    const line = await startProxy(() => host.port)
    lines.set(user, line)
    cleanup.push(line.close)
    const client = connect<typeof rooms>(`http://127.0.0.1:${line.port}`, {
      token: await tokenOf(user),
      clock,
      // At random, but soon: a test has no twenty seconds to spare.
      random: () => Math.random() / 10,
      socket: (_url, protocol) => new WebSocket(`ws://127.0.0.1:${line.port}`, protocol) as unknown as SocketLike,
    })
    cleanup.push(() => client.close())
    return client
  }
  const courier = async (options: CourierOptions = {}) => openCourier(await come('rob'), room, options)
  return {
    room,
    dora,
    come,
    courier,
    cut: (user: string) => lines.get(user)!.cutAll(),
    restart: async () => {
      await host.stop()
      host = await start(clock)
    },
  }
}

/** Rides on, a fix every five seconds. */
const ride = (courier: Courier, count: number, from: number): void => {
  for (let i = 0; i < count; i++) {
    clock.advance(5_000)
    courier.position({ ...placeAt((from + i) * 15, 0), headingCdeg: 9_000, speedCmS: 400, accuracyM: 5 })
  }
}

/** What the host keeps of a courier's way. */
const trackOf = async (courier: Courier) => {
  const { chunks } = await courier.query('track', { courier: 'rob' })
  return mergeTrack(chunks.map(({ chunk }) => chunk))
}

/** Until the host has all of a courier's fixes for good: it gathers a minute of them. */
const acked = async (courier: Courier): Promise<void> => {
  // What was sent before this has come when it is answered. Slowly enough for pings to be answered.
  for (let passedMs = 0; passedMs < 60_000; passedMs += 5_000) {
    await courier.command('seen', { offer: 'none' })
    clock.advance(5_000)
  }
  await sees(courier, ['fixes'], () => courier.fixes.waiting === 0)
}

describe('a courier', () => {
  it('[G3] has its fixes acknowledged when they are durable, and not before', async () => {
    const town = await open()
    const rob = await town.courier({ store: null })
    await rob.online({ vehicle: 'bike', maxLoad: 2 })
    ride(rob, 8, 0)
    expect(rob.fixes).toMatchObject({ taken: 8, waiting: 8, acked: 0, unsent: 0 })
    expect((await trackOf(rob)).count).toBe(0)
    await acked(rob)
    expect(rob.fixes).toMatchObject({ acked: 8, lost: 0 })
    expect((await trackOf(rob)).count).toBe(8)
  })

  it('[G3, G4] uploads what was missed once it is back, each fix once', async () => {
    const town = await open()
    const rob = await town.courier({ store: null })
    await rob.online({ vehicle: 'bike' })
    ride(rob, 4, 0)
    await acked(rob)
    town.cut('rob')
    await sees(rob, ['status'], () => rob.status === 'lost')
    // An hour and a half without a connection.
    ride(rob, 1_100, 4)
    expect(rob.fixes).toMatchObject({ waiting: 1_100, unsent: 1_100, uploaded: 0 })
    await sees(rob, ['fixes', 'status'], () => rob.fixes.uploaded === 1_100)
    ride(rob, 2, 1_104)
    await acked(rob)
    expect(rob.fixes).toMatchObject({ taken: 1_106, acked: 1_106, uploaded: 1_100, lost: 0 })
    expect((await trackOf(rob)).count).toBe(1_106)
    await town.dora.sees(() => town.dora.heard.some(([event]) => event === 'figures'))
    expect(town.dora.heard.findLast(([event]) => event === 'figures')![1]).toMatchObject({ refused: { duplicate: 0 } })
  })

  it('goes on with what the page before it has left, after a restart of the host too', async () => {
    const town = await open()
    const store = memoryFixes()
    const before = await town.courier({ store })
    await before.online({ vehicle: 'bike' })
    ride(before, 5, 0)
    town.cut('rob')
    await sees(before, ['status'], () => before.status === 'lost')
    ride(before, 5, 5)
    before.close()
    await town.restart()
    const rob = await town.courier({ store })
    expect(rob.me?.status).toBe('idle')
    ride(rob, 1, 10)
    await acked(rob)
    expect(rob.fixes).toMatchObject({ acked: 11, uploaded: 10 })
    expect((await trackOf(rob)).count).toBe(11)
  })
})

/** A picture of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('an order', () => {
  const drop: Place = placeAt(300, 900)
  const what = { restaurant: 'corner', lines: [{ item: 'soup', pieces: 2 }], drop, tip: 100 }
  const to = { address: 'Door 7', card: 'test' }

  it('goes from its search to its rating through the helpers of all its people', async () => {
    const town = await open()
    const rob = await town.courier({ store: null, name: 'Rob' })
    const ann = await openCustomer(await town.come('ann'), town.room, { name: 'Ann' })
    const cook = await openRestaurant(await town.come('cook'), town.room, { restaurant: 'corner' })
    await rob.online({ vehicle: 'bike' })
    ride(rob, 2, 0)

    const found = await ann.search({ near: drop })
    expect(found.rows.map(({ id }) => id)).toEqual(['corner'])
    const { menu } = await ann.restaurant('corner')
    const basket = ann.basket({ ...what, lines: [{ item: menu[0]!.id, pieces: 1 }] })
    await basket.priced()
    const one = basket.amounts!.subtotal
    basket.change({ lines: what.lines })
    expect(basket.quote).toBe(null)
    clock.advance(300)
    await sees(basket, ['quote'], () => basket.amounts?.subtotal === 2 * one)
    const id = await basket.order(to)
    const tracker = ann.track(id)
    await sees(cook, ['orders'], () => cook.open[0]?.id === id)
    await sees(cook, ['orders'], () => cook.open[0]!.steps.some(({ type }) => type === 'authorised'))
    await cook.confirm(id, 0)
    await cook.prepare(id)
    await cook.ready(id)
    clock.advance(DELIVERY.dispatchMs)

    await sees(rob, ['offer'], () => rob.offer !== null)
    const left = rob.offer!.remainingMs()
    expect(left).toBeGreaterThan(20_000)
    rob.seen()
    clock.advance(5_000)
    expect(rob.offer!.remainingMs()).toBeLessThanOrEqual(left - 5_000)
    await rob.accept()
    await sees(rob, ['jobs', 'offer'], () => rob.jobs[0]?.id === id && rob.offer === null)
    ride(rob, 1, 0)
    await sees(tracker, ['position'], () => tracker.sight() !== null)
    expect(tracker.sight()).toMatchObject({ coarse: true, stale: false, headingDeg: null })

    const board = await openDispatch(await town.come('dora'), town.room)
    const [decision] = (await board.decisions(id)).rows
    expect(decision).toMatchObject({ order: id, courier: 'rob' })
    // One round, decided again from what was known then.
    expect(await board.decidedAgain(decision!)).toMatchObject({ asked: [[id]], same: true })
    expect((await board.redecide()).rows.map(({ asked }) => asked)).toEqual([[[id]]])
    expect(await board.decidedAgain({ ...decision!, order: 'another' })).toBe(null)

    const link = await tracker.share()
    const guest = await openOrder(await town.come('gus'), town.room, link)
    expect(guest.order).toMatchObject({ id, lines: [], drop: null })
    await rob.pickUp(id, 'seen by the cook alone')
    ride(rob, 3, 1)
    await sees(guest, ['position'], () => guest.sight()?.coarse === false)
    expect(rob.jobs[0]!.state).toMatch(/picked_up|in_transit/)
    await expect(rob.putPhoto(new Blob(['no picture'], { type: 'image/png' }))).rejects.toMatchObject({
      code: 'bad_body',
    })
    const photo = new Blob([PIXEL], { type: 'image/png' })
    const hash = await rob.putPhoto(photo)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await rob.putPhoto(photo)).toBe(hash)
    // At the door it counts; so it rides there.
    await expect(rob.deliver(id, { photo: hash })).rejects.toMatchObject({ code: 'not_seen_there' })
    for (let i = 1; i <= 46; i++) {
      // Five metres a second, and then it stands there; slowly enough for pings to be answered.
      const share = Math.min(1, i / 40)
      clock.advance(5_000)
      rob.position({ ...placeAt(60 + 240 * share, 900 * share), speedCmS: share < 1 ? 500 : 0, accuracyM: 5 })
      await rob.command('seen', { offer: 'none' })
    }
    await sees(rob, ['jobs'], () => rob.jobs[0]!.steps.some(({ type }) => type === 'arrived_door'))
    await rob.deliver(id, { photo: hash })
    await sees(tracker, ['order', 'position'], () => tracker.order?.state === 'delivered' && tracker.sight() === null)
    expect(tracker.eta).toBe(null)
    expect(tracker.order!.steps.at(-1)).toMatchObject({ photo: hash })
    const shown = await fetch(await tracker.photoUrl(hash))
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(Buffer.from(PIXEL))
    // Whoever has the link sees no door.
    await expect(guest.photoUrl(hash)).rejects.toMatchObject({ code: 'not_found' })
    await tracker.rate('courier', 5)
    await sees(rob, ['me'], () => rob.me?.rating.count === 1)
    expect(rob.me).toMatchObject({ status: 'idle', jobs: [] })
    await sees(cook, ['orders'], () => cook.open.length === 0 && cook.over[0]?.id === id)
    await acked(rob)
    expect((await board.visits(id)).map(({ kind, type }) => [kind, type])).toContainEqual(['pickup', 'enter'])
    await expect(board.visits('none')).rejects.toMatchObject({ code: 'not_found' })
    const here = async (sinceMs: number) => (await board.couriersPages(sinceMs)).rows.map(({ id: one }) => one)
    expect(await here(board.now() + 1_000)).toEqual(['rob'])
    await rob.offline()
    expect(await here(board.now() - 60_000)).toEqual(['rob'])
    expect(await here(board.now() + 60_000)).toEqual([])
  })

  it('is found, placed, offered, taken and followed as the README does it', async () => {
    const town = await open('town')
    const asked: number[] = []
    const rob = await supper.ride(await town.come('rob'), async ({ pay }) => asked.push(pay) > 0)
    cleanup.push(() => rob.close())
    ride(rob, 2, 0)
    const drawn: (Sight | null)[] = []
    const tracker = await supper.order(await town.come('ann'), drop, (at) => void drawn.push(at))
    const cook = await openRestaurant(await town.come('cook'), town.room, { restaurant: 'corner' })
    await sees(cook, ['orders'], () => cook.open[0]?.steps.some(({ type }) => type === 'authorised') === true)
    await cook.confirm(tracker.id, 0)
    clock.advance(DELIVERY.dispatchMs)
    await sees(rob, ['jobs'], () => rob.jobs[0]?.id === tracker.id)
    ride(rob, 1, 0)
    await sees(tracker, ['position'], () => drawn.at(-1)?.coarse === true)
    expect(asked).toHaveLength(1)
  })

  it('is one order, however often it was tried', async () => {
    const town = await open()
    const ann = await openCustomer(await town.come('ann'), town.room)
    const basket = ann.basket(what)
    await basket.priced()
    const first = basket.order(to)
    const second = basket.order(to)
    town.cut('ann')
    expect(await first).toBe(await second)
    expect(await basket.order(to)).toBe(await first)
    const { quote } = basket.quote!
    expect((await ann.query('orders', { quote })).orders.map(({ id }) => id)).toEqual([await first])
    expect((await ann.query('orders', { quote: '[1,"another"]' })).orders).toEqual([])
    await ann.history()
    expect(ann.orders.map(({ id }) => id)).toEqual([await first])
  })

  it('is priced again before its price runs out', async () => {
    const town = await open()
    const ann = await openCustomer(await town.come('ann'), town.room)
    const basket = ann.basket(what)
    const { quote } = await basket.priced()
    clock.advance(4.8 * 60_000)
    await sees(basket, ['quote'], () => basket.quote !== null && basket.quote.quote !== quote)
    clock.advance(60_000)
    expect(await basket.order(to)).toBeTypeOf('string')
  })
})

describe('a board', () => {
  it('[G9] shows who is in view, and nobody who is not', async () => {
    const town = await open()
    const board = await openDispatch(await town.come('dora'), town.room)
    const rob = await town.courier({ store: null })
    await rob.online({ vehicle: 'scooter' })
    const around = (eastM: number) => ({
      south: placeAt(0, -400).latE7,
      north: placeAt(0, 400).latE7,
      west: placeAt(eastM - 400, 0).lonE7,
      east: placeAt(eastM + 400, 0).lonE7,
    })
    board.look(around(0))
    ride(rob, 2, 0)
    await sees(board, ['board'], () => board.frame() && board.couriers.count === 1)
    const slot = board.couriers.slots[0]!
    expect(board.rowOf(slot)).toBe(0)
    expect(board.nearest(placeAt(15, 0).latE7, placeAt(15, 0).lonE7, 200)).toBe(slot)
    expect(board.level).toBe(0)
    board.look(around(3_000))
    clock.advance(200)
    await sees(board, ['board'], () => board.couriers.count === 0)
    board.look({ south: 523_000_000, north: 527_000_000, west: 131_000_000, east: 137_000_000 })
    clock.advance(200)
    await sees(board, ['board'], () => board.level === 1 && board.counts.some(({ online }) => online === 1))
    // What is looked at is looked at again after a reconnect.
    board.look(around(0))
    clock.advance(200)
    await sees(board, ['board'], () => board.couriers.count === 1)
    town.cut('dora')
    await sees(board, ['status'], () => board.status === 'lost')
    await sees(board, ['status'], () => board.status === 'live')
    const before = board.couriers.lonsE7[0]!
    ride(rob, 1, 4)
    await sees(board, ['board'], () => {
      clock.advance(1_000)
      return board.frame() && board.couriers.lonsE7[0]! > before
    })
    await acked(rob)
    const replay = await board.replay({ courier: 'rob' })
    replay!.pace = 60
    expect(replay!.advance(1).latE7).toBe(placeAt(0, 0).latE7)
    expect(replay!.toMs - replay!.fromMs).toBeGreaterThan(5_000)
    expect(await board.replay({ courier: 'nobody' })).toBe(null)
  })
})
