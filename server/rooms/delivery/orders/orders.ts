/** The only place where an order changes: commands come in, events are kept and told. */
import { isOver } from '../../../../shared/delivery/orders.ts'
import type { Eta, OrderState, Place } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Answer, Command, Knows } from './commands.ts'
import { KNOWS_NOTHING } from './commands.ts'
import { decide } from './decide.ts'
import type { OrdersDesk } from './desk.ts'
import { fold } from './events.ts'
import type { Happening, OrderEvent } from './events.ts'
import { eventRow, orderRow } from './keeping.ts'
import { isSimulated } from './notices.ts'
import { SYSTEM, isForsaken, isHopeless } from './order.ts'
import type { OrderFacts, Placed, Who } from './order.ts'
import { Payments } from './payments.ts'
import type { PaymentAnswer } from './payments.ts'
import { Shelf } from './shelf.ts'
import type { Known, Order, Spot } from './shelf.ts'

export type { Order } from './shelf.ts'

/** Hears of an event in its tick, behind the whole command. `before`: as the order was; undefined: it was not. */
export type Hears = (order: Order, event: OrderEvent, before: OrderFacts | undefined) => void

type Told = readonly [event: OrderEvent, before: OrderFacts | undefined]

export interface OrdersOptions {
  /** There is a channel that takes money. */
  readonly pays: boolean
  /** Where a place lies in the region's frame. */
  readonly spotOf: (place: Place) => Spot
}

export class Orders {
  readonly #desk: OrdersDesk
  readonly #payments: Payments
  readonly #pays: boolean
  readonly #shelf: Shelf
  readonly #openedMs: number
  readonly #changed = new Set<Order>()
  readonly #hears: Hears[] = []

  constructor(desk: OrdersDesk, { pays, spotOf }: OrdersOptions, stored: readonly OrderFacts[]) {
    this.#desk = desk
    this.#pays = pays
    this.#openedMs = desk.wall()
    this.#shelf = new Shelf(spotOf)
    this.#payments = new Payments(desk)
    for (const one of stored) this.adopt(one)
  }

  /** Orders that are not over. */
  get open(): number {
    return this.#shelf.open
  }

  /** Those that this room knows, by state. */
  get counts(): Readonly<Record<OrderState, number>> {
    return this.#shelf.counts
  }

  *all(): Iterable<Order> {
    for (const { order } of this.#shelf.all()) yield order
  }

  get(id: string): Order | undefined {
    return this.#shelf.get(id)?.order
  }

  /** @throws TuttiError `not_found` */
  must(id: string): Order {
    return this.#shelf.must(id).order
  }

  /** It was placed with already. */
  hasUsed(quote: string): boolean {
    return this.#shelf.withQuote(quote) !== undefined
  }

  onEvent(hear: Hears): void {
    this.#hears.push(hear)
  }

  /** An order from the database, which the room knows for a while from now on; what the room knows already it knows better. */
  adopt(facts: OrderFacts): Order {
    return (this.#shelf.get(facts.id) ?? this.#shelf.enter(facts, this.#desk.wall())).order
  }

  /**
   * A new order. Placed again with the same quote it is the same order.
   * @param card token of the payment channel; not kept
   * @throws TuttiError `quote_expired`, `overloaded`, or `conflict` where the quote was used for something else
   */
  place(who: Who, placed: Placed, card: string, knows: Knows): Answer {
    const before = this.#shelf.withQuote(placed.quote)?.order
    if (before !== undefined) {
      if (!isSame(before, placed)) throw new TuttiError('conflict', 'something else was ordered with this quote')
      return { n: 1, order: before.id }
    }
    const command: Command = { do: 'place', order: placed, paid: this.#pays && !isSimulated(who.id) }
    const { events } = decide({ order: undefined, who, command, knows })
    let mine = 0
    for (const one of this.all()) if (one.customer.id === placed.customer.id && !isOver(one.state)) mine++
    if (mine >= DELIVERY.openPerCustomer) throw new TuttiError('overloaded', 'you have enough open orders')
    if (this.open >= DELIVERY.openOrdersMax) throw new TuttiError('overloaded', 'too many orders are open')
    const event = this.#event(events[0]!, 1, who)
    const facts = fold(undefined, event)
    const { order } = this.#shelf.enter(facts, event.at)
    this.#desk.record('orderEvent', eventRow(this.#desk.id, order.id, event))
    this.#payments.asked(undefined, facts, event, card)
    this.#desk.record('order', orderRow(this.#desk.id, facts))
    this.#tell(order, [[event, undefined]])
    return { n: 1, order: placed.id }
  }

  /**
   * A command to an order that is known here (adopt() it first where it is not), or several as one: all or none. What
   * throws has changed nothing.
   * @returns where `refused` is in it the command is to be refused with that code, once this tick is durable
   */
  run(id: string, who: Who, given: Command | readonly Command[], knows: Partial<Knows> = {}): Answer {
    const known = this.#shelf.must(id)
    const { order } = known
    const commands = 'do' in given ? [given] : given
    const all: Knows = { ...KNOWS_NOTHING, ...knows, wallMs: this.#desk.wall() }
    const events: Happening[] = []
    let refused: Answer['refused']
    let facts = order.facts
    for (const command of commands) {
      const decided = decide({ order: facts, who, command, knows: all })
      for (const what of decided.events) facts = fold(facts, this.#event(what, facts.n + 1, who))
      events.push(...decided.events)
      ;({ refused } = decided)
    }
    const refund = events.find((one) => one.type === 'refund_asked')
    const answer: Answer = {
      n: order.n + events.length,
      ...(refund !== undefined && { refunded: refund.amount }),
      ...(refused !== undefined && { refused }),
    }
    if (events.length === 0) return answer
    const told = events.map((what) => this.#apply(known, what, who))
    this.#desk.record('order', orderRow(this.#desk.id, order.facts))
    // Behind all of them: whoever hears of one may ask for more.
    this.#tell(order, told)
    return answer
  }

  /** What became of a message to the payment channel. Orders that wait for one are always known here. */
  paid(answer: PaymentAnswer): void {
    const { order, key, step, is, note } = answer
    this.#shelf.must(order)
    this.#payments.answered(answer)
    this.run(order, SYSTEM, { do: 'paid', key, step, is, note })
  }

  /** When it will be there; tells its customer where that is five minutes later than was said, or more. */
  expect(order: Order, eta: Eta): void {
    order.eta = eta
    this.#changed.add(order)
    if (!isOver(order.state) && eta.to - order.toldMs >= DELIVERY.slipMs)
      this.run(order.id, SYSTEM, { do: 'slip', toMs: eta.to })
  }

  /** Its people are to see it anew, though nothing happened to it. */
  touch(order: Order): void {
    this.#changed.add(order)
  }

  /** Those that changed in this tick, once each. */
  takeChanged(): readonly Order[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  /** Every second: what no restaurant answers is over; of what no courier takes dispatchers hear, and in the end it is over. */
  sweep(): void {
    const nowMs = this.#desk.wall()
    for (const { order } of this.#shelf.all()) {
      if (order.state === 'pending' && order.placedMs <= nowMs - DELIVERY.unansweredMs) {
        const silent = order.authorisedMs === null ? 'the card was not answered for' : 'the restaurant did not answer'
        this.run(order.id, SYSTEM, { do: 'cancel', reason: silent })
      } else if (isHopeless(order, nowMs) && nowMs - this.#openedMs >= DELIVERY.alertMs)
        // Where the host was away nobody could be asked: it is tried anew first.
        this.run(order.id, SYSTEM, { do: 'cancel', reason: 'no courier could be found' })
      else if (isForsaken(order, nowMs)) this.run(order.id, SYSTEM, { do: 'alert' })
    }
    this.#shelf.sweep(nowMs)
  }

  #apply(known: Known, what: Happening, who: Who): Told {
    const before = known.order.facts
    const event = this.#event(what, before.n + 1, who)
    const facts = fold(before, event)
    this.#shelf.change(known, facts, event.at)
    this.#desk.record('orderEvent', eventRow(this.#desk.id, facts.id, event))
    this.#payments.asked(before, facts, event, '')
    return [event, before]
  }

  #tell(order: Order, told: readonly Told[]): void {
    this.#changed.add(order)
    for (const [event, before] of told) for (const hear of this.#hears) hear(order, event, before)
  }

  #event(what: Happening, n: number, { actor, id }: Who): OrderEvent {
    return { n, at: this.#desk.wall(), actor, by: id, what }
  }
}

/** To the same door for the same one: the quote says the rest. */
const isSame = ({ customer, drop }: OrderFacts, placed: Placed): boolean =>
  customer.id === placed.customer.id && drop.address === placed.drop.address && drop.note === placed.drop.note
