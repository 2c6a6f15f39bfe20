/** Orders in couriers' hands: who has what, how far it is with it, and what ends it. */
import { isAssignable, isCarried, isOver } from '../../../shared/delivery/orders.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Desk } from './desk.ts'
import type { FenceEvent, FenceKind } from './fences/fences.ts'
import type { Field } from './field.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Command } from './orders/commands.ts'
import { endsIt } from './orders/events.ts'
import { SYSTEM } from './orders/order.ts'
import type { Who } from './orders/order.ts'
import type { Order, Orders } from './orders/orders.ts'
import type { Positions } from './output/positions.ts'
import type { Telling } from './output/telling.ts'

export const FENCE_M = 60
export const ARRIVING_M = 500
/** Fixes from shortly before the assignment still say where it is: phones' clocks are not the host's. */
export const CLOCK_MS = 5_000

export interface JobsParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly positions: () => Positions
  readonly telling: Telling
  /** What it does, or where it is, changed. */
  readonly settled: (courier: Courier) => void
  /** How much faster than life everything goes. */
  readonly pace: () => number
}

export class Jobs {
  readonly #parts: JobsParts

  constructor(parts: JobsParts) {
    this.#parts = parts
    parts.book.onEvent((order, event) => {
      if (endsIt(event)) this.#over(order)
    })
  }

  /** @throws TuttiError `conflict` where it can take no more of these, or could never pick up anything */
  mayTake(courier: Courier, count: number): void {
    if (courier.feeder !== undefined)
      throw new TuttiError('conflict', 'a gateway speaks for this courier: it takes no orders')
    if (courier.state === 'offline' || courier.jobs.length + count > courier.maxLoad)
      throw new TuttiError('conflict', 'this courier can take no more')
  }

  /** `epoch`: of the offer that is accepted; undefined: it is given without one. */
  take(order: Order, courier: Courier, epoch: number | undefined, who: Who): void {
    this.#parts.book.run(order.id, who, { do: 'assign', courier: courier.id, ...(epoch !== undefined && { epoch }) })
    courier.jobs.push({ order: order.id, stage: 'toPickup' })
    // Whoever is given something has its time to be heard.
    courier.askedMs = this.#parts.desk.wall()
    this.#begin(order, courier)
  }

  /** After a restart: what was in hand still is. */
  again(order: Order, courier: Courier): void {
    const carried = isCarried(order.state)
    const stage = carried ? 'carrying' : order.assignment === 'at_pickup' ? 'atPickup' : 'toPickup'
    courier.jobs.push({ order: order.id, stage })
  }

  /** It has a slot again: it is watched on its way. */
  resume(courier: Courier): void {
    for (const { order: id } of courier.jobs) {
      const order = this.#parts.book.get(id)
      if (order !== undefined) this.#begin(order, courier)
    }
  }

  /** It is taken from its courier before the pickup, whoever that is: one that is not known here any more, too. */
  drop(order: Order, who: Who, reason?: string): void {
    const { book, fleet, telling } = this.#parts
    const { courier: id } = order
    if (id === null) throw new TuttiError('conflict', 'nobody is on its way')
    book.run(order.id, who, { do: 'unassign', reason })
    const courier = fleet.get(id)
    if (courier?.jobs.some((job) => job.order === order.id) === true) this.#end(order, courier)
    telling.hide(id, order.id)
  }

  pickUp(order: Order, courier: Courier, epoch: number, reason: string | undefined): void {
    // What was seen before a restart is kept with the order, which is at_pickup under this assignment alone.
    const seenPickup = order.assignment === 'at_pickup' || this.#was(courier, order, 'pickup')
    this.#parts.book.run(order.id, selfOf(courier), { do: 'pickUp', epoch, reason }, { seenPickup })
    this.#stage(courier, order.id, 'carrying')
    this.#arm(order, courier, 'drop', FENCE_M)
    this.#arm(order, courier, 'arriving', ARRIVING_M)
    this.#parts.positions().change(order.id, false, order.eta)
    this.#parts.settled(courier)
  }

  deliver(
    order: Order,
    courier: Courier,
    epoch: number,
    how: { pin?: string | undefined; photo?: string | undefined; reason?: string | undefined },
  ): void {
    const { book, desk } = this.#parts
    const deliver: Command = { do: 'deliver', epoch, ...how }
    // Nobody saw it leave the restaurant: whoever is at the door has left it.
    const commands: Command[] = order.state === 'picked_up' ? [{ do: 'depart', epoch }, deliver] : [deliver]
    // It has not changed hands since it was carried: whoever was seen at the door is this one.
    const atDoor = order.steps.some(({ type }) => type === 'arrived_door')
    const seenDrop = atDoor || this.#was(courier, order, 'drop')
    const { refused } = book.run(order.id, selfOf(courier), commands, { seenDrop })
    // That it was wrong is kept: it is refused once that is.
    if (refused !== undefined) desk.ctx.later().refuse(new TuttiError(refused))
  }

  /** A courier came to one of its places, or left it. */
  fence({ type, side, slot, orderId, assignmentEpoch, kind }: FenceEvent): void {
    const { book, fleet } = this.#parts
    const order = book.get(orderId)
    const courier = fleet.at(slot)
    if (order === undefined || courier === undefined || order.courier !== courier.id) return
    if (order.epoch !== assignmentEpoch || isOver(order.state)) return
    const arrives = type === 'enter' || type === 'cross'
    if (kind === 'pickup' && arrives && order.assignment === 'assigned') {
      this.#stage(courier, orderId, 'atPickup')
      if (isAssignable(order.state)) book.run(orderId, SYSTEM, { do: 'arrive', epoch: order.epoch })
      this.#parts.settled(courier)
    } else if (kind === 'pickup' && type === 'exit' && order.state === 'picked_up')
      book.run(orderId, SYSTEM, { do: 'depart', epoch: order.epoch })
    else if (kind === 'pickup' && type === 'dwell' && side === 'in' && order.assignment === 'at_pickup') {
      if (isAssignable(order.state)) book.run(orderId, SYSTEM, { do: 'notice', what: 'waiting', epoch: order.epoch })
    } else if (kind === 'arriving' && arrives && isCarried(order.state))
      book.run(orderId, SYSTEM, { do: 'notice', what: 'arriving', epoch: order.epoch })
    else if (kind === 'drop' && arrives && isCarried(order.state))
      book.run(orderId, SYSTEM, { do: 'notice', what: 'arrived_door', epoch: order.epoch })
  }

  #begin(order: Order, courier: Courier): void {
    const { people } = this.#parts.desk
    if (courier.slot >= 0) {
      const carried = isCarried(order.state)
      this.#arm(order, courier, 'pickup', FENCE_M)
      if (carried) {
        this.#arm(order, courier, 'drop', FENCE_M)
        this.#arm(order, courier, 'arriving', ARRIVING_M)
      }
      // Read once: 20,000 such are asked every second whom they are for.
      const { id } = order
      const customer = order.customer.id
      this.#parts.positions().show({
        order: id,
        slot: courier.slot,
        coarse: !carried,
        door: order.door,
        eta: order.eta,
        eachWatcher: (see) => {
          for (const member of people.customers(customer)) see(member)
          for (const member of people.guests(id)) see(member)
        },
      })
    }
    this.#parts.settled(courier)
  }

  #over(order: Order): void {
    const courier = order.courier === null ? undefined : this.#parts.fleet.get(order.courier)
    if (courier === undefined || !courier.jobs.some((job) => job.order === order.id)) return
    // Whoever carried it is paid, whatever became of it.
    if (courier.jobs.some((job) => job.order === order.id && job.stage === 'carrying'))
      courier.earned += order.pay + order.bonus
    this.#end(order, courier)
  }

  #end(order: Order, courier: Courier): void {
    courier.jobs.splice(
      courier.jobs.findIndex((job) => job.order === order.id),
      1,
    )
    if (courier.jobs.length === 0) courier.idleSinceMs = this.#parts.desk.wall()
    if (courier.slot >= 0) this.#parts.field().fences.disarm(courier.slot, order.id)
    this.#parts.positions().hide(order.id)
    this.#parts.fleet.keep(courier)
    this.#parts.settled(courier)
  }

  #arm(order: Order, courier: Courier, kind: FenceKind, radiusM: number): void {
    const { xM, yM } = kind === 'pickup' ? order.pickup : order.door
    const fromMs = this.#parts.desk.wall() - CLOCK_MS
    const fence = { orderId: order.id, assignmentEpoch: order.epoch, kind, xM, yM, radiusM, fromMs }
    // Only the counter is waited at.
    const waits = kind === 'pickup' && { dwellMs: DELIVERY.waitingMs / this.#parts.pace() }
    this.#parts.field().fences.arm(courier.slot, { ...fence, ...waits })
  }

  #was(courier: Courier, order: Order, kind: FenceKind): boolean {
    return courier.slot >= 0 && this.#parts.field().fences.visited(courier.slot, order.id, kind)
  }

  #stage(courier: Courier, order: string, stage: Courier['jobs'][number]['stage']): void {
    const job = courier.jobs.find((one) => one.order === order)
    if (job !== undefined) job.stage = stage
  }
}

const selfOf = ({ id }: Courier): Who => ({ actor: 'courier', id })
