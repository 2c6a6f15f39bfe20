/** Who is in the region, by what they are: whom a part has to tell something is found here. */
import type { DeliveryRole } from '../../../shared/delivery/rules.ts'
import type { Member } from '../../engine/room.ts'
import type { JoinFacts } from './access.ts'
import type { Who } from './orders/order.ts'

const NOBODY: ReadonlySet<Member> = new Set()

export class People {
  readonly dispatchers = new Set<Member>()
  readonly #customers = new Map<string, Set<Member>>()
  readonly #couriers = new Map<string, Set<Member>>()
  readonly #restaurants = new Map<string, Set<Member>>()
  /** By the order that their link shows. */
  readonly #guests = new Map<string, Set<Member>>()

  add(who: Member): void {
    if (who.role === 'dispatcher') this.dispatchers.add(who)
    else this.#shelf(who)?.add(who)
  }

  remove(who: Member): void {
    this.dispatchers.delete(who)
    const [map, key] = this.#place(who) ?? []
    const seats = map?.get(key!)
    if (seats?.delete(who) === true && seats.size === 0) map!.delete(key!)
  }

  customers(user: string): ReadonlySet<Member> {
    return this.#customers.get(user) ?? NOBODY
  }

  couriers(user: string): ReadonlySet<Member> {
    return this.#couriers.get(user) ?? NOBODY
  }

  restaurants(id: string): ReadonlySet<Member> {
    return this.#restaurants.get(id) ?? NOBODY
  }

  guests(order: string): ReadonlySet<Member> {
    return this.#guests.get(order) ?? NOBODY
  }

  #shelf(who: Member): Set<Member> | undefined {
    const [map, key] = this.#place(who) ?? []
    if (map === undefined) return undefined
    let seats = map.get(key!)
    if (seats === undefined) map.set(key!, (seats = new Set()))
    return seats
  }

  #place(who: Member): [Map<string, Set<Member>>, string] | undefined {
    const { restaurant, order } = factsOf(who)
    if (who.role === 'customer') return [this.#customers, who.user.id]
    if (who.role === 'courier') return [this.#couriers, who.user.id]
    if (who.role === 'restaurant') return [this.#restaurants, restaurant]
    if (who.role === 'guest') return [this.#guests, order]
    return undefined
  }
}

/** What authorize() of this kind has found out. */
export const factsOf = (who: Member): JoinFacts => who.facts as JoinFacts

/** Who somebody is to an order: whoever dispatches is its support, too. */
export const whoOf = (from: Member): Who => {
  const id = from.user.id
  if (from.role === 'customer' || from.role === 'courier') return { actor: from.role, id }
  if (from.role === 'restaurant') return { actor: 'restaurant', id, restaurant: factsOf(from).restaurant }
  if (from.role === 'dispatcher') return { actor: 'support', id }
  throw new Error(`${from.role} is nobody to an order`)
}

/** authorize() of this kind gives no other. */
export const roleOf = (who: Member): DeliveryRole => who.role as DeliveryRole
