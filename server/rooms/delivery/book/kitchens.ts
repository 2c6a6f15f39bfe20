/** What restaurants do with orders. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderState } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import { factsOf } from '../people.ts'
import type { Changes, OrderBook } from './book.ts'
import type { Order } from './order.ts'

type On = Room<DeliveryContract>['on']

const MINUTE_MS = 60_000

export class Kitchens {
  readonly on: Pick<On, 'confirm' | 'prepare' | 'ready' | 'reject'>
  readonly #desk: Desk
  readonly #book: OrderBook

  constructor(desk: Desk, book: OrderBook) {
    this.#desk = desk
    this.#book = book
    this.on = {
      confirm: (from, { order, prepMin }) => this.confirm(this.#mine(from, order), from.user.id, prepMin),
      prepare: (from, { order }) => this.step(this.#mine(from, order), 'preparing', from.user.id),
      ready: (from, { order }) => this.step(this.#mine(from, order), 'ready', from.user.id),
      reject: (from, { order: id, reason }) => {
        const order = this.#mine(from, id)
        book.may(order, 'cancelled', 'restaurant')
        book.become(order, 'cancelled', { type: 'rejected', actor: 'restaurant', note: reason }, from.user.id)
      },
    }
  }

  /** `prepMin` undefined: as the restaurant usually takes. */
  confirm(order: Order, byId: string, prepMin?: number): void {
    const changes: Changes = prepMin === undefined ? {} : { readyMs: this.#desk.wall() + prepMin * MINUTE_MS }
    this.step(order, 'confirmed', byId, changes)
  }

  step(order: Order, to: OrderState, byId: string, changes: Changes = {}): void {
    this.#book.may(order, to, 'restaurant')
    const more = to === 'ready' ? { ...changes, readyMs: this.#desk.wall() } : changes
    this.#book.become(order, to, { type: to, actor: 'restaurant' }, byId, more)
  }

  /** Every second: what no restaurant answers is over. */
  sweep(): void {
    const beforeMs = this.#desk.wall() - DELIVERY.unansweredMs
    for (const order of this.#book.all())
      if (order.state === 'pending' && order.placedMs < beforeMs)
        this.#book.become(order, 'cancelled', { type: 'unanswered', actor: 'system' }, '')
  }

  #mine(from: Member, id: string): Order {
    this.#desk.allow(from, 'restaurant')
    const order = this.#book.must(id)
    if (order.restaurant.id !== factsOf(from).restaurant)
      throw new TuttiError('not_found', 'there is no such open order')
    return order
  }
}
