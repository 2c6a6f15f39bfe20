/** Whose an order is: the region's orders by customer, restaurant and courier, so that whoever joins is told of theirs without a look at all others'. */

/** What is to be known of an order; the same object as long as the region knows it. */
export interface Owned {
  readonly id: string
  readonly customer: { readonly id: string }
  readonly restaurant: { readonly id: string }
  readonly courier: string | null
}

/** Names that may be left over from orders that are gone, before all are gathered anew. */
const SPARE = 4_096

export class PersonOrders<O extends Owned> {
  readonly #known: () => Iterable<O>
  readonly #byPerson = new Map<string, Set<O>>()
  #names = 0
  #namesOnce = 0

  /** @param known all orders that the region knows */
  constructor(known: () => Iterable<O>) {
    this.#known = known
    this.#gather()
  }

  /** It was placed, or something happened to it. */
  enter(order: O): void {
    this.#add(order)
    // Nobody says when an order is forgotten: what is left over of those is swept by and by.
    if (this.#names > 2 * this.#namesOnce + SPARE) this.#gather()
  }

  /** In the order in which they came here; with some, perhaps, that were once theirs. */
  of(role: 'customer' | 'restaurant' | 'courier', id: string): Iterable<O> {
    return this.#byPerson.get(`${role} ${id}`) ?? []
  }

  #gather(): void {
    this.#byPerson.clear()
    this.#names = 0
    for (const order of this.#known()) this.#add(order)
    this.#namesOnce = this.#names
  }

  #add(order: O): void {
    this.#name(`customer ${order.customer.id}`, order)
    this.#name(`restaurant ${order.restaurant.id}`, order)
    if (order.courier !== null) this.#name(`courier ${order.courier}`, order)
  }

  #name(key: string, order: O): void {
    const orders = this.#byPerson.get(key)
    if (orders === undefined) this.#byPerson.set(key, new Set([order]))
    else if (orders.has(order)) return
    else orders.add(order)
    this.#names++
  }
}
