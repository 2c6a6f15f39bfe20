/** Where a courier goes with what it is offered: restaurants first, then doors, of which it is told the square alone. */
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { OfferStop, Place } from '../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { isSame } from './dispatch/trips.ts'
import type { Order } from './orders/orders.ts'
import type { Spot } from './orders/shelf.ts'

const { coarseM } = DELIVERY

const coarse = ({ xM, yM }: Spot, frame: LocalFrame): Place => {
  const middle = (m: number): number => (Math.floor(m / coarseM) + 0.5) * coarseM
  return { latE7: frame.latE7Of(middle(yM)), lonE7: frame.lonE7Of(middle(xM)) }
}

/**
 * One stop or more of each kind, in order.
 * @param orders in the order of their doors, as trips have them; what is ready first is fetched first
 * @param from where the courier is; null: nobody knows
 */
export const stopsOf = (orders: readonly Order[], from: Spot | null, frame: LocalFrame): OfferStop[] => {
  const stops: OfferStop[] = []
  let at = from
  const go = (to: Spot): number => {
    const farM = at === null ? 0 : Math.round(Math.hypot(to.xM - at.xM, to.yM - at.yM))
    at = to
    return farM
  }
  const byReady = orders.toSorted((a, b) => a.readyMs - b.readyMs || a.placedMs - b.placedMs || (a.id < b.id ? -1 : 1))
  let before: Order | undefined
  for (const order of byReady) {
    const last = stops.at(-1)
    if (last !== undefined && before !== undefined && isSame(before.pickup, order.pickup))
      stops[stops.length - 1] = { ...last, orders: [...last.orders, order.id] }
    else {
      const { name, place } = order.restaurant
      stops.push({ is: 'pickup', orders: [order.id], name, place, farM: go(order.pickup) })
    }
    before = order
  }
  for (const order of orders)
    stops.push({ is: 'drop', orders: [order.id], name: null, place: coarse(order.door, frame), farM: go(order.door) })
  return stops
}
