/** Where a region's orders are: what is sold, what was ordered, what was paid, and who hears of it. */
import type { DeliveryContract } from '../../../../shared/delivery/contract.ts'
import type { Place } from '../../../../shared/delivery/types.ts'
import type { Outcome } from '../../../../shared/outcome.ts'
import type { HostFacts, Room, Signer } from '../../../engine/room.ts'
import type { Desk } from '../desk.ts'
import type { Fleet } from '../fleet.ts'
import type { Grants } from '../grants.ts'
import { Notices, isSimulated } from '../orders/notices.ts'
import { Orders } from '../orders/orders.ts'
import { PAYMENT_MAIL, readPaymentMail } from '../orders/payments.ts'
import { Quotes } from '../orders/quotes.ts'
import { Ratings } from '../orders/ratings.ts'
import type { Stored } from '../stored.ts'
import { Customers } from './customers.ts'
import { Hook } from './hook.ts'
import type { HookFacts } from './hook.ts'
import { Kitchens } from './kitchens.ts'
import { Menus } from './menus.ts'
import { Promos } from './promos.ts'
import { Quoting } from './quoting.ts'
import { Restaurants } from './restaurants.ts'

/** What a region has of the house that runs it. */
export interface House extends HookFacts {
  readonly signer: Signer
  /** It can take money. */
  readonly pays: boolean
  /** Of the host, for figures alone; undefined: nothing is measured. */
  readonly stopwatch: HostFacts['stopwatch']
}

export interface CounterParts {
  readonly desk: Desk
  readonly fleet: Fleet
  readonly grants: Grants
  readonly house: House
}

export class Counter {
  readonly orders: Orders
  readonly ratings: Ratings
  readonly menus: Menus
  readonly quoting: Quoting
  readonly on: Customers['on'] & Kitchens['on'] & Menus['on'] & Promos['on'] & Quoting['on'] & Hook['on']
  readonly mail: NonNullable<Room<DeliveryContract>['mail']>

  constructor({ desk, fleet, grants, house }: CounterParts, stored: Stored | undefined) {
    const { ctx } = desk
    const spotOf = ({ latE7, lonE7 }: Place) => ({ xM: desk.frame.xOf(lonE7), yM: desk.frame.yOf(latE7) })
    const orders = new Orders(ctx, { pays: house.pays, spotOf }, stored?.orders.orders ?? [])
    const ratings = new Ratings(ctx, stored?.orders.sums ?? [])
    const restaurants = new Restaurants(desk, stored?.restaurants)
    const menus = new Menus(desk, restaurants)
    const promos = new Promos(desk, orders, stored?.counter.promos ?? [])
    const quotes = new Quotes(house.signer, ctx.id)
    const quoting = new Quoting({ desk, restaurants, menus, promos, quotes })
    const hook = new Hook(desk, house, stored?.counter.hook)
    const notices = new Notices(ctx, {
      staffOf: (restaurant) => grants.holders('restaurant', restaurant),
      dispatchers: () => grants.holders('dispatcher'),
      isNobody: isSimulated,
      hook: () => hook.target,
    })
    orders.onEvent((...heard) => notices.heard(...heard))
    fleet.sumOf = (courier) => ratings.sumOf('courier', courier)
    this.orders = orders
    this.ratings = ratings
    this.menus = menus
    this.quoting = quoting
    this.on = {
      ...menus.on,
      ...promos.on,
      ...quoting.on,
      ...hook.on,
      ...new Customers({ desk, orders, ratings, restaurants, menus, quotes, promos, fleet }).on,
      ...new Kitchens(desk, orders, menus, restaurants).on,
    }
    // What the house's dispatcher of messages posts.
    this.mail = { ...hook.mail, [PAYMENT_MAIL]: (body) => orders.paid(readPaymentMail(body as Outcome)) }
  }
}
