/** Orders in couriers' hands: who has what, how far it is with it, and what ends it. */
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { OrderBook } from './book/book.ts'
import type { Order, OrderEvent } from './book/order.ts'
import { isCarried, isOver } from './book/table.ts'
import type { Desk } from './desk.ts'
import type { FenceEvent, FenceKind } from './fences/fences.ts'
import type { Field } from './field.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Positions } from './output/positions.ts'
import type { Telling } from './output/telling.ts'

const FENCE_M = 60
const ARRIVING_M = 500
/** Fixes from shortly before the assignment still say where it is: phones' clocks are not the host's. */
const CLOCK_MS = 5_000

export interface JobsParts {
  readonly desk: Desk
  readonly book: OrderBook
  readonly fleet: Fleet
  readonly field: () => Field
  readonly positions: () => Positions
  readonly telling: Telling
  /** What it does, or where it is, changed. */
  readonly settled: (courier: Courier) => void
}

export class Jobs {
  readonly #parts: JobsParts

  constructor(parts: JobsParts) {
    this.#parts = parts
    parts.book.onEvent((order) => {
      if (isOver(order.state)) this.#over(order)
    })
  }

  /** @throws TuttiError `conflict` where it can take no more of these */
  mayTake(courier: Courier, count: number): void {
    if (courier.state === 'offline' || courier.jobs.length + count > courier.maxLoad)
      throw new TuttiError('conflict', 'this courier can take no more')
  }

  take(order: Order, courier: Courier, epoch: number, event: OrderEvent, byId: string): void {
    const { book } = this.#parts
    courier.jobs.push({ order: order.id, stage: 'toPickup' })
    book.change(order, event, byId, { assignment: 'assigned', courier: courier.id, epoch })
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

  /** It is taken away before the pickup. */
  drop(order: Order, courier: Courier, event: OrderEvent, byId: string): void {
    this.#parts.book.change(order, event, byId, { assignment: 'unassigned', courier: null })
    order.excluded.set(courier.id, this.#parts.desk.wall() + DELIVERY.excludeMs)
    this.#end(order, courier)
    this.#parts.telling.hide(courier.id, order.id)
  }

  pickUp(order: Order, courier: Courier, epoch: number, reason: string | undefined): void {
    const { book } = this.#parts
    this.#mustHave(order, courier, epoch)
    book.may(order, 'picked_up', 'courier')
    if (reason === undefined && !this.#was(courier, order, 'pickup'))
      throw new TuttiError('conflict', 'you were not seen at the restaurant: say why')
    this.#stage(courier, order.id, 'carrying')
    this.#arm(order, courier, 'drop', FENCE_M)
    this.#arm(order, courier, 'arriving', ARRIVING_M)
    const event = { type: 'picked_up', actor: 'courier', note: reason } as const
    book.become(order, 'picked_up', event, courier.id, { assignment: 'carrying' })
    this.#parts.positions().change(order.id, false, order.eta)
    this.#parts.settled(courier)
  }

  deliver(
    order: Order,
    courier: Courier,
    epoch: number,
    how: { pin?: string | undefined; photo?: string | undefined; reason?: string | undefined },
  ): void {
    const { book } = this.#parts
    this.#mustHave(order, courier, epoch)
    book.may(order, 'delivered', 'courier')
    // A picture that nobody can look at proves nothing.
    if (how.photo !== undefined) throw new TuttiError('unavailable', 'photos cannot be put beside a region yet')
    if (how.pin !== undefined) this.#checkPin(order, how.pin)
    else if (how.reason === undefined) throw new TuttiError('conflict', 'this takes the PIN or a reason')
    const event = { type: 'delivered', actor: 'courier', note: how.reason } as const
    book.become(order, 'delivered', event, courier.id, { assignment: 'done' })
  }

  /** A courier came to one of its places, or left it. */
  fence({ type, slot, orderId, assignmentEpoch, kind }: FenceEvent): void {
    const { book, fleet } = this.#parts
    const order = book.get(orderId)
    const courier = fleet.at(slot)
    if (order === undefined || courier === undefined || order.courier !== courier.id) return
    if (order.epoch !== assignmentEpoch || isOver(order.state)) return
    const arrives = type === 'enter' || type === 'cross'
    if (kind === 'pickup' && arrives && order.assignment === 'assigned') {
      this.#stage(courier, orderId, 'atPickup')
      book.change(order, { type: 'arrived_pickup', actor: 'system' }, courier.id, { assignment: 'at_pickup' })
      this.#parts.settled(courier)
    } else if (kind === 'pickup' && type === 'exit' && order.state === 'picked_up')
      book.become(order, 'in_transit', { type: 'in_transit', actor: 'system' }, courier.id)
    else if (kind === 'arriving' && arrives && isCarried(order.state))
      book.change(order, { type: 'arriving', actor: 'system' }, courier.id, {})
    else if (kind === 'drop' && arrives && isCarried(order.state))
      book.change(order, { type: 'arrived_door', actor: 'system' }, courier.id, {})
  }

  readonly #tries = new Map<string, number>()

  #checkPin(order: Order, pin: string): void {
    const tries = this.#tries.get(order.id) ?? 0
    if (tries >= DELIVERY.pinTries) throw new TuttiError('rate_limited', 'too many wrong PINs')
    if (pin === order.pin) return
    this.#tries.set(order.id, tries + 1)
    throw new TuttiError('conflict', 'this is not the PIN')
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
      this.#parts.positions().show({
        order: order.id,
        slot: courier.slot,
        coarse: !carried,
        dropX: order.door.xM,
        dropY: order.door.yM,
        eta: order.eta,
        watchers: function* () {
          yield* people.customers(order.customer.id)
          yield* people.guests(order.id)
        },
      })
    }
    this.#parts.settled(courier)
  }

  #over(order: Order): void {
    this.#tries.delete(order.id)
    const courier = order.courier === null ? undefined : this.#parts.fleet.get(order.courier)
    if (courier === undefined || !courier.jobs.some((job) => job.order === order.id)) return
    // Whoever carried it is paid, whatever became of it.
    if (courier.jobs.some((job) => job.order === order.id && job.stage === 'carrying')) courier.earned += order.pay
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
    this.#parts.field().fences.arm(courier.slot, fence)
  }

  #was(courier: Courier, order: Order, kind: FenceKind): boolean {
    return courier.slot >= 0 && this.#parts.field().fences.visited(courier.slot, order.id, kind)
  }

  #stage(courier: Courier, order: string, stage: Courier['jobs'][number]['stage']): void {
    const job = courier.jobs.find((one) => one.order === order)
    if (job !== undefined) job.stage = stage
  }

  #mustHave(order: Order, courier: Courier, epoch: number): void {
    if (order.courier !== courier.id) throw new TuttiError('not_found', 'there is no such open order')
    if (order.epoch !== epoch) throw new TuttiError('conflict', 'it was assigned anew since then')
  }
}
