/** A customer's side of a region: what there is to eat, what it costs, what was ordered. */
import type { OrderView, Restaurant, RestaurantRow } from '../../../shared/delivery/types.ts'
import type { QuoteBody, SearchBody } from './asking.ts'
import { Priced } from './basket.ts'
import type { Tries } from './basket.ts'
import type { Basket, Customer, CustomerEvent, Pages } from './desk-types.ts'
import { newestFirst } from './order-lists.ts'
import { Pager } from './pages.ts'
import { Part } from './part.ts'
import type { RegionSeat } from './region-seat.ts'
import { Positions, Tracker } from './tracker.ts'
import type { OrderTracker } from './types.ts'

export class Buyer extends Part<CustomerEvent> implements Customer {
  readonly #positions: Positions
  /** What ends with the seat. */
  readonly #opened = new Set<{ close(): void }>()
  readonly #tries: Tries = { open: undefined }
  readonly #past: Pager<OrderView>
  #orders: readonly OrderView[] | undefined

  constructor(seat: RegionSeat) {
    super(seat)
    this.#positions = new Positions(seat)
    this.#past = new Pager(async (after) => {
      const { orders, next } = await this.query('orders', after === undefined ? {} : { after })
      return { rows: orders, next }
    })
    this.until(
      seat.ordered.add(() => {
        this.#orders = undefined
        this.ring('orders')
      }),
    )
  }

  get orders(): readonly OrderView[] {
    return (this.#orders ??= newestFirst(this.seat.orders.values()))
  }

  search(by: SearchBody): Promise<Pages<RestaurantRow>> {
    return Pager.open((after) => this.query('restaurants', after === undefined ? by : { ...by, after }))
  }
  restaurant(id: string): Promise<Restaurant> {
    return this.query('restaurant', { id })
  }
  basket(what: QuoteBody): Basket {
    return this.#keep(new Priced(this.seat, what, this.#tries))
  }
  async history(): Promise<boolean> {
    await this.#past.more()
    this.seat.learn(this.#past.rows)
    return !this.#past.atEnd
  }
  track(order: string): OrderTracker {
    const tracker: Tracker = new Tracker(this.seat, order, this.#positions, () => this.#opened.delete(tracker))
    return this.#keep(tracker)
  }

  override close(): void {
    for (const one of this.#opened) one.close()
    super.close()
  }

  #keep<T extends { close(): void }>(one: T): T {
    this.#opened.add(one)
    return one
  }
}
