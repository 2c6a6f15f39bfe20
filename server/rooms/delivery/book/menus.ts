/** The region's restaurants, and what they sell. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Commands } from '../../../../shared/contract.ts'
import { areHours, isOpenAt, weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Knows } from '../orders/commands.ts'
import type { Placed } from '../orders/order.ts'
import type { QuoteTerms } from '../orders/quotes.ts'
import { factsOf } from '../people.ts'
import type { RestaurantFacts, Restaurants } from './restaurants.ts'

type On = Room<DeliveryContract>['on']
type Bodies = Commands<DeliveryContract>

export class Menus {
  readonly on: Pick<On, 'restaurantPut' | 'itemPut' | 'opening'>
  readonly #desk: Desk
  readonly #restaurants: Restaurants

  constructor(desk: Desk, restaurants: Restaurants) {
    this.#desk = desk
    this.#restaurants = restaurants
    // What load() of this kind gives.
    const read = (loaded: unknown) => restaurants.adopt(loaded as RestaurantFacts | undefined)
    this.on = {
      restaurantPut: (from, body, loaded) => {
        read(loaded)
        this.#put(from, body)
      },
      itemPut: (from, body, loaded) => {
        read(loaded)
        this.#item(from, body)
      },
      opening: (from, { restaurant, open }, loaded) => {
        read(loaded)
        this.mustRun(from, restaurant)
        restaurants.keep({ ...restaurants.must(restaurant), opening: open })
      },
    }
  }

  /** Now: by its switch, or else by its hours. @throws TuttiError `restaurant_closed` */
  mustBeOpen(facts: RestaurantFacts): void {
    if (!this.#takes(facts)) throw new TuttiError('restaurant_closed')
  }

  /** A restaurant as it is from now on. @throws TuttiError `overloaded` for one too many */
  keep(facts: RestaurantFacts): void {
    this.#restaurants.keep(facts)
  }

  has(id: string): boolean {
    return this.#restaurants.get(id) !== undefined
  }

  /** It takes orders now. */
  isOpen(id: string): boolean {
    const facts = this.#restaurants.get(id)
    return facts !== undefined && this.#takes(facts)
  }

  /** Throws unless it is this member's restaurant, or it is a dispatcher. */
  mustRun(from: Member, restaurant: string): void {
    this.#desk.allow(from, 'restaurant', 'dispatcher')
    if (from.role === 'restaurant' && factsOf(from).restaurant !== restaurant)
      throw new TuttiError('forbidden', 'this is another restaurant')
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
    const { name, place, menu } = this.#restaurants.must(id)
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

  /** Whether a restaurant can make an order now. Whoever takes it is there, whatever the hours say: only the switch counts. */
  standing({ restaurant, lines }: Pick<Placed, 'restaurant' | 'lines'>): Pick<Knows, 'open' | 'available'> {
    const facts = this.#restaurants.get(restaurant.id)
    if (facts === undefined) return { open: false, available: false }
    const has = (item: string): boolean => facts.menu.some(({ id, available }) => id === item && available)
    return { open: facts.opening !== false, available: lines.every(({ item }) => has(item)) }
  }

  /** What comes in there is confirmed by itself. */
  confirmsAlone(id: string): boolean {
    return this.#restaurants.get(id)?.autoConfirm === true
  }

  /** Its stars as they add up now. */
  rated(id: string, { stars, count }: { readonly stars: number; readonly count: number }): void {
    const facts = this.#restaurants.get(id)
    if (facts !== undefined) this.#restaurants.keep({ ...facts, stars, ratings: count })
  }

  #put(from: Member, body: Bodies['restaurantPut']): void {
    this.mustRun(from, body.id)
    const known = this.#restaurants.get(body.id)
    if (!areHours(body.hours)) throw new TuttiError('bad_body', 'hours end after they begin, within a week')
    const { menu = [], stars = 0, ratings = 0, opening = null } = known ?? {}
    const { reachM = known?.reachM ?? null, autoConfirm = known?.autoConfirm ?? false, ...rest } = body
    this.#restaurants.keep({ ...rest, reachM, autoConfirm, menu, stars, ratings, opening })
  }

  #item(from: Member, { restaurant, id, item }: Bodies['itemPut']): void {
    this.mustRun(from, restaurant)
    const facts = this.#restaurants.must(restaurant)
    const rest = facts.menu.filter((one) => one.id !== id)
    if (item !== null && rest.length >= DELIVERY.menuMax) throw new TuttiError('overloaded', 'the menu is too long')
    this.#restaurants.keep({ ...facts, menu: item === null ? rest : [...rest, { id, ...item }] })
  }

  #takes({ opening, hours }: RestaurantFacts): boolean {
    const { timeZone } = this.#desk.region.rules
    return isOpenAt(opening, hours, weekMinuteOf(this.#desk.wall(), timeZone))
  }
}
