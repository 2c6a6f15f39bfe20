/** Offers of a region: made, told, answered, over; and kept, so that they outlive the host. */
import { bonusOf } from '../../../shared/delivery/bonus.ts'
import { isAssignable, isOver } from '../../../shared/delivery/orders.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import type { Candidate, Offer } from '../../../shared/delivery/types.ts'
import type { Desk } from './desk.ts'
import type { Pair } from './dispatch/types.ts'
import type { Field } from './field.ts'
import type { Figures } from './figures.ts'
import { answered } from './fleet.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Jobs } from './jobs.ts'
import { Offers } from './offers.ts'
import type { LiveOffer } from './offers.ts'
import { SYSTEM } from './orders/order.ts'
import type { Who } from './orders/order.ts'
import type { Order, Orders } from './orders/orders.ts'
import type { OfferRow } from './rows.ts'
import { stopsOf } from './stops.ts'

const { offerMs } = DELIVERY

type OfferEnd = 'offer_declined' | 'offer_expired' | 'offer_withdrawn'

export interface OfferingParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly jobs: Jobs
  readonly figures: Figures
  readonly settled: (courier: Courier) => void
  /** How much faster than life everything goes. */
  readonly pace: () => number
}

export class Offering {
  readonly #parts: OfferingParts
  readonly #offers = new Offers()

  constructor(parts: OfferingParts) {
    this.#parts = parts
  }

  /** What a courier is asked now, as it is told. */
  offerOf(courier: string): Offer | null {
    const offer = this.#offers.ofCourier(courier)
    return offer === undefined ? null : this.#shown(offer)
  }

  /** After a restart: what was under way goes on for as long as it still has; what is over is over. */
  restore(rows: readonly OfferRow[]): void {
    for (const id of new Set(rows.map((row) => row.id))) {
      const all = rows.filter((row) => row.id === id)
      const { courier: courierId, at, until } = all[0]!
      const courier = this.#parts.fleet.get(courierId)
      const sorted = all.toSorted((a, b) => a.part - b.part)
      const offer: LiveOffer = {
        id,
        orders: sorted.map(({ order_id }) => order_id),
        epochs: sorted.map(({ epoch }) => epoch),
        courier: courierId,
        atMs: at,
        untilMs: until,
        seen: false,
      }
      if (courier === undefined || offer.orders.some((order) => this.#parts.book.get(order)?.assignment !== 'offered'))
        continue
      this.#offers.make(offer)
      courier.offer = id
    }
  }

  /** False: somebody did something else meanwhile. */
  make({ orders: ids, slot }: Pair, candidates: (order: string) => readonly Candidate[]): boolean {
    const { desk, book, fleet, figures, settled } = this.#parts
    const courier = fleet.at(slot)
    const orders = ids.flatMap((id) => book.get(id) ?? [])
    const able =
      courier !== undefined &&
      courier.state === 'online' &&
      courier.offer === null &&
      courier.jobs.length + orders.length <= courier.maxLoad &&
      orders.length === ids.length &&
      orders.every((order) => isAssignable(order.state) && order.assignment === 'unassigned')
    if (!able) return false
    const { ctx } = desk
    const atMs = desk.wall()
    const offer: LiveOffer = {
      id: ctx.newId(),
      orders: ids,
      epochs: orders.map(({ epoch }) => epoch + 1),
      courier: courier.id,
      atMs,
      untilMs: atMs + offerMs,
      seen: false,
    }
    this.#offers.make(offer)
    courier.offer = offer.id
    orders.forEach((order, part) => {
      book.run(order.id, SYSTEM, [
        { do: 'raise', bonus: this.#bonusOf(order) },
        { do: 'offer', courier: courier.id },
      ])
      const { id, epochs, untilMs } = offer
      const row = { id, epoch: epochs[part]!, courier: courier.id, at: atMs, until: untilMs, part }
      ctx.record('offer', { room: ctx.id, order_id: order.id, ...row })
      ctx.record('decision', {
        room: ctx.id,
        id: ctx.newId(),
        at: atMs,
        order_id: order.id,
        policy: figures.policy,
        courier: courier.id,
        bonus: order.bonus,
        candidates: JSON.stringify(candidates(order.id)),
      })
    })
    this.#tellOffer(courier)
    settled(courier)
    return true
  }

  /** It came to nothing: its orders are offered to others. */
  #end(offer: LiveOffer, why: OfferEnd, by: Who = SYSTEM): void {
    const { book, fleet, settled } = this.#parts
    this.#forget(offer)
    for (const id of offer.orders) {
      const order = book.get(id)
      if (order === undefined || order.assignment !== 'offered' || isOver(order.state)) continue
      book.run(id, by, { do: 'endOffer', epoch: order.epoch, why })
    }
    const courier = fleet.get(offer.courier)
    if (courier === undefined) return
    this.#tellOffer(courier)
    settled(courier)
  }

  #forget(offer: LiveOffer): void {
    const { ctx } = this.#parts.desk
    this.#offers.end(offer)
    for (const order of offer.orders) ctx.record('endOffer', { room: ctx.id, order_id: order })
    const courier = this.#parts.fleet.get(offer.courier)
    if (courier !== undefined) courier.offer = null
  }

  /** Every second: offers whose time is over. */
  sweep(): void {
    for (const offer of this.#offers.expired(this.#parts.desk.wall())) {
      const courier = this.#parts.fleet.get(offer.courier)
      // A screen that never showed it says nothing of its courier's will.
      if (courier !== undefined && offer.seen) answered(courier, false)
      this.#end(offer, 'offer_expired')
    }
  }

  seen(courier: Courier, id: string): void {
    const offer = this.#offers.ofCourier(courier.id)
    if (offer?.id === id) offer.seen = true
  }

  accept(courier: Courier, id: string, epoch: number): void {
    const { desk, book, fleet, jobs } = this.#parts
    const offer = this.#offers.answered(id, epoch, courier.id, desk.wall())
    const orders = offer.orders.map((order) => book.must(order))
    jobs.mayTake(courier, orders.length)
    this.#forget(offer)
    answered(courier, true)
    orders.forEach((order, i) => jobs.take(order, courier, offer.epochs[i]!, { actor: 'courier', id: courier.id }))
    fleet.keep(courier)
    this.#tellOffer(courier)
  }

  decline(courier: Courier, id: string, epoch: number): void {
    const offer = this.#offers.answered(id, epoch, courier.id, this.#parts.desk.wall())
    answered(courier, false)
    this.#end(offer, 'offer_declined', { actor: 'courier', id: courier.id })
    this.#parts.fleet.keep(courier)
  }

  /** The courier pauses or goes: what it is asked is asked of others. */
  withdraw(courier: Courier): void {
    const offer = this.#offers.ofCourier(courier.id)
    if (offer !== undefined) this.#end(offer, 'offer_withdrawn')
  }

  /** The order is over or in other hands. */
  orderGone(order: Order): void {
    const offer = this.#offers.ofOrder(order.id)
    if (offer !== undefined) this.#end(offer, 'offer_withdrawn')
  }

  #tellOffer(courier: Courier): void {
    const { ctx, people } = this.#parts.desk
    const seats = people.couriers(courier.id)
    if (seats.size > 0) ctx.send(seats, 'offer', this.offerOf(courier.id))
  }

  #shown(offer: LiveOffer): Offer {
    const { book, fleet, field, desk } = this.#parts
    const orders = offer.orders.map((id) => book.must(id))
    const { slot } = fleet.get(offer.courier)!
    const from = slot < 0 || field().t(slot) === 0 ? null : { xM: field().x(slot), yM: field().y(slot) }
    const stops = stopsOf(orders, from, field().frame)
    const [first, ...rest] = stops
    const bonus = orders.reduce((sum, order) => sum + order.bonus, 0)
    return {
      id: offer.id,
      order: offer.orders[0]!,
      epoch: offer.epochs[0]!,
      leftMs: Math.max(0, offer.untilMs - desk.wall()),
      ttlMs: offer.untilMs - offer.atMs,
      pickup: { name: first!.name ?? '', place: first!.place },
      drop: { place: stops.at(-1)!.place },
      toPickupM: first!.farM,
      toDropM: rest.reduce((sum, { farM }) => sum + farM, 0),
      pay: orders.reduce((sum, { pay }) => sum + pay, bonus),
      bonus,
      with: offer.orders.slice(1),
      stops,
    }
  }

  /** More than before, where it has been offered in vain or its food stands about. */
  #bonusOf({ amounts, rounds, readyMs }: Order): number {
    const { desk, pace } = this.#parts
    const waitedMs = (desk.wall() - readyMs) * pace()
    return bonusOf(amounts.delivery + amounts.surge, desk.region.rules.bonusPpm, rounds, waitedMs)
  }
}
