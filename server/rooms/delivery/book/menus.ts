/** The region's restaurants, and what they sell. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { MenuItem, OpenHours, Place } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Knows } from '../orders/commands.ts'
import type { Placed } from '../orders/order.ts'
import type { QuoteTerms } from '../orders/quotes.ts'
import { factsOf } from '../people.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

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
  readonly on: Pick<On, 'restaurantPut' | 'itemPut' | 'opening'>
  readonly #desk: Desk
  readonly #restaurants = new Map<string, RestaurantFacts>()

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
    const { amounts, parts, currency, promos, surge } = terms
    return {
      ...own,
      ...this.#ordered(terms),
      quote: terms.id,
      amounts,
      parts,
      currency,
      promos,
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
}
