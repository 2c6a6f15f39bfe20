/** What restaurants do with orders. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Member, Room } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Command } from '../orders/commands.ts'
import type { Orders } from '../orders/orders.ts'
import { whoOf } from '../people.ts'
import type { Menus } from './menus.ts'
import type { RestaurantFacts, Restaurants } from './restaurants.ts'

type On = Room<DeliveryContract>['on']

const MINUTE_MS = 60_000

export class Kitchens {
  readonly on: Pick<On, 'confirm' | 'prepare' | 'ready' | 'reject'>
  readonly #desk: Desk
  readonly #orders: Orders
  readonly #menus: Menus

  constructor(desk: Desk, orders: Orders, menus: Menus, restaurants: Restaurants) {
    this.#desk = desk
    this.#orders = orders
    this.#menus = menus
    this.on = {
      confirm: (from, { order, prepMin }, loaded) => {
        // What load() of this kind gives.
        restaurants.adopt(loaded as RestaurantFacts | undefined)
        this.#run(from, order, {
          do: 'confirm',
          // Undefined: as the restaurant usually takes.
          ...(prepMin !== undefined && { readyMs: desk.wall() + prepMin * MINUTE_MS }),
        })
      },
      prepare: (from, { order }) => this.#run(from, order, { do: 'prepare' }),
      ready: (from, { order }) => this.#run(from, order, { do: 'ready' }),
      reject: (from, { order, reason }) => this.#run(from, order, { do: 'cancel', reason }),
    }
  }

  #run(from: Member, id: string, command: Command): void {
    this.#desk.allow(from, 'restaurant')
    const { facts } = this.#orders.must(id)
    this.#orders.run(id, whoOf(from), command, this.#menus.standing(facts))
  }
}
