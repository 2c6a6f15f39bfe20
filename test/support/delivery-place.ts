/** A region on a whole host, and its people on real sockets with all that they have heard. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { connect } from '../../client-sdk/src/index.ts'
import type { OpenSocket } from '../../client-sdk/src/socket.ts'
import { delivery } from '../../server/rooms/delivery/kind.ts'
import { inbox } from '../../server/rooms/inbox/kind.ts'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../shared/delivery/fixes.ts'
import type { CourierView, FixAck, Offer, OrderView, Place, Quote } from '../../shared/delivery/types.ts'
import { startHost } from './host.ts'
import { freshDatabase } from './postgres.ts'
import type { Clock } from '../../server/ports.ts'
import { until } from './until.ts'

export const rooms = { delivery, inbox }
export const SECRET = 'a secret that only this test knows, 32 bytes'
export const CENTRE: Place = { latE7: 525_200_000, lonE7: 134_050_000 }
const E7_PER_M_NORTH = 1e7 / 111_195
const E7_PER_M_EAST = E7_PER_M_NORTH / Math.cos((52.52 * Math.PI) / 180)

/** So many metres east and north of the centre. */
export const placeAt = (eastM: number, northM: number): Place => ({
  latE7: Math.round(CENTRE.latE7 + northM * E7_PER_M_NORTH),
  lonE7: Math.round(CENTRE.lonE7 + eastM * E7_PER_M_EAST),
})

type Ends = (() => unknown)[]

/** A folder and a database; what it gives starts a host there. */
export const deliveryPlace = async (database: string, cleanup: Ends) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-delivery-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder, TUTTI_WEBHOOK_PRIVATE: 'on' }
  if (database === 'Postgres') env['DATABASE_URL'] = (await freshDatabase()).url
  const start = async (clock?: Clock) => {
    const host = await startHost(rooms, env, clock && { clock })
    cleanup.push(host.stop)
    return host
  }
  return { folder, env, start }
}

export const tokenOf = (user: string): Promise<string> =>
  new SignJWT({ name: user })
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(user)
    .sign(new TextEncoder().encode(SECRET))

export interface JoinAs {
  readonly as: string
  readonly create?: boolean
  readonly restaurant?: string
  readonly link?: string
  readonly name?: string
}

/** Somebody in the region `town`. */
export const sit = async (
  url: string,
  user: string,
  options: JoinAs,
  cleanup: Ends,
  room = 'town',
  socket?: OpenSocket,
) => {
  const client = connect<typeof rooms>(url, { token: await tokenOf(user), socket })
  cleanup.push(() => client.close())
  const seat = await client.join('delivery', room, options)
  const orders = new Map<string, OrderView | null>()
  for (const order of seat.state.orders) orders.set(order.id, order)
  const heard: [event: string, body: unknown][] = []
  const positions: (Uint8Array | null)[] = []
  const acks: FixAck[] = []
  let offer: Offer | null = seat.state.offer
  let courier: CourierView | null = seat.state.courier
  const looks = new Set<() => void>()
  const left: string[] = []
  const heardOne = (event: string, body: unknown): void => {
    heard.push([event, structuredClone(body)])
    for (const look of looks) look()
  }
  seat.on('order', (body) => {
    if (body !== null) orders.set(body.id, body)
    heardOne('order', body)
  })
  seat.on('offer', (body) => {
    offer = body
    heardOne('offer', body)
  })
  seat.on('courier', (body) => {
    courier = body
    heardOne('courier', body)
  })
  seat.on('ack', (body) => {
    acks.push(body)
    heardOne('ack', body)
  })
  seat.on('position', (body) => {
    positions.push(body === null ? null : body.slice())
    heardOne('position', body)
  })
  seat.on('board', (body) => heardOne('board', body.slice()))
  seat.on('figures', (body) => heardOne('figures', body))
  seat.on('region', (body) => heardOne('region', body))
  // The host came back: what it says first is how things are now.
  seat.onJoined(({ state }) => {
    for (const order of state.orders) orders.set(order.id, order)
    offer = state.offer
    courier = state.courier
    heardOne('joined', null)
  })
  seat.onLeft((code) => {
    left.push(code)
    for (const look of looks) look()
  })
  const sees = async (done: () => boolean, ms = 10_000): Promise<void> => {
    // Where it was asked, which a timer forgets.
    const late = new Error(`${user} did not see it within ${ms} ms`)
    await until(done, (again) => looks.add(again), ms).catch(() => Promise.reject(late))
  }
  return {
    client,
    seat,
    orders,
    heard,
    positions,
    acks,
    left,
    sees,
    offer: () => offer,
    courier: () => courier,
    state: (order: string) => orders.get(order)?.state,
    onNews: (look: () => void) => void looks.add(look),
    becomes: (order: string, state: string) => sees(() => orders.get(order)?.state === state),
    ask: (command: Parameters<typeof seat.request>[0], body: unknown) => seat.request(command, body as never),
  }
}

export type Seated = Awaited<ReturnType<typeof sit>>

/** A courier's phone: numbers its fixes, and its clock runs ahead, as it may by a minute: 4 s from fix to fix. */
export const phone = (who: Seated, epochMs = Date.now()) => {
  let seq = 0
  let t = epochMs
  const fixes = new FixColumns(64)
  return {
    epochMs,
    sent: () => seq,
    /** A live frame: where it is, one after the other. */
    at(...places: readonly Place[]): void {
      fixes.count = 0
      for (const { latE7, lonE7 } of places) {
        t += 4_000
        fixes.push({ seq: ++seq, t, latE7, lonE7, headingCdeg: 0, speedCmS: 500, accuracyM: 5, flags: 0 })
      }
      who.seat.input(encodeOwn(LIVE_FRAME, fixes, epochMs, 1))
    },
  }
}

/** A region with one restaurant, as its dispatcher `dora` makes it. */
export const makeTown = async (url: string, cleanup: Ends, room = 'town') => {
  const dora = await sit(url, 'dora', { as: 'dispatcher', create: true }, cleanup, room)
  await dora.ask('create', {
    name: 'Town',
    centre: CENTRE,
    radiusM: 10_000,
    currency: 'EUR',
    rules: { baseFee: 200, feePer100M: 10, taxPpm: [{ name: 'food', ppm: 70_000 }] },
  })
  await dora.ask('restaurantPut', {
    id: 'corner',
    name: 'The Corner',
    place: placeAt(0, 0),
    cuisines: ['soup'],
    priceLevel: 2,
    prepMin: 0,
    hours: [{ from: 0, to: 10_080 }],
  })
  await dora.ask('itemPut', {
    restaurant: 'corner',
    id: 'soup',
    item: { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true },
  })
  await dora.ask('grant', { user: 'cook', role: 'restaurant', restaurant: 'corner' })
  await dora.ask('grant', { user: 'rob', role: 'courier' })
  return dora
}

export const buy = async (who: Seated, drop: Place = placeAt(300, 900)): Promise<string> => {
  const quote = (await who.ask('quote', {
    restaurant: 'corner',
    lines: [{ item: 'soup', pieces: 2 }],
    drop,
    tip: 100,
  })) as Quote
  const { order } = (await who.ask('order', { quote: quote.quote, address: 'Door 7', card: 'test' })) as {
    order: string
  }
  // No kitchen takes what is not paid for.
  await who.sees(() => who.orders.get(order)?.steps.some(({ type }) => type === 'authorised') === true)
  return order
}
