/** The life of a generated city: couriers, kitchens and customers that nobody plays, in the region's own room. */
import { flowAt } from '../../../../shared/delivery/roads/speeds.ts'
import { RoadTravel } from '../../../../shared/delivery/roads/road-travel.ts'
import { Habits } from '../../../../shared/delivery/simulator/habits.ts'
import { isOver } from '../../../../shared/delivery/orders.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { openKitchens } from './openings.ts'
import type { Member } from '../../../engine/room.ts'
import type { OrderEvent } from '../orders/events.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { Order } from '../orders/orders.ts'
import { localMinute } from '../local-time.ts'
import type { RegionTravel } from '../travel.ts'
import { SimClock } from './parts.ts'
import type { SimulationParts, Town } from './parts.ts'
import { SimCouriers, isOne } from './sim-couriers.ts'
import { SimCustomers } from './sim-customers.ts'
import { SimKitchens } from './sim-kitchens.ts'
import { roadMetres, worldOf } from './world.ts'

/** What a city has when somebody comes. */
const COURIERS = 150
const PACE = 4
/** With nobody there so many couriers end what is open. */
const ALONE = 30
/** A pause of the room counts as so long. */
const PAUSE_MS = 2_000
/** So long kitchens hurry when a city begins; simulated. */
const HURRY_MS = 12 * 60_000

interface Living {
  readonly town: Town
  readonly couriers: SimCouriers
  readonly customers: SimCustomers
  readonly kitchens: SimKitchens
}

export class Simulation {
  readonly #parts: SimulationParts
  readonly #travel: RegionTravel
  readonly #clock = new SimClock()
  #wanted: number
  #living: Living | undefined

  constructor(parts: SimulationParts, travel: RegionTravel) {
    this.#parts = parts
    this.#travel = travel
    this.#wanted = parts.choices.now.couriers ?? COURIERS
    parts.counter.orders.onEvent((...heard) => this.#heard(...heard))
    parts.counter.quoting.pace = () => this.#clock.pace
  }

  /** How much faster than life it goes; 1 where nothing is simulated. */
  get pace(): number {
    return this.#clock.pace
  }

  /** Somebody is there: a city begins to live, where this is one. */
  begin(): void {
    if (this.#living !== undefined) return
    const { region } = this.#parts.desk
    const world = worldOf(region)
    if (world === undefined) return
    openKitchens(this.#parts, world.city)
    this.#parts.counter.quoting.roadM = roadMetres(world, () => this.#parts.desk.frame)
    const habits = new Habits(world.city, world.city.seed)
    const minute = localMinute(this.#parts.desk)
    const town: Town = { parts: this.#parts, world, clock: this.#clock, habits, minute }
    const living = {
      town,
      couriers: new SimCouriers(town),
      customers: new SimCustomers(town),
      kitchens: new SimKitchens(town),
    }
    living.kitchens.hurry = () => 0.05 + 0.95 * Math.min(1, (this.#clock.nowMs / HURRY_MS) ** 2)
    this.#living = living
    const { field, fleet } = this.#parts
    // Of those that nobody plays only what somebody waits for is kept.
    field().recorded = (slot) => {
      const courier = fleet.at(slot)
      return courier?.simulated !== true || courier.jobs.some(({ stage }) => stage === 'carrying')
    }
    this.#travel.roads = new RoadTravel(world.roads)
    this.#setPace(this.#parts.choices.now.pace ?? PACE)
    living.customers.begin(this.#wanted)
    this.renew()
  }

  /** After a restart, before couriers are given their orders again. */
  adopt(): void {
    if (this.#parts.desk.regionOrNull === null) return
    this.begin()
    for (const { state, courier, offered } of this.#parts.counter.orders.all()) {
      if (isOver(state)) continue
      // Real ones were read with the region, and are seated with those who were online.
      for (const one of [courier, offered]) if (one !== null && isOne(one)) this.#living?.couriers.adopt(one)
    }
  }

  /** After a restart, once everybody is in place. */
  resume(): void {
    const living = this.#living
    if (living === undefined) return
    const { orders } = this.#parts.counter
    living.couriers.resume(orders.all())
    for (const order of orders.all()) living.kitchens.look(order)
  }

  /** Dispatchers: so many couriers, at such a pace. @throws TuttiError `forbidden`, and `unavailable` where there is no city */
  asked(from: Member, couriers: number, pace: number | undefined): void {
    this.#parts.desk.allow(from, 'dispatcher')
    this.begin()
    if (this.#living === undefined) throw new TuttiError('unavailable', 'only a generated city is simulated')
    this.#wanted = couriers
    if (pace !== undefined) this.#setPace(pace)
    this.#parts.choices.choose({ couriers, ...(pace !== undefined && { pace }) })
  }

  /** Every 200 ms. */
  step(): void {
    const living = this.#living
    if (living === undefined) return
    const { desk, counter } = this.#parts
    const wallMs = desk.wall()
    const alone = desk.ctx.members.size === 0
    this.#clock.step(wallMs, PAUSE_MS)
    if (alone !== living.kitchens.everywhere) {
      living.kitchens.everywhere = alone
      if (alone) for (const order of counter.orders.all()) living.kitchens.look(order)
    }
    living.couriers.wanted = alone ? (this.#isNeeded() ? ALONE : 0) : this.#wanted
    living.couriers.step(wallMs)
    if (!alone) living.customers.step(this.#wanted)
  }

  /** Every three seconds: traffic is as it is at this hour, and ways may be looked up again. */
  renew(): void {
    const living = this.#living
    if (living === undefined) return
    const minute = living.town.minute()
    this.#travel.roads?.renew(minute)
    living.couriers.flow = flowAt(minute, 'motor')
  }

  /** Some order waits for a courier, or has one of these. */
  #isNeeded(): boolean {
    for (const { state, courier } of this.#parts.counter.orders.all())
      if (!isOver(state) && (courier === null || isOne(courier))) return true
    return false
  }

  #setPace(pace: number): void {
    this.#clock.pace = pace
    this.#travel.pace = pace
    this.#living?.couriers.repaced()
  }

  #heard(order: Order, { what, at }: OrderEvent, before: OrderFacts | undefined): void {
    const living = this.#living
    if (living === undefined) return
    if (what.type === 'offered') living.couriers.asked(what.courier)
    else if (what.type === 'assigned') living.couriers.given(order, what.courier, at)
    else if (what.type === 'unassigned' || what.type === 'cancelled' || what.type === 'delivered') {
      const courier = before?.courier ?? null
      if (courier !== null) living.couriers.taken(order, courier)
    } else if (NEXT.has(what.type)) living.kitchens.look(order)
  }
}

/** After these a kitchen does something. */
const NEXT: ReadonlySet<string> = new Set(['placed', 'authorised', 'confirmed', 'preparing'])
