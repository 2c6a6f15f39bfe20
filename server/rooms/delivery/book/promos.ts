/** Promotions: which codes there are, what they take off, and who may still use them. */
import type { Promotion, PromotionRow } from '../../../../shared/delivery/counter-types.ts'
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Promo } from '../../../../shared/delivery/money.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { OrderEvent } from '../orders/events.ts'
import type { Orders } from '../orders/orders.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { PromoUse } from './counter-tables.ts'

type On = Room<DeliveryContract>['on']

/** What is to be had for less, and by whom. */
export interface PromoWish {
  readonly customer: string
  readonly restaurant: string
  /** Of the things alone. */
  readonly subtotal: number
}

export class Promos {
  readonly on: Pick<On, 'promo' | 'unpromo'>
  readonly #desk: Desk
  readonly #orders: Orders
  readonly #promos = new Map<string, Promotion>()
  /** Orders that have used each. */
  readonly #used = new Map<string, number>()

  constructor(desk: Desk, orders: Orders, stored: readonly PromotionRow[]) {
    this.#desk = desk
    this.#orders = orders
    for (const { used, ...promo } of stored) {
      this.#promos.set(promo.code, promo)
      this.#used.set(promo.code, used)
    }
    orders.onEvent((order, event) => this.#heard(order, event))
    const { ctx } = desk
    this.on = {
      promo: (from, body) => {
        desk.allow(from, 'dispatcher')
        const promo: Promotion = { ...body, code: promoName(body.code) }
        promoOf(promo)
        if (!this.#promos.has(promo.code) && this.#promos.size >= DELIVERY.promosPerRegion)
          throw new TuttiError('overloaded', 'there are too many promotions')
        this.#promos.set(promo.code, promo)
        ctx.record('promo', { room: ctx.id, code: promo.code, facts: JSON.stringify(promo) })
      },
      unpromo: (from, { code }) => {
        desk.allow(from, 'dispatcher')
        const name = promoName(code)
        if (!this.#promos.delete(name)) throw new TuttiError('not_found', 'there is no such promotion')
        ctx.record('unpromo', { room: ctx.id, code: name })
      },
    }
  }

  /**
   * Codes as they count in a price, in the order given.
   * @param read what this customer has used, as it was read before
   * @throws TuttiError `not_found` for a code that is none, `conflict` for one that does not count for this, `bad_body`
   */
  wanted(codes: readonly string[], wish: PromoWish, read: readonly PromoUse[]): { codes: string[]; promos: Promo[] } {
    const names = codes.map(promoName)
    if (new Set(names).size < names.length) throw new TuttiError('bad_body', 'a promotion counts once')
    const nowMs = this.#desk.wall()
    const promos = names.map((code) => {
      const promo = this.#promos.get(code)
      if (promo === undefined) throw new TuttiError('not_found', `there is no promotion ${code}`)
      const { fromMs = 0, untilMs = Infinity, restaurant, least = 0 } = promo
      if (nowMs < fromMs || nowMs >= untilMs) throw new TuttiError('conflict', `${code} does not count now`)
      if (restaurant !== undefined && restaurant !== wish.restaurant)
        throw new TuttiError('conflict', `${code} is for another restaurant`)
      if (wish.subtotal < least) throw new TuttiError('conflict', `${code} is for orders of ${least} and more`)
      return promoOf(promo)
    })
    this.mayUse(names, wish.customer, read)
    return { codes: names, promos }
  }

  /**
   * Before an order is placed: a quote is older, and others have ordered meanwhile.
   * @throws TuttiError `conflict` where one of them was used as often as it may be
   */
  mayUse(codes: readonly string[], customer: string, read: readonly PromoUse[]): void {
    for (const code of codes) {
      const { total = Infinity, perCustomer = Infinity } = this.#promos.get(code) ?? {}
      const used = this.#used.get(code) ?? 0
      if (used >= total || this.#usedBy(customer, code, read) >= perCustomer)
        throw new TuttiError('conflict', `${code} is used up`)
    }
  }

  /** What was read was true then; what is known of the region's orders is truer. */
  #usedBy(customer: string, code: string, read: readonly PromoUse[]): number {
    const orders = new Set(read.filter((use) => use.code === code).map(({ order_id }) => order_id))
    for (const order of this.#orders.all()) {
      if (order.customer.id !== customer || !order.promos.includes(code)) continue
      if (order.state === 'cancelled') orders.delete(order.id)
      else orders.add(order.id)
    }
    return orders.size
  }

  #heard({ id, promos, customer }: OrderFacts, { what: { type } }: OrderEvent): void {
    if (promos.length === 0 || (type !== 'placed' && type !== 'cancelled')) return
    const { ctx } = this.#desk
    const more = type === 'placed' ? 1 : -1
    for (const code of promos) {
      this.#used.set(code, (this.#used.get(code) ?? 0) + more)
      if (more > 0) ctx.record('usePromo', { room: ctx.id, order_id: id, code, customer: customer.id })
    }
    if (more < 0) ctx.record('freePromos', { room: ctx.id, order_id: id })
  }
}

/** Codes are typed by hand: whether in small letters or capitals is all one. */
export const promoName = (code: string): string => code.trim().toUpperCase()

/** @throws TuttiError `bad_body` where it does not say how much it takes off */
const promoOf = ({ is, ppm, amount, most, funding }: Promotion): Promo => {
  const cap = most === undefined ? {} : { most }
  if (is === 'free-delivery') return { is, funding, ...cap }
  if (is === 'percent') {
    if (ppm === undefined) throw new TuttiError('bad_body', 'ppm: how much is it?')
    return { is, ppm, funding, ...cap }
  }
  if (amount === undefined) throw new TuttiError('bad_body', 'amount: how much is it?')
  return { is, amount, funding }
}
