/** The city's restaurants while nobody real is behind their counter: they confirm, cook, and say when it is ready. */
import type { OrderState } from '../../../../shared/delivery/order-types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Command } from '../orders/commands.ts'
import type { Order } from '../orders/orders.ts'
import type { Town } from './parts.ts'

const COOK = 'sim:kitchen'
/** A real cook is there: looked again after so long, for it may go. */
const LOOK_MS = 15_000

export class SimKitchens {
  readonly #town: Town
  readonly #ids: ReadonlySet<string>
  /** How much of its time a kitchen takes: less while a city begins, so that something goes on at once. */
  hurry: () => number = () => 1

  constructor(town: Town) {
    this.#town = town
    this.#ids = new Set(town.world.city.restaurants.map(({ id }) => id))
  }

  /** An order has come to where its kitchen does something next; after a restart, too. */
  look(order: Order): void {
    if (!this.#ids.has(order.restaurant.id) || order.authorisedMs === null) return
    const { habits, clock, parts } = this.#town
    if (order.state === 'pending') this.#in(habits.confirmMs(), order, 'confirm')
    else if (order.state === 'confirmed') this.#in(habits.prepareMs(), order, 'prepare')
    else if (order.state === 'preparing') {
      const leftMs = (order.readyMs - parts.desk.wall()) * clock.pace
      this.#in(habits.readyMs(leftMs), order, 'ready')
    }
  }

  #in(ms: number, { id, state }: Order, what: 'confirm' | 'prepare' | 'ready'): void {
    this.#town.clock.in(ms, () => this.#do(id, state, what))
  }

  #do(id: string, state: OrderState, what: 'confirm' | 'prepare' | 'ready'): void {
    const { counter, desk } = this.#town.parts
    const order = counter.orders.get(id)
    // Somebody else has done it.
    if (order === undefined || order.state !== state) return
    if (desk.people.restaurants(order.restaurant.id).size > 0)
      return this.#town.clock.again(LOOK_MS, () => this.#do(id, state, what))
    const wallMs = desk.wall()
    const readyMs = Math.round(wallMs + (order.readyMs - wallMs) * this.hurry())
    try {
      this.#run(order, what === 'confirm' ? { do: what, readyMs } : { do: what })
    } catch (thrown) {
      if (!(thrown instanceof TuttiError)) throw thrown
      if (what === 'confirm') this.#run(order, { do: 'cancel', reason: 'the kitchen cannot make it now' })
    }
  }

  #run(order: Order, command: Command): void {
    const { counter } = this.#town.parts
    const restaurant = order.restaurant.id
    counter.orders.run(order.id, { actor: 'restaurant', id: COOK, restaurant }, command, counter.menus.standing(order))
  }
}
