/** What arrival times depend on, in a live region: its couriers, its ways and its clock. */
import { isCarried } from '../../../../shared/delivery/orders.ts'
import type { Eta } from '../../../../shared/delivery/order-types.ts'
import { PACE } from '../../../../shared/delivery/rules.ts'
import type { Desk } from '../desk.ts'
import type { Field } from '../field.ts'
import type { Courier, Fleet } from '../fleet.ts'
import type { Order, Orders } from '../orders/orders.ts'
import type { Positions } from '../output/positions.ts'
import { sunMinute } from '../simulation/world.ts'
import type { RegionTravel } from '../travel.ts'
import type { Quoting } from '../book/quoting.ts'
import { Etas } from './etas.ts'
import type { EtaWorld } from './etas.ts'
import { DOOR_MS } from './learning.ts'

export interface EtaParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly positions: () => Positions
  readonly travel: RegionTravel
}

interface Spot {
  readonly xM: number
  readonly yM: number
}

const etaWorld = ({ desk, book, fleet, field, positions, travel }: EtaParts): EtaWorld => {
  const speedMS = (courier: Courier | undefined): number => PACE[courier?.vehicle ?? 'scooter'].usual * travel.pace
  const courierOf = ({ courier }: Order): Courier | undefined => (courier === null ? undefined : fleet.get(courier))
  const seconds = (from: Spot, to: Spot, courier: Courier | undefined): number =>
    travel.seconds(from.xM, from.yM, to.xM, to.yM, speedMS(courier))

  return {
    wall: () => desk.wall(),
    hour: () => Math.floor(sunMinute(desk.wall(), desk.region.centre.lonE7) / 60) % 24,
    pace: () => travel.pace,
    waySeconds: (order) => seconds(order.pickup, order.door, courierOf(order)),

    courierSeconds(order) {
      const courier = courierOf(order)
      if (courier === undefined || courier.slot < 0 || field().t(courier.slot) === 0) return null
      const carried = isCarried(order.state)
      let here: Spot = { xM: field().x(courier.slot), yM: field().y(courier.slot) }
      let passed = 0
      for (const job of courier.jobs) {
        // What it took before it brings before; what goes with this one is on the way to its door.
        if (job.order === order.id) break
        const other = job.stage === 'carrying' ? book.get(job.order) : undefined
        if (other === undefined) continue
        passed += seconds(here, other.door, courier) + DOOR_MS / 1_000 / travel.pace
        here = other.door
      }
      return passed + seconds(here, carried ? order.door : order.pickup, courier)
    },

    tell(order: Order, eta: Eta) {
      book.expect(order, eta)
      positions().change(order.id, !isCarried(order.state), eta)
    },
  }
}

/** Arrival times of a region: of its orders, and of its quotes. */
export const regionEtas = (parts: EtaParts, quoting: Quoting): Etas => {
  const etas = new Etas(etaWorld(parts))
  quoting.etaOf = ({ id, prepMin, place }, drop) =>
    etas.ofQuote(id, prepMin * 60_000, parts.travel.between(parts.desk.frame, place, drop))
  return etas
}
