/** One order of the load's region, from its quote to its courier's hands, by the commands that anybody would give. */
import { setTimeout as after } from 'node:timers/promises'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../shared/delivery/fixes.ts'
import type { OrderView, Quote } from '../shared/delivery/types.ts'
import {
  CENTRE,
  DISPATCHER,
  KITCHEN,
  RADIUS_M,
  REGION,
  doorOf,
  eaterId,
  fedId,
  feederId,
  tokenOf,
} from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { LeanSeat } from './lean-seat.ts'

const TRIES = 100
const TRY_MS = 50

/** What was written of it, and is written again for all others. */
export interface Staged {
  readonly order: string
  /** Its customer's and its courier's ids. */
  readonly eater: string
  readonly courier: string
}

/** Makes the region and its restaurant, lets the feeders in, and plays the first order until it is carried. */
export const stage = async (url: URL, plan: DeliveryPlan): Promise<Staged> => {
  const seats: LeanSeat[] = []
  const sit = async (user: string, join: object, heard = (_event: string, _body: unknown): void => {}) => {
    const token = tokenOf(plan.secret, user)
    const seat = await LeanSeat.open({ url, token, device: 'stage', kind: 'delivery', room: REGION, join }, { heard })
    seats.push(seat)
    return seat
  }
  const { feeders } = plan
  const eater = eaterId(0)
  const courier = fedId(0, feeders)
  try {
    const desk = await sit(DISPATCHER, { as: 'dispatcher', create: true })
    const rules = { baseFee: 200, feePer100M: 10, open: ['customer', 'courier', 'restaurant'] }
    await desk.ask('create', { name: 'Load', centre: CENTRE, radiusM: RADIUS_M, currency: 'EUR', rules })
    for (let n = 0; n < feeders; n++) await desk.ask('grant', { user: feederId(n), role: 'feeder' })
    await desk.ask('restaurantPut', {
      id: KITCHEN,
      name: 'The Kitchen',
      place: doorOf(0),
      cuisines: ['soup'],
      priceLevel: 1,
      prepMin: 0,
      hours: [{ from: 0, to: 10_080 }],
    })
    const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
    await desk.ask('itemPut', { restaurant: KITCHEN, id: 'soup', item: soup })

    let assigned: (epoch: number) => void = () => {}
    const epochOfIt = new Promise<number>((resolve) => (assigned = resolve))
    const phone = await sit(courier, { as: 'courier' }, (event, body) => {
      if (event !== 'order' || body === null) return
      const { assignment, epoch } = body as OrderView
      if (assignment === 'assigned' || assignment === 'at_pickup') assigned(epoch)
    })
    await phone.ask('online', { vehicle: 'scooter', maxLoad: 3 })
    phone.input(fixAt(doorOf(0)))
    const customer = await sit(eater, { as: 'customer' })
    const lines = [{ item: 'soup', pieces: 1 }]
    const { quote } = (await customer.ask('quote', { restaurant: KITCHEN, lines, drop: doorOf(0) })) as Quote
    const { order } = (await customer.ask('order', { quote, address: 'Door 0', card: 'test' })) as { order: string }
    const cook = await sit('load-cook', { as: 'restaurant', restaurant: KITCHEN })
    await patiently(() => cook.ask('confirm', { order }))
    for (const step of ['prepare', 'ready']) await cook.ask(step, { order })
    await desk.ask('assign', { order, courier })
    await phone.ask('pickUp', { order, epoch: await epochOfIt, reason: 'load test' })
    return { order, eater, courier }
  } finally {
    for (const seat of seats) seat.close()
  }
}

/** Until the card's bank has said yes. */
const patiently = async (ask: () => Promise<unknown>): Promise<void> => {
  for (let tries = 0; ; tries++) {
    try {
      await ask()
      return
    } catch (thrown) {
      if (tries === TRIES || !String(thrown).includes('payment_pending')) throw thrown
      await after(TRY_MS)
    }
  }
}

const fixAt = (place: { readonly latE7: number; readonly lonE7: number }): Uint8Array => {
  const nowMs = Date.now()
  const fixes = new FixColumns(1)
  fixes.push({ seq: 1, t: nowMs, ...place, headingCdeg: 0, speedCmS: 0, accuracyM: 5, flags: 0 })
  return encodeOwn(LIVE_FRAME, fixes, nowMs - 1, 0)
}
