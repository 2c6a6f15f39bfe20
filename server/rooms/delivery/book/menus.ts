/** The region's restaurants, what they sell, and what it costs at somebody's door. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import { amountsOf, priceOf, surgeFactor } from '../../../../shared/delivery/money.ts'
import { DELIVERY, PACE } from '../../../../shared/delivery/rules.ts'
import type { Eta, MenuItem, OpenHours, OrderLine, Place, Quote } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Knows } from '../orders/commands.ts'
import type { Placed } from '../orders/order.ts'
import type { QuoteTerms, Quotes } from '../orders/quotes.ts'
import { factsOf } from '../people.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

/** Streets are longer than the crow's way. */
const DETOUR = 1.35
/** At the counter and at the door. */
const HANDOVER_MS = 4 * 60_000
/** A search looks at each of them (read/restaurants.ts). */
const RESTAURANTS_MAX = 1_000

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

export class Menus {
  readonly on: Pick<On, 'restaurantPut' | 'itemPut' | 'opening' | 'quote'>
  /** Whether something is brought there. */
  serves: (place: Place) => boolean = () => true
  /** Thousandths, at a restaurant. */
  surgeAt: (place: Place) => number = () => 1_000
  /** How much faster than life a simulated region goes. */
  pace: () => number = () => 1
  /** When it would be at a door. */
  etaOf: (restaurant: RestaurantFacts, drop: Place, roadM: number) => Eta
  readonly quotes: Quotes
  readonly #desk: Desk
  readonly #restaurants = new Map<string, RestaurantFacts>()

  constructor(desk: Desk, quotes: Quotes, stored: readonly RestaurantFacts[]) {
    this.#desk = desk
    this.quotes = quotes
    this.etaOf = ({ prepMin }, _drop, roadM) => promised(prepMin, roadM, desk.wall(), this.pace())
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

  has(id: string): boolean {
    return this.#restaurants.has(id)
  }

  /** It takes orders now. */
  isOpen(id: string): boolean {
    return this.#restaurants.get(id)?.open === true
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

  /** What an order is placed with. */
  placed(
    terms: QuoteTerms,
    { nowMs, ...own }: Pick<Placed, 'id' | 'customer' | 'drop' | 'pin'> & { readonly nowMs: number },
  ): Placed {
    const { amounts, parts, currency, surge } = terms
    return {
      ...own,
      ...this.#ordered(terms),
      quote: terms.id,
      amounts,
      parts,
      currency,
      surge,
      distanceM: terms.distanceM,
      readyMs: nowMs + terms.readyInMs,
      promisedMs: nowMs + terms.thereInMs,
      pay: amounts.delivery + amounts.surge + amounts.tip,
    }
  }

  /** At what the things are called now. */
  #ordered({ restaurant: id, lines }: QuoteTerms): Pick<Placed, 'restaurant' | 'lines'> {
    const { name, place, menu } = this.must(id)
    const nameOf = (item: string): string => menu.find((one) => one.id === item)?.name ?? item
    return {
      restaurant: { id, name, place },
      lines: lines.map(({ item, pieces, price }) => ({
        item,
        name: nameOf(item),
        pieces,
        price,
        amount: price * pieces,
      })),
    }
  }

  /** Whether a restaurant can make an order now. */
  standing({ restaurant, lines }: Pick<Placed, 'restaurant' | 'lines'>): Pick<Knows, 'open' | 'available'> {
    const facts = this.#restaurants.get(restaurant.id)
    if (facts === undefined) return { open: false, available: false }
    const has = (item: string): boolean => facts.menu.some(({ id, available }) => id === item && available)
    return { open: facts.open, available: lines.every(({ item }) => has(item)) }
  }

  /** Its stars as they add up now. */
  rated(id: string, { stars, count }: { readonly stars: number; readonly count: number }): void {
    const facts = this.#restaurants.get(id)
    if (facts !== undefined) this.keep({ ...facts, stars, ratings: count })
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
    const { terms, lines, from: fromMs, to } = this.offer(from.user.id, body)
    const { amounts, currency, surge, distanceM: far, expiresMs } = terms
    const eta = { from: fromMs, to }
    const quote = this.quotes.sign(terms)
    const answer: Quote = { quote, lines, amounts, currency, surge, distanceM: far, eta, expiresMs }
    this.#desk.ctx.reply(answer)
  }

  /**
   * What it would cost somebody, and when it would be there (`from` … `to`, Unix ms).
   * @throws TuttiError `not_found`, `conflict`, `bad_body`, `unavailable`
   */
  offer(customer: string, body: Bodies['quote']) {
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
    const { taxPpm, baseFee, feePer100M, currency } = region.rules
    const surge = surgeFactor(this.surgeAt(restaurant.place))
    const classOf = new Map(restaurant.menu.map(({ id, taxClass }) => [id, taxClass]))
    const price = priceOf({
      lines: lines.map(({ item, ...line }) => ({ ...line, taxClass: classOf.get(item) ?? '' })),
      taxPpm,
      baseFee,
      feePer100M,
      roadM: far,
      surge,
      promos: [],
      tip: body.tip ?? 0,
    })
    const nowMs = ctx.wall()
    const eta = this.etaOf(restaurant, body.drop, far)
    const terms: QuoteTerms = {
      id: ctx.newId(),
      customer,
      restaurant: restaurant.id,
      lines,
      amounts: amountsOf(price),
      parts: price.parts.map(({ amount }) => amount),
      currency,
      drop: body.drop,
      distanceM: far,
      surge,
      zone: '',
      readyInMs: Math.round((restaurant.prepMin * 60_000) / this.pace()),
      thereInMs: eta.to - nowMs,
      expiresMs: nowMs + DELIVERY.quoteMs,
    }
    return { terms, lines, ...eta }
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
export const promised = (prepMin: number, far: number, nowMs: number, pace: number) => {
  const wayMs = (far / PACE.scooter.usual) * 1_000
  const from = prepMin * 60_000 + HANDOVER_MS + wayMs
  return { from: Math.round(nowMs + from / pace), to: Math.round(nowMs + (from + 5 * 60_000 + wayMs * 0.5) / pace) }
}
