/** The orders that a region knows: open ones, and those that ended a while ago. */
import { ORDER_STATES, isOver } from '../../../../shared/delivery/orders.ts'
import type { Eta, OrderState, Place } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { OrderFacts } from './order.ts'
import { isSettled } from './paying.ts'

/** In the region's frame, metres. */
export interface Spot {
  readonly xM: number
  readonly yM: number
}

/** An order as the region has it: the same object as long as it is known, and its facts anew after each event. */
export interface Order extends OrderFacts {
  readonly facts: OrderFacts
  readonly pickup: Spot
  readonly door: Spot
  /** When it may be there; not kept. */
  eta: Eta | null
}

export interface Known {
  readonly order: Order
  /** Until when it is kept here, where it is over. Unix ms. */
  untilMs: number
}

export class Shelf {
  readonly counts = Object.fromEntries(ORDER_STATES.map((state) => [state, 0])) as Record<OrderState, number>
  /** Orders that are not over. */
  open = 0
  readonly #spotOf: (place: Place) => Spot
  readonly #known = new Map<string, Known>()
  readonly #byQuote = new Map<string, Known>()

  constructor(spotOf: (place: Place) => Spot) {
    this.#spotOf = spotOf
  }

  all(): Iterable<Known> {
    return this.#known.values()
  }

  get(id: string): Known | undefined {
    return this.#known.get(id)
  }

  withQuote(quote: string): Known | undefined {
    return this.#byQuote.get(quote)
  }

  /** @throws TuttiError `not_found` */
  must(id: string): Known {
    const known = this.#known.get(id)
    if (known === undefined) throw new TuttiError('not_found', 'there is no such open order')
    return known
  }

  enter(facts: OrderFacts, nowMs: number): Known {
    const pickup = this.#spotOf(facts.restaurant.place)
    const door = this.#spotOf(facts.drop.place)
    const order: Order = { ...facts, facts, pickup, door, eta: null }
    // Whoever asked for it goes on asking for a moment, even of an order that was over long ago.
    const untilMs = Math.max((facts.endedMs ?? 0) + DELIVERY.shareMs, nowMs + DELIVERY.adoptMs)
    const known: Known = { order, untilMs }
    this.#known.set(order.id, known)
    this.#byQuote.set(order.quote, known)
    this.counts[order.state]++
    if (!isOver(order.state)) this.open++
    return known
  }

  /** An order is as these facts say from now on. */
  change(known: Known, facts: OrderFacts, nowMs: number): void {
    const { order } = known
    const was = order.state
    Object.assign(order, facts, { facts })
    if (facts.state === was) return
    this.counts[was]--
    this.counts[facts.state]++
    if (!isOver(facts.state)) return
    this.open--
    known.untilMs = nowMs + DELIVERY.shareMs
  }

  /** What was over long ago is forgotten here: the database has it. One that waits for money is found here by what comes. */
  sweep(nowMs: number): void {
    for (const { order, untilMs } of this.#known.values()) {
      if (!isOver(order.state) || nowMs < untilMs || !isSettled(order)) continue
      this.#known.delete(order.id)
      this.#byQuote.delete(order.quote)
      this.counts[order.state]--
    }
  }
}
