/** A restaurant's side of a region: what is to be cooked, and what is on the menu. */
import { isOver } from '../../../shared/delivery/orders.ts'
import type { OrderView, Restaurant } from '../../../shared/delivery/types.ts'
import type { ItemBody, RestaurantBody } from './asking.ts'
import type { Kitchen, KitchenEvent } from './desk-types.ts'
import { newestFirst } from './order-lists.ts'
import { Pager } from './pages.ts'
import { Part } from './part.ts'
import type { RegionSeat } from './region-seat.ts'

export class Cook extends Part<KitchenEvent> implements Kitchen {
  readonly id: string
  restaurant: Restaurant | null = null
  readonly #past: Pager<OrderView>
  #open: readonly OrderView[] | undefined
  #over: readonly OrderView[] | undefined

  constructor(seat: RegionSeat) {
    super(seat)
    const id = seat.state.restaurant ?? ''
    this.id = id
    this.#past = new Pager(async (after) => {
      const body = after === undefined ? { restaurant: id } : { restaurant: id, after }
      const { orders, next } = await this.query('kitchen', body)
      return { rows: orders, next }
    })
    this.until(
      seat.ordered.add(() => {
        this.#open = undefined
        this.#over = undefined
        this.ring('orders')
      }),
      seat.joined.add(() => this.#refreshed()),
    )
    this.#refreshed()
  }

  get open(): readonly OrderView[] {
    return (this.#open ??= this.#sorted(false).reverse())
  }
  get over(): readonly OrderView[] {
    return (this.#over ??= this.#sorted(true))
  }

  async confirm(order: string, prepMin?: number): Promise<void> {
    await this.command('confirm', { order, ...(prepMin !== undefined && { prepMin }) })
  }
  async prepare(order: string): Promise<void> {
    await this.command('prepare', { order })
  }
  async ready(order: string): Promise<void> {
    await this.command('ready', { order })
  }
  async reject(order: string, reason: string): Promise<void> {
    await this.command('reject', { order, reason })
  }
  async cancel(order: string, reason: string): Promise<void> {
    await this.command('cancel', { order, reason })
  }
  async rate(order: string, stars: number): Promise<void> {
    await this.command('rate', { order, of: 'customer', stars })
  }

  async opening(open: boolean | null): Promise<void> {
    await this.command('opening', { restaurant: this.id, open })
    await this.refresh()
  }
  async put(restaurant: Omit<RestaurantBody, 'id'>): Promise<void> {
    await this.command('restaurantPut', { ...restaurant, id: this.id })
    await this.refresh()
  }
  async putItem(id: string, item: ItemBody | null): Promise<void> {
    await this.command('itemPut', { restaurant: this.id, id, item })
    await this.refresh()
  }

  async history(): Promise<boolean> {
    await this.#past.more()
    this.seat.learn(this.#past.rows)
    return !this.#past.atEnd
  }

  async refresh(): Promise<void> {
    this.restaurant = await this.query('restaurant', { id: this.id })
    this.ring('restaurant')
  }

  /** Where it is not there yet, put() makes it. */
  #refreshed(): void {
    this.refresh().catch(() => {})
  }

  #sorted(over: boolean): OrderView[] {
    return newestFirst([...this.seat.orders.values()].filter(({ state }) => isOver(state) === over))
  }
}
