/** [Must show 6] Offers raced for while the host is killed: one live offer and one assignee at most, and no order lost. */
import { afterEach, describe, expect, it } from 'vitest'
import { seededRandom } from '../../shared/random.ts'
import { CENTRE, SECRET, phone, placeAt, sit } from '../support/delivery-place.ts'
import type { Seated } from '../support/delivery-place.ts'
import type { OrderView, Quote } from '../../shared/delivery/types.ts'
import { until } from '../support/until.ts'
import { openBase } from './bases.ts'
import { HostProcess } from './host-process.ts'

/** 500 and 300 for the night. */
const ORDERS = Number(process.env['RACE_ORDERS'] ?? 8)
const COURIERS = Number(process.env['RACE_COURIERS'] ?? 8)
/** Of ten offers so many are left to run out, 25 s each: 2 for the night. */
const SILENT = Number(process.env['RACE_SILENT'] ?? 0)
const PER_CUSTOMER = 4
const MAX_LOAD = 2
const SEED = process.env['RACE_SEED'] ?? 'race'

const cleanup: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const end of cleanup.splice(0).toReversed()) await end()
})

/** A courier that takes most offers, declines some and keeps silent to others; what it takes it delivers. */
const ride = (who: Seated, random: () => number): void => {
  const tried = new Set<string>()
  const done = new Set<string>()
  const step = (): void => {
    const offer = who.offer()
    if (offer !== null && !tried.has(offer.id)) {
      tried.add(offer.id)
      const dice = random()
      const answer = { offer: offer.id, epoch: offer.epoch }
      if (dice < 0.6) who.ask('accept', answer).catch(() => undefined)
      else if (dice < 1 - SILENT / 10) who.ask('decline', answer).catch(() => undefined)
    }
    for (const order of who.orders.values()) {
      const key = `${order?.id} ${order?.state} ${order?.epoch}`
      if (order === null || done.has(key)) continue
      const body = { order: order.id, epoch: order.epoch, reason: 'a race' }
      if (order.state === 'ready' && order.assignment !== 'unassigned') {
        done.add(key)
        who.ask('pickUp', body).catch(() => undefined)
      } else if (order.state === 'picked_up') {
        done.add(key)
        who.ask('deliver', body).catch(() => undefined)
      }
    }
  }
  who.onNews(step)
  step()
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (database) => {
  it(`[G7, G12] ${ORDERS} orders find their doors through a kill, and none is in two hands`, async () => {
    const base = await openBase(database, cleanup)
    const host = await HostProcess.start({ ...base.env, TUTTI_SECRET: SECRET })
    cleanup.push(() => host.kill())
    const random = seededRandom(SEED)
    const dora = await sit(host.url, 'dora', { as: 'dispatcher', create: true }, cleanup)
    await dora.ask('create', {
      name: 'Town',
      centre: CENTRE,
      radiusM: 10_000,
      currency: 'EUR',
      rules: { open: ['customer', 'courier', 'restaurant'] },
    })
    const hours = [{ from: 0, to: 10_080 }]
    const corner = {
      id: 'corner',
      name: 'The Corner',
      place: placeAt(0, 0),
      cuisines: [],
      priceLevel: 1,
      prepMin: 0,
      hours,
    }
    await dora.ask('restaurantPut', corner)
    const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
    await dora.ask('itemPut', { restaurant: 'corner', id: 'soup', item: soup })

    // Every order that dispatchers see, however it changes: who has it, and what each courier holds.
    const faults: string[] = []
    const couriers: Seated[] = []
    for (let i = 0; i < COURIERS; i++) {
      const rob = await sit(host.url, `rob-${i}`, { as: 'courier' }, cleanup)
      await rob.ask('online', { vehicle: 'scooter', maxLoad: MAX_LOAD })
      const mobile = phone(rob)
      const here = (): void => mobile.at(placeAt(20 * i, 50), placeAt(20 * i + 2, 52))
      here()
      // A host that was killed has to hear anew where everybody is.
      rob.seat.onJoined(here)
      // As phones do that stand still: whoever is silent for 90 s is offered nothing more.
      const reports = setInterval(here, 30_000)
      cleanup.push(() => clearInterval(reports))
      rob.onNews(() => {
        const held = rob.courier()?.jobs.length ?? 0
        if (held > MAX_LOAD) faults.push(`rob-${i} holds ${held}`)
      })
      ride(rob, random)
      couriers.push(rob)
    }
    const cook = await sit(host.url, 'cook', { as: 'restaurant', restaurant: 'corner' }, cleanup)
    const cooked = new Set<string>()
    cook.onNews(() => {
      for (const order of cook.orders.values()) {
        if (order === null || cooked.has(`${order.id} ${order.state}`)) continue
        cooked.add(`${order.id} ${order.state}`)
        if (order.state === 'pending') cook.ask('confirm', { order: order.id, prepMin: 0 }).catch(() => undefined)
        if (order.state === 'confirmed') cook.ask('prepare', { order: order.id }).catch(() => undefined)
        if (order.state === 'preparing') cook.ask('ready', { order: order.id }).catch(() => undefined)
      }
    })

    const placed: string[] = []
    for (let i = 0; i < ORDERS / PER_CUSTOMER; i++) {
      const ann = await sit(host.url, `ann-${i}`, { as: 'customer' }, cleanup)
      for (let n = 0; n < PER_CUSTOMER; n++) {
        const lines = [{ item: 'soup', pieces: 1 }]
        const quote = (await ann.ask('quote', { restaurant: 'corner', lines, drop: placeAt(300, 60 * n) })) as Quote
        const { order } = (await ann.ask('order', { quote: quote.quote, address: 'Door', card: 'x' })) as {
          order: string
        }
        placed.push(order)
      }
    }
    const over = () => placed.filter((order) => dora.state(order) === 'delivered').length
    const all = (look: () => void) => dora.onNews(look)
    await until(() => [...dora.orders.values()].some((order) => order?.assignment === 'offered'), all, 30_000)
    await host.kill()
    await host.start()
    await until(() => over() === placed.length, all, 60_000 + ORDERS * 500)

    // As the database has it: each was assigned under an epoch of its own, and delivered once.
    const kept = new Map<string, OrderView>()
    for (let after: string | undefined; ;) {
      const page = await dora.client.query('delivery', 'town', 'find', {
        limit: 100,
        ...(after !== undefined && { after }),
      })
      for (const order of page.orders) kept.set(order.id, order)
      if (page.next === null) break
      after = page.next
    }
    expect(kept.size).toBe(placed.length)
    for (const order of placed) {
      const { steps } = kept.get(order)!
      expect(steps.filter(({ type }) => type === 'delivered')).toHaveLength(1)
      const hands = steps.filter(({ type }) => type === 'assigned' || type === 'unassigned').map(({ type }) => type)
      for (const [i, type] of hands.entries()) expect(type).toBe(i % 2 === 0 ? 'assigned' : 'unassigned')
      const offers = steps.filter(({ type }) => type.startsWith('offer') || type === 'assigned').map(({ type }) => type)
      for (const [i, type] of offers.entries()) expect(type === 'offered').toBe(i % 2 === 0)
    }
    expect(faults).toEqual([])
  }, 600_000)
})
