/** A region as it was kept: its couriers with what they had in hand, what was offered, and what is shared. */
import { isOver } from '../../../shared/delivery/orders.ts'
import { courierOf } from './fleet.ts'
import type { Fleet } from './fleet.ts'
import type { Jobs } from './jobs.ts'
import type { Offering } from './offering.ts'
import type { Orders } from './orders/orders.ts'
import type { Riders } from './riders.ts'
import type { Shares } from './shares.ts'
import type { Simulation } from './simulation/simulation.ts'
import type { Stored } from './stored.ts'

export interface Restored {
  readonly fleet: Fleet
  readonly book: Orders
  readonly jobs: Jobs
  readonly offering: Offering
  readonly riders: Riders
  readonly shares: Shares
  readonly simulation: Simulation
}

/** Nothing is kept or told by it, and nothing of it keeps a region from being opened. */
export const restore = (stored: Stored, parts: Restored): void => {
  const { fleet, book, jobs, offering, riders, shares, simulation } = parts
  for (const row of stored.couriers) fleet.add(courierOf(row))
  if (book.open > 0) simulation.adopt()
  for (const order of book.all()) {
    const courier = order.courier === null || isOver(order.state) ? undefined : fleet.get(order.courier)
    if (courier !== undefined) jobs.again(order, courier)
    if (order.endedMs !== null) shares.over(order.id, order.endedMs)
  }
  riders.restore()
  offering.restore(stored.offers)
  simulation.resume()
}
