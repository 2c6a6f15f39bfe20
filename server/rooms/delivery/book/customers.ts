/** What customers do with orders: place, cancel, rate. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Fleet } from '../fleet.ts'
import { factsOf } from '../people.ts'
import type { OrderBook } from './book.ts'
import { promised } from './menus.ts'
import type { Menus } from './menus.ts'
import type { Order } from './order.ts'
import { isOver } from './table.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

/** What load() of `order` brings. */
export interface NewPin {
  readonly pin: string
}

const ACTORS = { customer: 'customer', restaurant: 'restaurant', dispatcher: 'dispatcher' } as const

export class Customers {
  readonly on: Pick<On, 'order' | 'cancel' | 'rate'>
  readonly #desk: Desk
  readonly #book: OrderBook
  readonly #menus: Menus
  readonly #fleet: Fleet

  constructor(desk: Desk, book: OrderBook, menus: Menus, fleet: Fleet) {
    this.#desk = desk
    this.#book = book
    this.#menus = menus
    this.#fleet = fleet
    this.on = {
      // What load() of this kind gives.
      order: (from, body, loaded) => this.#order(from, body, (loaded as NewPin).pin),
      cancel: (from, body) => this.#cancel(from, body),
      rate: (from, body) => this.#rate(from, body),
    }
  }

  #order(from: Member, body: Bodies['order'], pin: string): void {
    this.#desk.allow(from, 'customer')
    const { ctx, region } = this.#desk
    const { restaurant, lines, amounts, drop, distanceM } = this.#menus.take(body.quote, from.user.id)
    let open = 0
    for (const one of this.#book.all()) if (one.customer.id === from.user.id && !isOver(one.state)) open++
    if (open >= DELIVERY.openPerCustomer) throw new TuttiError('overloaded', 'you have enough open orders')
    const nowMs = ctx.wall()
    const id = ctx.newId()
    const order = this.#book.place(
      {
        id,
        customer: { id: from.user.id, name: factsOf(from).name },
        restaurant: { id: restaurant.id, name: restaurant.name, place: restaurant.place },
        drop: { place: drop, address: body.address, note: body.note ?? '' },
        lines,
        amounts,
        currency: region.rules.currency,
        pin,
        placedMs: nowMs,
        state: 'pending',
        assignment: 'unassigned',
        epoch: 0,
        readyMs: nowMs + restaurant.prepMin * 60_000,
        promisedMs: promised(restaurant.prepMin, distanceM, nowMs).to,
        courier: null,
        pay: amounts.delivery + amounts.surge + amounts.tip,
        rounds: 0,
        endedMs: null,
        rated: {},
        steps: [],
      },
      from.user.id,
    )
    this.#menus.used(body.quote)
    ctx.reply({ order: order.id })
  }

  #cancel(from: Member, { order: id, reason }: Bodies['cancel']): void {
    this.#desk.allow(from, 'customer', 'restaurant', 'dispatcher')
    const order = this.#mine(from, id)
    // allow() let only these in.
    const actor = ACTORS[from.role as keyof typeof ACTORS]
    this.#book.may(order, 'cancelled', actor)
    this.#book.become(order, 'cancelled', { type: 'cancelled', actor, note: reason }, from.user.id)
  }

  #rate(from: Member, { order: id, of, stars, tags = [] }: Bodies['rate']): void {
    this.#desk.allow(from, 'customer', 'restaurant', 'courier')
    if (tags.length > 0) throw new TuttiError('unavailable', 'ratings have no tags yet')
    const order = this.#mine(from, id)
    if (order.state !== 'delivered') throw new TuttiError('conflict', 'only what was delivered is rated')
    if ((from.role === 'customer') === (of === 'customer')) throw new TuttiError('forbidden')
    if (order.rated[of] !== undefined) throw new TuttiError('conflict', 'it was rated already')
    order.rated[of] = stars
    this.#book.keep(order)
    this.#book.touch(order)
    if (of === 'restaurant') {
      const facts = this.#menus.must(order.restaurant.id)
      this.#menus.keep({ ...facts, stars: facts.stars + stars, ratings: facts.ratings + 1 })
    }
    const courier = of === 'courier' && order.courier !== null ? this.#fleet.get(order.courier) : undefined
    if (courier === undefined) return
    courier.stars += stars
    courier.ratings++
    this.#fleet.keep(courier)
    this.#fleet.tell(courier)
  }

  /** @throws TuttiError `not_found` for what is not theirs: that it exists is not theirs to know */
  #mine(from: Member, id: string): Order {
    const order = this.#book.must(id)
    const mine =
      from.role === 'dispatcher' ||
      (from.role === 'customer' && order.customer.id === from.user.id) ||
      (from.role === 'restaurant' && order.restaurant.id === factsOf(from).restaurant) ||
      (from.role === 'courier' && order.courier === from.user.id)
    if (!mine) throw new TuttiError('not_found', 'there is no such open order')
    return order
  }
}
