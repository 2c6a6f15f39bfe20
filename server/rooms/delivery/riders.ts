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

const { forgottenMs, goneMs, silentMs, staleMs, weakMs } = DELIVERY

/** After a restart, or where the host stood still, whoever was online has so long to be heard. */
const RETURN_MS = 2 * 60_000
/** Of a second that took so long: the host stood still, and could hear nobody. */
const STOOD_MS = 10_000

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
  /** Set offline while the room was opened, when nothing may be kept. */
  #unkept: Courier[] = []
  #sweptMs = 0
  /** Nobody is gone before then, Unix ms. */
  #patientMs = 0

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

  /**
   * After a restart, once couriers have their orders again: whoever was online has its place, first those with orders,
   * then who was heard last. Who was not for very long, or finds no place, is offline: no region stays closed for that.
   */
  restore(): void {
    const nowMs = this.#parts.desk.wall()
    const { couriers } = this.#parts.field().tracker
    const there = [...this.#parts.fleet.all()].filter(({ state }) => state !== 'offline')
    for (const courier of there.toSorted((a, b) => b.jobs.length - a.jobs.length || b.awayMs - a.awayMs)) {
      const forgotten = courier.jobs.length === 0 && !courier.simulated && nowMs - courier.awayMs >= forgottenMs
      if (forgotten || couriers.isFull) {
        courier.state = 'offline'
        this.#unkept.push(courier)
        continue
      }
      courier.awayMs = Math.max(courier.awayMs, nowMs - goneMs + RETURN_MS)
      this.seat(courier)
    }
  }

  /** A window of a courier is closed. */
  left(user: string): void {
    const { desk, fleet } = this.#parts
    const courier = fleet.get(user)
    if (courier !== undefined && desk.people.couriers(user).size === 0) courier.awayMs = desk.wall()
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
    if (nowMs - this.#sweptMs > STOOD_MS && this.#sweptMs > 0) this.#patientMs = nowMs + RETURN_MS
    this.#sweptMs = nowMs
    for (const courier of this.#unkept.splice(0)) if (courier.state === 'offline') fleet.keep(courier)
    const { couriers } = field().tracker
    const { heardMs } = couriers.slots
    for (let slot = 0; slot < couriers.end; slot++) {
      if (nowMs - heardMs[slot]! <= weakMs) continue
      const courier = fleet.at(slot)
      if (courier !== undefined) this.#silent(courier, nowMs, heardMs[slot]!)
    }
    for (const courier of this.#weak) {
      if (courier.slot >= 0 && nowMs - heardMs[courier.slot]! > weakMs) continue
      this.#weak.delete(courier)
      courier.weak = false
      if (courier.slot >= 0) this.#parts.settled(courier)
    }
  }

  #silent(courier: Courier, nowMs: number, heardMs: number): void {
    const { field, settled } = this.#parts
    if (!courier.weak || (nowMs - heardMs > staleMs && field().free.has(courier.slot))) {
      courier.weak = true
      this.#weak.add(courier)
      settled(courier)
    }
    if (nowMs < this.#patientMs || courier.jobs.length > 0) return
    if (this.#isGone(courier, nowMs - Math.max(heardMs, courier.awayMs))) this.#goes(courier)
  }

  /** Its place stays for a while, offline too: what it kept without a connection may come yet. */
  #isGone({ id, state, simulated }: Courier, quietMs: number): boolean {
    const isHere = state !== 'offline' && this.#parts.desk.people.couriers(id).size > 0
    return !simulated && quietMs >= (isHere ? silentMs : goneMs)
  }

  #goes(courier: Courier): void {
    const { offering, fleet, intake } = this.#parts
    // A feeder's courier says no goodbye, and comes again with its next fix.
    if (courier.state !== 'offline' && courier.feeder === undefined) this.offline(courier)
    intake.write(courier.slot)
    intake.unfeed(courier)
    offering.withdraw(courier)
    this.#unseat(courier)
    if (courier.feeder !== undefined) fleet.forget(courier)
  }

  /** Its place goes; what it earned and how it is rated does not. */
  #unseat(courier: Courier): void {
    this.#weak.delete(courier)
    courier.weak = false
    this.#parts.field().close(courier.slot)
    this.#parts.fleet.unseat(courier)
  }

  /** An offline courier is as if it had never been here; whoever calls this sees to what is kept of it. */
  forget(courier: Courier): void {
    if (courier.slot >= 0) {
      this.#parts.intake.drop(courier.slot)
      this.#unseat(courier)
    }
    this.#parts.fleet.forget(courier)
  }

  #online(from: Member, { vehicle, maxLoad }: Commands<DeliveryContract>['online']): void {
    const { desk, fleet } = this.#parts
    desk.allow(from, 'courier')
    const { id } = from.user
    const known = fleet.get(id)
    const courier = known ?? newCourier(id, factsOf(from).name, vehicle, maxLoad, desk.wall())
    this.seat(courier, vehicle)
    if (known === undefined) fleet.add(courier)
    courier.awayMs = desk.wall()
    if (courier.state === 'offline') courier.idleSinceMs = desk.wall()
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
  #with(from: Member, order: string, run: (courier: Courier, order: Order) => void): void {
    const courier = this.#self(from)
    run(courier, this.#parts.book.must(order))
  }

  #self(from: Member): Courier {
    const { desk, fleet } = this.#parts
    desk.allow(from, 'courier')
    const courier = fleet.get(from.user.id)
    if (courier === undefined) throw new TuttiError('conflict', 'go online first')
    return courier
  }
}
