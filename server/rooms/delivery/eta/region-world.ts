/** What arrival times depend on, in a live region: its couriers, its ways and its clock. */
import { isCarried } from '../../../../shared/delivery/orders.ts'
import type { Eta, Place } from '../../../../shared/delivery/order-types.ts'
import { PACE } from '../../../../shared/delivery/rules.ts'
import type { Desk } from '../desk.ts'
import type { Field } from '../field.ts'
import { localMinute } from '../local-time.ts'
import type { Courier, Fleet } from '../fleet.ts'
import type { Order, Orders } from '../orders/orders.ts'
import type { Positions } from '../output/positions.ts'
import type { RegionTravel } from '../travel.ts'
import type { Quoting } from '../book/quoting.ts'
import type { Spot } from '../orders/shelf.ts'
import type { Memory } from '../memory.ts'
import { Etas } from './etas.ts'
import type { EtaWorld } from './etas.ts'
import { DOOR_MS, Learning } from './learning.ts'
import type { SavedLearning } from './learning.ts'

export interface EtaParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly positions: () => Positions
  readonly travel: RegionTravel
}

/** Side of the squares between which ways are told apart, metres. */
const ZONE_M = 2_000

const zoneOf = ({ xM, yM }: Spot): string => `${Math.floor(xM / ZONE_M)}/${Math.floor(yM / ZONE_M)}`

const etaWorld = ({ desk, book, fleet, field, positions, travel }: EtaParts): EtaWorld => {
  const speedMS = (courier: Courier | undefined): number => PACE[courier?.vehicle ?? 'scooter'].usual * travel.pace
  const courierOf = ({ courier }: Pick<Order, 'courier'>): Courier | undefined =>
    courier === null ? undefined : fleet.get(courier)
  const seconds = (from: Spot, to: Spot, courier: Courier | undefined): number =>
    travel.seconds(from.xM, from.yM, to.xM, to.yM, speedMS(courier))

  const minute = localMinute(desk)
  return {
    wall: () => desk.wall(),
    wayKind: (order) => ({
      zones: `${zoneOf(order.pickup)}>${zoneOf(order.door)}`,
      hour: Math.floor(minute() / 60) % 24,
      vehicle: courierOf(order)?.vehicle ?? null,
    }),
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

/** Arrival times of a region: of its orders, and of its quotes; with what it learned before. */
export const regionEtas = (parts: EtaParts, quoting: Quoting, memory: Memory): Etas => {
  const learning = new Learning()
  const learned = memory.of<SavedLearning>('eta', learning)
  if (learned !== undefined) learning.restore(learned)
  const etas = new Etas(etaWorld(parts), learning)
  const { desk, travel } = parts
  quoting.etaOf = ({ id, prepMin, place }, drop) => {
    const { frame } = desk
    const spotOf = ({ latE7, lonE7 }: Place): Spot => ({ xM: frame.xOf(lonE7), yM: frame.yOf(latE7) })
    return etas.ofQuote(id, prepMin * 60_000, travel.between(frame, place, drop), spotOf(place), spotOf(drop))
  }
  return etas
}
