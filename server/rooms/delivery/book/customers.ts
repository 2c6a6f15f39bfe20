/** What customers do with orders: place, cancel, rate; and what others do there beside them. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import type { RefundWish } from '../../../../shared/delivery/refund.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Fleet } from '../fleet.ts'
import { KNOWS_NOTHING } from '../orders/commands.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { Orders } from '../orders/orders.ts'
import type { Quotes } from '../orders/quotes.ts'
import type { Ratings } from '../orders/ratings.ts'
import type { LoadedRating, StoredOrder } from '../orders/stored.ts'
import { factsOf, whoOf } from '../people.ts'
import type { PromoUse } from './counter-tables.ts'
import type { Menus } from './menus.ts'
import type { Promos } from './promos.ts'
import type { RestaurantFacts, Restaurants } from './restaurants.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

export interface CustomersParts {
  readonly desk: Desk
  readonly orders: Orders
  readonly ratings: Ratings
  readonly restaurants: Restaurants
  readonly menus: Menus
  readonly quotes: Quotes
  readonly promos: Promos
  readonly fleet: Fleet
}

/** What load() of `order` brings. */
export interface NewOrder {
  readonly pin: string
  readonly uses: readonly PromoUse[]
  readonly restaurant: RestaurantFacts | undefined
}

/** What load() of `rate` brings: the restaurant where that is rated. */
export interface RatingToGive extends LoadedRating {
  readonly restaurant: RestaurantFacts | undefined
}

export class Customers {
  readonly on: Pick<On, 'order' | 'cancel' | 'rate' | 'refund'>
  readonly #parts: CustomersParts

  constructor(parts: CustomersParts) {
    this.#parts = parts
    this.on = {
      // What load() of this kind gives.
      order: (from, body, loaded) => this.#order(from, body, loaded as NewOrder),
      cancel: (from, body) => this.#cancel(from, body),
      // What load() of this kind gives.
      rate: (from, body, loaded) => this.#rate(from, body, loaded as RatingToGive | undefined),
      refund: (from, body, loaded) => this.#refund(from, body, loaded as StoredOrder | undefined),
    }
  }

  #order(from: Member, { quote, address, note = '', card }: Bodies['order'], loaded: NewOrder): void {
    const { pin, uses } = loaded
    const { desk, restaurants, menus, orders, promos, quotes } = this.#parts
    desk.allow(from, 'customer')
    const { ctx } = desk
    const nowMs = ctx.wall()
    const terms = quotes.open(quote, from.user.id, nowMs)
    restaurants.adopt(loaded.restaurant)
    if (!orders.hasUsed(terms.id)) {
      menus.mustBeOpen(restaurants.must(terms.restaurant))
      promos.mayUse(terms.promos, from.user.id, uses)
    }
    const drop = { place: terms.drop, address, note }
    const customer = { id: from.user.id, name: factsOf(from).name }
    const placed = menus.placed(terms, { id: ctx.newId(), nowMs, customer, drop, pin })
    const knows = { ...KNOWS_NOTHING, wallMs: nowMs, quoteValid: true }
    const { order } = orders.place(whoOf(from), placed, card, knows)
    ctx.reply({ order })
  }

  #cancel(from: Member, { order, reason }: Bodies['cancel']): void {
    const { desk, orders } = this.#parts
    desk.allow(from, 'customer', 'restaurant', 'dispatcher')
    const { cancelFee } = desk.region.rules
    // Whoever gives no reason is asked for none: it is theirs.
    const said = reason ?? (from.role === 'customer' ? 'the customer wants it no more' : undefined)
    orders.run(order, whoOf(from), { do: 'cancel', reason: said }, { cancelFee })
  }

  #refund(from: Member, { order: id, reason, ...what }: Bodies['refund'], loaded: StoredOrder | undefined): void {
    const { desk, orders } = this.#parts
    desk.allow(from, 'dispatcher')
    if (loaded !== undefined) orders.adopt(loaded)
    const wish = wishOf(orders.must(id), what)
    const { refunded } = orders.run(id, whoOf(from), { do: 'refund', wish, reason })
    desk.ctx.reply({ refunded })
  }

  #rate(from: Member, { order: id, of, stars, tags = [] }: Bodies['rate'], loaded: RatingToGive | undefined): void {
    const { desk, orders, ratings, restaurants, menus, fleet } = this.#parts
    desk.allow(from, 'customer', 'restaurant', 'courier')
    const known = orders.get(id)
    const order = known ?? loaded?.facts
    if (order === undefined) throw new TuttiError('not_found', 'there is no such order')
    ratings.rate(order, whoOf(from), of, stars, tags, loaded ?? NOTHING_RATED)
    if (known !== undefined) orders.touch(known)
    restaurants.adopt(loaded?.restaurant)
    if (of === 'restaurant') menus.rated(order.restaurant.id, ratings.sumOf('restaurant', order.restaurant.id))
    const courier = of === 'courier' && order.courier !== null ? fleet.get(order.courier) : undefined
    if (courier === undefined) return
    const { stars: all, count } = ratings.sumOf('courier', courier.id)
    courier.stars = all
    courier.ratings = count
    fleet.keep(courier)
    fleet.tell(courier)
  }
}

/** @throws TuttiError `bad_body` for things that were not ordered */
const wishOf = (
  { lines: ordered }: OrderFacts,
  { amount, lines }: Omit<Bodies['refund'], 'order' | 'reason'>,
): RefundWish => {
  if (lines === undefined) return amount === undefined ? { is: 'full' } : { is: 'amount', amount }
  if (amount !== undefined) throw new TuttiError('bad_body', 'an amount or things: not both')
  const parts = lines.map(({ item, pieces }) => {
    const at = ordered.findIndex((line) => line.item === item)
    if (at < 0) throw new TuttiError('bad_body', `no ${item} was ordered`)
    return { at, pieces, of: ordered[at]!.pieces }
  })
  return { is: 'parts', parts }
}

const NOTHING_RATED = { ratings: [], sums: [] }
