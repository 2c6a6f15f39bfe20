/** The region's restaurants, what they sell, and what it costs at somebody's door. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { DELIVERY, PACE } from '../../../../shared/delivery/rules.ts'
import type { Amounts, MenuItem, OpenHours, OrderLine, Place, Quote } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import { factsOf } from '../people.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

const MILLION = 1_000_000
/** Streets are longer than the crow's way. */
const DETOUR = 1.35
/** At the counter and at the door. */
const HANDOVER_MS = 4 * 60_000
/** A search looks at each of them (read/restaurants.ts). */
const RESTAURANTS_MAX = 1_000
/** Thousandths of the fee for the way. */
const NO_SURGE = 1_000
const QUOTES_MAX = 20_000

export interface RestaurantFacts {
  readonly id: string
  readonly name: string
  readonly place: Place
  readonly cuisines: readonly string[]
  readonly priceLevel: number
  readonly prepMin: number
  readonly hours: readonly OpenHours[]
  readonly open: boolean
  readonly menu: readonly MenuItem[]
  readonly stars: number
  readonly ratings: number
}

/** A quote as it is kept until it is used or too old. */
export interface GivenQuote {
  readonly customer: string
  readonly restaurant: RestaurantFacts
  readonly lines: readonly OrderLine[]
  readonly amounts: Amounts
  readonly drop: Place
  readonly distanceM: number
  readonly expiresMs: number
}

export class Menus {
  readonly on: Pick<On, 'restaurantPut' | 'itemPut' | 'opening' | 'quote'>
  /** Whether something is brought there. */
  serves: (place: Place) => boolean = () => true
  readonly #desk: Desk
  readonly #restaurants = new Map<string, RestaurantFacts>()
  readonly #quotes = new Map<string, GivenQuote>()

  constructor(desk: Desk, stored: readonly RestaurantFacts[]) {
    this.#desk = desk
    for (const one of stored) this.#restaurants.set(one.id, one)
    this.on = {
      restaurantPut: (from, body) => this.#put(from, body),
      itemPut: (from, body) => this.#item(from, body),
      opening: (from, { restaurant, open }) => {
        this.mustRun(from, restaurant)
        this.keep({ ...this.must(restaurant), open })
      },
      quote: (from, body) => this.#quote(from, body),
    }
  }

  /** @throws TuttiError `not_found` */
  must(id: string): RestaurantFacts {
    const found = this.#restaurants.get(id)
    if (found === undefined) throw new TuttiError('not_found', 'there is no such restaurant')
    return found
  }

  /** Throws unless it is this member's restaurant, or it is a dispatcher. */
  mustRun(from: Member, restaurant: string): void {
    this.#desk.allow(from, 'restaurant', 'dispatcher')
    if (from.role === 'restaurant' && factsOf(from).restaurant !== restaurant)
      throw new TuttiError('forbidden', 'this is another restaurant')
  }

  keep(facts: RestaurantFacts): void {
    const { ctx } = this.#desk
    this.#restaurants.set(facts.id, facts)
    ctx.record('restaurant', { room: ctx.id, id: facts.id, facts: JSON.stringify(facts) })
  }

  /** Takes it: it is used once. @throws TuttiError `conflict` where it is too old or somebody else's */
  take(id: string, customer: string): GivenQuote {
    const given = this.#quotes.get(id)
    if (given === undefined || given.customer !== customer || given.expiresMs < this.#desk.wall())
      throw new TuttiError('conflict', 'this quote counts no more: ask for another')
    return given
  }

  used(id: string): void {
    this.#quotes.delete(id)
  }

  #put(from: Member, body: Bodies['restaurantPut']): void {
    this.mustRun(from, body.id)
    const known = this.#restaurants.get(body.id)
    if (known === undefined && this.#restaurants.size >= RESTAURANTS_MAX) throw new TuttiError('overloaded')
    const { menu = [], stars = 0, ratings = 0, open = true } = known ?? {}
    this.keep({ ...body, menu, stars, ratings, open })
  }

  #item(from: Member, { restaurant, id, item }: Bodies['itemPut']): void {
    this.mustRun(from, restaurant)
    const facts = this.must(restaurant)
    const rest = facts.menu.filter((one) => one.id !== id)
    if (item !== null && rest.length >= DELIVERY.menuMax) throw new TuttiError('overloaded', 'the menu is too long')
    this.keep({ ...facts, menu: item === null ? rest : [...rest, { id, ...item }] })
  }

  #quote(from: Member, body: Bodies['quote']): void {
    this.#desk.allow(from, 'customer')
    const { ctx, region } = this.#desk
    const restaurant = this.must(body.restaurant)
    if (body.promos !== undefined && body.promos.length > 0)
      throw new TuttiError('unavailable', 'there are no promotions here yet')
    if (!restaurant.open) throw new TuttiError('conflict', 'the restaurant is closed')
    const lines = linesOf(restaurant, body.lines)
    const { latE7, lonE7 } = restaurant.place
    const far = Math.ceil(distanceM(latE7, lonE7, body.drop.latE7, body.drop.lonE7) * DETOUR)
    if (far > 2 * region.radiusM) throw new TuttiError('bad_body', 'the door is too far away')
    if (!this.serves(body.drop)) throw new TuttiError('conflict', 'nothing is brought there now')
    const amounts = this.#amounts(restaurant, lines, far, body.tip ?? 0)
    const nowMs = ctx.wall()
    const expiresMs = nowMs + DELIVERY.quoteMs
    const id = ctx.newId()
    this.#expire(nowMs)
    this.#quotes.set(id, {
      customer: from.user.id,
      restaurant,
      lines,
      amounts,
      drop: body.drop,
      distanceM: far,
      expiresMs,
    })
    const answer: Quote = {
      quote: id,
      lines,
      amounts,
      currency: region.rules.currency,
      surge: NO_SURGE,
      distanceM: far,
      eta: promised(restaurant.prepMin, far, nowMs),
      expiresMs,
    }
    ctx.reply(answer)
  }

  #amounts(from: RestaurantFacts, lines: readonly OrderLine[], far: number, tip: number): Amounts {
    const { baseFee, feePer100M, taxPpm } = this.#desk.region.rules
    const classOf = new Map(from.menu.map(({ id, taxClass }) => [id, taxClass]))
    const byClass = new Map<string, number>()
    for (const { item, amount } of lines) {
      const name = classOf.get(item) ?? ''
      byClass.set(name, (byClass.get(name) ?? 0) + amount)
    }
    let tax = 0
    for (const [name, amount] of byClass)
      tax += Number((BigInt(amount) * BigInt(taxPpm[name] ?? 0) + 500_000n) / BigInt(MILLION))
    const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0)
    const delivery = baseFee + Math.ceil(far / 100) * feePer100M
    return { subtotal, tax, delivery, surge: 0, promo: 0, tip, total: subtotal + tax + delivery + tip }
  }

  #expire(nowMs: number): void {
    for (const [id, { expiresMs }] of this.#quotes) {
      if (expiresMs >= nowMs && this.#quotes.size < QUOTES_MAX) break
      this.#quotes.delete(id)
    }
  }
}

const linesOf = ({ menu }: RestaurantFacts, wanted: Bodies['quote']['lines']): OrderLine[] => {
  if (wanted.length === 0) throw new TuttiError('bad_body', 'nothing is ordered')
  return wanted.map(({ item, pieces }) => {
    const found = menu.find(({ id }) => id === item)
    if (found === undefined || !found.available) throw new TuttiError('conflict', 'this is not to be had now')
    return { item, name: found.name, pieces, price: found.price, amount: found.price * pieces }
  })
}

/** When it will be at the door if all goes well, and if not so well. */
export const promised = (prepMin: number, far: number, nowMs: number) => {
  const wayMs = (far / PACE.scooter.usual) * 1_000
  const from = nowMs + prepMin * 60_000 + HANDOVER_MS + wayMs
  return { from: Math.round(from), to: Math.round(from + 5 * 60_000 + wayMs * 0.5) }
}
