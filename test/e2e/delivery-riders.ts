/** People of the demo city without a page: guests who ride, cook and order through the client. */
import { connect } from '../../client-sdk/src/index.ts'
import type { Room } from '../../client-sdk/src/index.ts'
import type * as rooms from '../../server/rooms/registry.ts'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../shared/delivery/fixes.ts'
import { DEMO_REGION } from '../../shared/delivery/rules.ts'
import type { Place, Quote } from '../../shared/delivery/types.ts'

type Rooms = typeof rooms
type Seat = Room<Rooms['delivery']['contract']>

const sit = async (
  url: string,
  name: string,
  options: object,
): Promise<{ readonly seat: Seat; readonly close: () => void }> => {
  const client = connect<Rooms>(url, { name })
  const seat = await client.join('delivery', DEMO_REGION, { ...options, name })
  return { seat: seat as Seat, close: () => client.close() }
}

export interface Rider {
  at(place: Place): void
  close(): void
}

/** Takes whatever it is offered. */
export const rideIn = async (url: string, name: string, place: Place): Promise<Rider> => {
  const { seat, close } = await sit(url, name, { as: 'courier' })
  await seat.request('online', { vehicle: 'scooter', maxLoad: 2 })
  seat.on('offer', (offer) => {
    if (offer !== null) seat.request('accept', { offer: offer.id, epoch: offer.epoch }).catch(() => undefined)
  })
  const epochMs = Date.now()
  const fixes = new FixColumns(1)
  let seq = 0
  let t = epochMs
  const at = ({ latE7, lonE7 }: Place): void => {
    // Phones' clocks may be ahead: nobody rides faster than is possible.
    t += 4_000
    fixes.count = 0
    fixes.push({ seq: ++seq, t, latE7, lonE7, headingCdeg: 0, speedCmS: 500, accuracyM: 5, flags: 0 })
    seat.input(encodeOwn(LIVE_FRAME, fixes, epochMs, 1))
  }
  at(place)
  return { at, close }
}

/** A kitchen of somebody's own, which confirms whatever is ordered. */
export const openKitchen = async (url: string, id: string, name: string, place: Place): Promise<() => void> => {
  const { seat, close } = await sit(url, 'Cook', { as: 'restaurant', restaurant: id })
  const always = [{ from: 0, to: 10_080 }]
  await seat.request('restaurantPut', { id, name, place, cuisines: ['soup'], priceLevel: 1, prepMin: 1, hours: always })
  const soup = { name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
  await seat.request('itemPut', { restaurant: id, id: 'soup', item: soup })
  seat.on('order', (order) => {
    if (order?.state === 'pending') seat.request('confirm', { order: order.id, prepMin: 1 }).catch(() => undefined)
  })
  return close
}

export const orderSoup = async (url: string, restaurant: string, drop: Place): Promise<string> => {
  const { seat } = await sit(url, 'Ann', { as: 'customer' })
  // The contract's answers.
  const { quote } = (await seat.request('quote', {
    restaurant,
    lines: [{ item: 'soup', pieces: 1 }],
    drop,
  })) as Quote
  const { order } = (await seat.request('order', { quote, address: 'Door 7', card: 'test' })) as { order: string }
  return order
}
