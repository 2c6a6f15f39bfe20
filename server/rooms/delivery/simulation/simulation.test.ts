/** The demo region lives by itself, and real people live in it. */
import { afterEach, expect, it } from 'vitest'
import { sit, deliveryPlace } from '../../../../test/support/delivery-place.ts'
import { createShiftedClock } from '../../../../test/support/shifted-clock.ts'
import { generateCity } from '../../../../shared/delivery/city/city.ts'
import { DEMO_REGION } from '../../../../shared/delivery/rules.ts'
import type { Figures, Quote, RestaurantRow } from '../../../../shared/delivery/types.ts'
import { Stops } from './stops.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

type Ends = typeof cleanup
const city = () => generateCity(1, { latE7: 525_200_000, lonE7: 134_050_000 }, 8_000)

/** A host whose time jumps ahead whenever a dispatcher of the demo region has heard its figures. */
const openDemo = async (ends: Ends, aheadMs = 900) => {
  const clock = createShiftedClock()
  const place = await deliveryPlace('SQLite', ends)
  const { url } = await place.start(clock)
  const come = (user: string, as: string, more: object = {}) => sit(url, user, { as, ...more }, ends, DEMO_REGION)
  const dora = await come('dora', 'dispatcher')
  let last: Figures = dora.seat.state.figures!
  let told = 0
  dora.seat.on('figures', (figures) => {
    last = figures
    told++
    clock.advance(aheadMs)
  })
  return { ...place, clock, url, come, dora, figures: () => last, told: () => told }
}

it('lives within two seconds of its own time after somebody came: couriers move, people order', async () => {
  // No jumps: each fifth of the couriers is heard in its turn.
  const { dora, figures, told } = await openDemo(cleanup, 0)
  // Figures come once a second of the room's time.
  await dora.sees(() => told() === 2)
  expect(figures()).toMatchObject({ simulated: 150 })
  expect(figures().accepted).toBeGreaterThanOrEqual(150)
  await dora.sees(() => dora.orders.size > 3)
  expect(figures().couriers.online).toBe(150)
  expect(Object.values(figures().refused).every((count) => count === 0)).toBe(true)
  // What it costs is measured where it happens.
  await dora.sees(() => (figures().dispatch.tookMs ?? null) !== null)
  const { dispatch, indexUs, lagMs, undelivered } = figures()
  expect(dispatch.tookMs!.p99).toBeGreaterThanOrEqual(dispatch.tookMs!.last)
  expect(dispatch.tookMs!.last).toBeGreaterThan(0)
  expect(indexUs).toBeGreaterThan(0)
  expect(lagMs).toBeGreaterThanOrEqual(0)
  expect(undelivered).toBe(0)
}, 30_000)

it('brings an order from the kitchen to the door by itself, for simulated customers and for a real one', async () => {
  const { come, dora, figures } = await openDemo(cleanup)
  await dora.ask('simulate', { couriers: 150, pace: 60 })
  const ann = await come('ann', 'customer')
  const found = (await ann.client.query('delivery', DEMO_REGION, 'restaurants', { limit: 100 })) as {
    rows: readonly RestaurantRow[]
  }
  expect(found.rows.length).toBe(100)
  const always = city().restaurants.find(({ hours }) => hours[0]!.to === 10_080)!
  expect(found.rows.find(({ id }) => id === always.id)).toMatchObject({ name: always.name, cuisines: always.cuisines })
  const quote = (await ann.ask('quote', {
    restaurant: always.id,
    lines: [{ item: 'd1', pieces: 2 }],
    drop: { latE7: always.place.latE7 + 60_000, lonE7: always.place.lonE7 + 60_000 },
  })) as Quote
  const { order } = (await ann.ask('order', { quote: quote.quote, address: 'Door 7', card: 'test' })) as {
    order: string
  }
  await ann.sees(() => ann.state(order) === 'delivered', 30_000)
  const { steps, courier } = ann.orders.get(order)!
  const types = steps.map(({ type }) => type)
  expect(types).toEqual(
    expect.arrayContaining([
      'placed',
      'authorised',
      'confirmed',
      'preparing',
      'ready',
      'offered',
      'assigned',
      'arrived_pickup',
      'picked_up',
      'in_transit',
      'delivered',
    ]),
  )
  // It was seen at the counter and knew the PIN: nobody had to say why.
  expect(steps.find(({ type }) => type === 'picked_up')!.note).toBe(undefined)
  expect(courier).toMatchObject({ name: expect.any(String) })
  expect(ann.positions.length).toBeGreaterThan(2)
  await dora.sees(() => figures().delivered > 2, 30_000)
  expect(figures().orders.cancelled).toBe(0)
}, 90_000)

it('offers the orders of simulated customers to a real courier, too', async () => {
  const { come, dora, clock } = await openDemo(cleanup)
  await dora.ask('simulate', { couriers: 12, pace: 10 })
  const rob = await come('rob', 'courier')
  await rob.ask('online', { vehicle: 'car', maxLoad: 3 })
  const { FixColumns, LIVE_FRAME, encodeOwn } = await import('../../../../shared/delivery/fixes.ts')
  const fixes = new FixColumns(1)
  const epochMs = clock.wall()
  const { place } = city().restaurants[0]!
  let seq = 0
  const beat = (): void => {
    fixes.count = 0
    fixes.push({ seq: ++seq, t: clock.wall(), ...place, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
    rob.seat.input(encodeOwn(LIVE_FRAME, fixes, epochMs, 1))
  }
  dora.seat.on('figures', beat)
  await rob.sees(() => rob.offer() !== null, 40_000)
  const offer = rob.offer()!
  await rob.ask('accept', { offer: offer.id, epoch: offer.epoch })
  await rob.sees(() => rob.orders.get(offer.order)?.assignment === 'assigned')
}, 60_000)

it('takes what is taken together up together, and else goes on as it came', () => {
  const stops = new Stops()
  stops.take('a', 1)
  stops.take('b', 1)
  const order: string[] = []
  for (let next = stops.next; next !== undefined; next = stops.next) {
    order.push(`${next.is} ${next.order}`)
    stops.done(next)
    if (order.length === 2) stops.take('c', 9)
  }
  expect(order).toEqual(['pickup a', 'pickup b', 'drop a', 'drop b', 'pickup c', 'drop c'])
  stops.take('d', 20)
  stops.carries('e')
  expect(stops.drop('d')).toBe(true)
  expect(stops.next).toEqual({ order: 'e', is: 'drop' })
})
