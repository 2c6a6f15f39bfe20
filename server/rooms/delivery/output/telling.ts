/** Orders that changed in a tick go to their people, each as they may see it; settled, so never before they are kept. */
import type { OrderView } from '../../../../shared/delivery/types.ts'
import type { Member } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import { ratingOf } from '../fleet.ts'
import type { Courier, Fleet } from '../fleet.ts'
import type { Order, Orders } from '../orders/orders.ts'
import type { Ratings } from '../orders/ratings.ts'
import { factsOf } from '../people.ts'
import { PersonOrders } from './person-orders.ts'
import { viewOrder } from './views.ts'
import type { Viewer } from './views.ts'

/** Of more, a dispatcher who joins is told of the newest: of others, when something happens to them. */
const DISPATCHER_MAX = 500

export class Telling {
  readonly #desk: Desk
  readonly #book: Orders
  readonly #ratings: Ratings
  readonly #fleet: Fleet
  readonly #codeOf: (order: string) => string | null
  readonly #mine: PersonOrders<Order>

  constructor(desk: Desk, book: Orders, ratings: Ratings, fleet: Fleet, codeOf: (order: string) => string | null) {
    this.#desk = desk
    this.#book = book
    this.#ratings = ratings
    this.#fleet = fleet
    this.#codeOf = codeOf
    this.#mine = new PersonOrders(() => book.all())
    book.onEvent((order) => this.#mine.enter(order))
  }

  /** The last of every tick. */
  ended(): void {
    const { people } = this.#desk
    for (const order of this.#book.takeChanged()) {
      this.#to(people.customers(order.customer.id), order, 'customer')
      if (order.authorisedMs !== null) this.#to(people.restaurants(order.restaurant.id), order, 'restaurant')
      if (order.courier !== null) this.#to(people.couriers(order.courier), order, 'courier')
      this.#to(people.guests(order.id), order, 'guest')
      this.#to(people.dispatchers, order, 'dispatcher')
    }
  }

  /** It is not this courier's any more. */
  hide(courier: string, order: string): void {
    const seats = this.#desk.people.couriers(courier)
    if (seats.size > 0) this.#desk.ctx.send(seats, 'order', null, order)
  }

  /** Those of the room's orders that this member may see. */
  mine(who: Member): OrderView[] {
    const views: OrderView[] = []
    for (const order of this.#ordersOf(who)) {
      const viewer = viewerOf(who, order)
      if (viewer !== undefined && this.#book.get(order.id) === order) views.push(this.view(order, viewer))
    }
    return views
  }

  /** Those that may be theirs. */
  #ordersOf(who: Member): Iterable<Order> {
    const { role, user } = who
    const { restaurant, order: shown } = factsOf(who)
    if (role === 'customer' || role === 'courier') return this.#mine.of(role, user.id)
    if (role === 'restaurant') return this.#mine.of(role, restaurant)
    if (role === 'dispatcher') return [...this.#book.all()].slice(-DISPATCHER_MAX)
    const order = role === 'guest' ? this.#book.get(shown) : undefined
    return order === undefined ? [] : [order]
  }

  view(order: Order, viewer: Viewer): OrderView {
    const courier = order.courier === null ? undefined : this.#fleet.get(order.courier)
    return viewOrder(order, viewer, {
      courier: courier === undefined ? null : courierView(courier, viewer),
      link: this.#codeOf(order.id),
      rated: this.#ratings.seenBy(order, viewer),
    })
  }

  #to(seats: ReadonlySet<Member>, order: Order, viewer: Viewer): void {
    if (seats.size > 0) this.#desk.ctx.send(seats, 'order', this.view(order, viewer), order.id)
  }
}

const courierView = (courier: Courier, viewer: Viewer): NonNullable<OrderView['courier']> => ({
  name: courier.name,
  vehicle: courier.vehicle,
  rating: ratingOf(courier),
  ...(viewer === 'dispatcher' && { slot: courier.slot }),
})

/** Undefined: it is not theirs to see. */
export const viewerOf = (who: Member, order: Order): Viewer | undefined => {
  const { restaurant, order: shown } = factsOf(who)
  if (who.role === 'customer') return order.customer.id === who.user.id ? 'customer' : undefined
  if (who.role === 'restaurant')
    return order.restaurant.id === restaurant && order.authorisedMs !== null ? 'restaurant' : undefined
  if (who.role === 'courier') return order.courier === who.user.id ? 'courier' : undefined
  if (who.role === 'guest') return order.id === shown ? 'guest' : undefined
  return who.role === 'dispatcher' ? 'dispatcher' : undefined
}
