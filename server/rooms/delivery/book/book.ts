/** The open orders of a region, and those of the last quarter of an hour: the only place where an order changes. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderState } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Desk } from '../desk.ts'
import { factsJson, stepOf } from './order.ts'
import type { Order, OrderEvent, OrderFacts } from './order.ts'
import { isOver, mayBecome } from './table.ts'

export type Changes = Partial<
  Pick<Order, 'state' | 'assignment' | 'epoch' | 'readyMs' | 'promisedMs' | 'courier' | 'pay' | 'rounds'>
>

export class OrderBook {
  readonly #desk: Desk
  readonly #orders = new Map<string, Order>()
  readonly #changed = new Set<Order>()
  readonly #hears: ((order: Order, event: OrderEvent) => void)[] = []
  readonly #counts: Record<OrderState, number> = {
    pending: 0,
    confirmed: 0,
    preparing: 0,
    ready: 0,
    picked_up: 0,
    in_transit: 0,
    delivered: 0,
    cancelled: 0,
  }
  #open = 0

  constructor(desk: Desk, stored: readonly OrderFacts[]) {
    this.#desk = desk
    for (const facts of stored) this.#enter(this.#placed(facts))
  }

  /** Orders that are not over. */
  get open(): number {
    return this.#open
  }

  /** Those that this room knows, by state. */
  get counts(): Readonly<Record<OrderState, number>> {
    return this.#counts
  }

  all(): Iterable<Order> {
    return this.#orders.values()
  }

  get(id: string): Order | undefined {
    return this.#orders.get(id)
  }

  /** @throws TuttiError `not_found` */
  must(id: string): Order {
    const order = this.#orders.get(id)
    if (order === undefined) throw new TuttiError('not_found', 'there is no such open order')
    return order
  }

  /** Hears of every event, in its tick. */
  onEvent(hear: (order: Order, event: OrderEvent) => void): void {
    this.#hears.push(hear)
  }

  /** A new order. @throws TuttiError `overloaded` */
  place(facts: OrderFacts, byId: string): Order {
    if (this.#open >= DELIVERY.openOrdersMax) throw new TuttiError('overloaded', 'too many orders are open')
    const order = this.#placed(facts)
    this.#enter(order)
    this.#tell(order, { type: 'placed', actor: 'customer' }, byId)
    return order
  }

  /** @throws TuttiError `conflict` where the table has no such way; nothing has changed then */
  may(order: Order, to: OrderState, actor: OrderEvent['actor']): void {
    if (!mayBecome(order.state, to, actor))
      throw new TuttiError('conflict', `an order that is ${order.state} cannot become ${to} by a ${actor}`)
  }

  /** It becomes another state: check with may() first. */
  become(order: Order, to: OrderState, event: OrderEvent, byId: string, changes: Changes = {}): void {
    this.change(order, event, byId, { ...changes, state: to })
  }

  /** Something happens to it. */
  change(order: Order, event: OrderEvent, byId: string, changes: Changes): void {
    const was = order.state
    Object.assign(order, changes)
    if (order.state !== was) {
      this.#counts[was]--
      this.#counts[order.state]++
      if (isOver(order.state)) {
        order.endedMs = this.#desk.wall()
        this.#open--
      }
    }
    this.#tell(order, event, byId)
  }

  /** Its people are to see it anew, though nothing happened to it. */
  touch(order: Order): void {
    this.#changed.add(order)
  }

  /** Kept as it is, without an event. */
  keep(order: Order): void {
    const { ctx } = this.#desk
    ctx.record('order', {
      room: ctx.id,
      id: order.id,
      customer: order.customer.id,
      restaurant: order.restaurant.id,
      courier: order.courier,
      state: order.state,
      placed_at: order.placedMs,
      ended_at: order.endedMs,
      facts: factsJson(order),
    })
  }

  /** Those that changed in this tick, once each. */
  takeChanged(): readonly Order[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  /** Those that were over long ago are forgotten here: the database has them. */
  sweep(): void {
    const beforeMs = this.#desk.wall() - DELIVERY.shareMs
    for (const order of this.#orders.values()) {
      if (order.endedMs === null || order.endedMs > beforeMs) continue
      this.#orders.delete(order.id)
      this.#counts[order.state]--
    }
  }

  #tell(order: Order, event: OrderEvent, byId: string): void {
    const { ctx } = this.#desk
    const step = stepOf(order, event, ctx.wall())
    order.steps.push(step)
    ctx.record('orderEvent', {
      room: ctx.id,
      order_id: order.id,
      n: step.n,
      type: step.type,
      at: step.at,
      actor: step.by,
      by_id: byId,
      note: step.note ?? null,
    })
    this.keep(order)
    this.#changed.add(order)
    for (const hear of this.#hears) hear(order, event)
  }

  #enter(order: Order): void {
    this.#orders.set(order.id, order)
    this.#counts[order.state]++
    if (!isOver(order.state)) this.#open++
  }

  #placed(facts: OrderFacts): Order {
    const { frame } = this.#desk
    const { restaurant, drop } = facts
    return {
      ...facts,
      pickup: { xM: frame.xOf(restaurant.place.lonE7), yM: frame.yOf(restaurant.place.latE7) },
      door: { xM: frame.xOf(drop.place.lonE7), yM: frame.yOf(drop.place.latE7) },
      eta: null,
      excluded: new Map(),
    }
  }
}
