/** What couriers do: come and go, answer offers, fetch and deliver. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import type { Commands } from '../../../shared/contract.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Field } from './field.ts'
import { newCourier, viewOf } from './fleet.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Intake } from './intake.ts'
import type { Jobs } from './jobs.ts'
import type { Offering } from './offering.ts'
import type { Order, Orders } from './orders/orders.ts'
import { factsOf } from './people.ts'

type On = Room<DeliveryContract>['on']

/** A courier that is gone keeps its place so long: what it kept offline may come yet. */
const GONE_MS = 15 * 60_000

export interface RidersParts {
  readonly desk: Desk
  readonly fleet: Fleet
  readonly field: () => Field
  readonly book: Orders
  readonly jobs: Jobs
  readonly offering: Offering
  readonly intake: Intake
  readonly settled: (courier: Courier) => void
  /** How much faster than life everything goes; above 1 in a simulation alone. */
  readonly pace: () => number
}

export class Riders {
  readonly on: Pick<On, 'online' | 'pause' | 'offline' | 'seen' | 'accept' | 'decline' | 'pickUp' | 'deliver'>
  readonly #parts: RidersParts
  /** Those who were silent when they were looked at last. */
  readonly #weak = new Set<Courier>()

  constructor(parts: RidersParts) {
    this.#parts = parts
    const { offering, jobs } = parts
    this.on = {
      online: (from, body) => this.#online(from, body),
      pause: (from, { on }) => {
        const courier = this.#self(from)
        if (courier.state === 'offline') throw new TuttiError('conflict', 'go online first')
        courier.state = on ? 'paused' : 'online'
        if (on) offering.withdraw(courier)
        this.#changed(courier)
      },
      offline: (from) => {
        const courier = this.#self(from)
        if (courier.jobs.length > 0) throw new TuttiError('conflict', 'deliver first what you have')
        this.offline(courier)
      },
      seen: (from, { offer }) => offering.seen(this.#self(from), offer),
      accept: (from, { offer, epoch }) => offering.accept(this.#self(from), offer, epoch),
      decline: (from, { offer, epoch }) => offering.decline(this.#self(from), offer, epoch),
      pickUp: (from, { order, epoch, reason }) =>
        this.#with(from, order, (courier, one) => jobs.pickUp(one, courier, epoch, reason)),
      deliver: (from, { order, epoch, ...how }) =>
        this.#with(from, order, (courier, one) => jobs.deliver(one, courier, epoch, how)),
    }
  }

  /**
   * It has a place on the ground, and goes on with what it carries. After a restart too: nothing is kept anew then.
   * @throws TuttiError `overloaded` where the region is full
   */
  seat(courier: Courier, vehicle: Vehicle = courier.vehicle): void {
    const slot = this.#parts.field().tracker.open(courier.id, vehicle)
    if (slot === undefined) throw new TuttiError('overloaded', 'the region has no room for another courier')
    this.#parts.field().tracker.slots.pace[slot] = this.#parts.pace()
    if (courier.slot === slot) return
    this.#parts.fleet.seat(courier, slot)
    this.#parts.jobs.resume(courier)
    this.#parts.settled(courier)
  }

  offline(courier: Courier): void {
    this.#parts.offering.withdraw(courier)
    courier.state = 'offline'
    this.#changed(courier)
  }

  /** Every second: who is not heard of any more. Of the others only a column is looked at: there may be 100,000. */
  sweep(): void {
    const { fleet, field } = this.#parts
    const nowMs = this.#parts.desk.wall()
    const { couriers } = field().tracker
    const { heardMs } = couriers.slots
    for (let slot = 0; slot < couriers.end; slot++) {
      if (nowMs - heardMs[slot]! <= DELIVERY.weakMs) continue
      const courier = fleet.at(slot)
      if (courier !== undefined) this.#silent(courier, nowMs - heardMs[slot]!)
    }
    for (const courier of this.#weak) {
      if (courier.slot >= 0 && nowMs - heardMs[courier.slot]! > DELIVERY.weakMs) continue
      this.#weak.delete(courier)
      courier.weak = false
      if (courier.slot >= 0) this.#parts.settled(courier)
    }
  }

  #silent(courier: Courier, silentMs: number): void {
    const { field, settled, offering, fleet, intake } = this.#parts
    if (!courier.weak || (silentMs > DELIVERY.staleMs && field().free.has(courier.slot))) {
      courier.weak = true
      this.#weak.add(courier)
      settled(courier)
    }
    // A feeder's courier says no goodbye.
    const isOff = courier.state === 'offline' || courier.feeder !== undefined
    if (!isOff || courier.jobs.length > 0 || silentMs < GONE_MS) return
    intake.write(courier.slot)
    intake.unfeed(courier)
    field().close(courier.slot)
    offering.withdraw(courier)
    // Its place goes; what it earned and how it is rated does not.
    fleet.unseat(courier)
    if (courier.feeder !== undefined) fleet.forget(courier)
  }

  #online(from: Member, { vehicle, maxLoad }: Commands<DeliveryContract>['online']): void {
    const { desk, fleet } = this.#parts
    desk.allow(from, 'courier')
    const { id } = from.user
    const known = fleet.get(id)
    const courier = known ?? newCourier(id, factsOf(from).name, vehicle, maxLoad, desk.wall())
    this.seat(known ?? fleet.add(courier), vehicle)
    if (courier.state === 'offline') courier.idleSinceMs = desk.wall()
    courier.askedMs = desk.wall()
    courier.name = factsOf(from).name
    courier.vehicle = vehicle
    courier.maxLoad = Math.max(maxLoad, courier.jobs.length)
    courier.state = 'online'
    this.#changed(courier)
    desk.ctx.reply(viewOf(courier))
  }

  #changed(courier: Courier): void {
    this.#parts.fleet.keep(courier)
    this.#parts.settled(courier)
  }

  /** Who asks comes first: whether there is such an order is for couriers alone to hear. */
  #with(from: Member, id: string, run: (courier: Courier, order: Order) => void): void {
    const courier = this.#self(from)
    const order = this.#parts.book.must(id)
    const had = order.courier !== courier.id && order.excluded.some((one) => one.courier === courier.id)
    if (had) throw new TuttiError('conflict', 'this order is not yours any more')
    run(courier, order)
  }

  #self(from: Member): Courier {
    const { desk, fleet } = this.#parts
    desk.allow(from, 'courier')
    const courier = fleet.get(from.user.id)
    if (courier === undefined) throw new TuttiError('conflict', 'go online first')
    courier.askedMs = desk.wall()
    return courier
  }
}
