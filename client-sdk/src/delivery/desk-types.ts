/** What customers and restaurants do in a region, and what they see of it. */
import type { Amounts, OrderView, Quote, Restaurant, RestaurantRow } from '../../../shared/delivery/types.ts'
import type { TuttiError } from '../../../shared/errors.ts'
import type { OutboxStore } from '../kept.ts'
import type { Off } from '../listeners.ts'
import type { ItemBody, QuoteBody, RestaurantBody, SearchBody } from './asking.ts'
import type { OrderTracker, RegionEvent, RegionPart } from './types.ts'

/** Rows that come page by page. */
export interface Pages<T> {
  /** Another array whenever something changed. */
  readonly rows: readonly T[]
  /** There are no more. */
  readonly atEnd: boolean
  /** The next page; nothing where there is none. One at a time. */
  more(): Promise<void>
}

export type CustomerEvent = RegionEvent | 'orders'

/** What is about to be ordered: priced by the host, and again before the price runs out. */
export interface Basket {
  /** Null: it is asked for, or was refused. */
  readonly quote: Quote | null
  /** Why there is no price. */
  readonly error: TuttiError | null
  /** Of the quote. */
  readonly amounts: Amounts | null
  on(event: 'quote', run: () => void): Off
  /** Resolves once there is a price. Rejects with why there is none. */
  priced(): Promise<Quote>
  /** Prices something else; what is not named stays. */
  change(part: Partial<QuoteBody>): void
  /** What was ordered by a try that nobody knew the end of, before the basket was changed: without the changes. */
  readonly earlier: string | null
  /**
   * Orders at the price that is shown. Whoever calls it again, however it went, has one order. Gives its id. Where it
   * was changed since a try that nobody knows the end of, the host is asked about that one first: rejects with
   * `conflict`, and sets `earlier`, where it was ordered.
   */
  order(to: { readonly address: string; readonly card: string; readonly note?: string | undefined }): Promise<string>
  close(): void
}

export interface CustomerOptions {
  /** As the restaurant and the courier read it. */
  readonly name?: string | undefined
  /** Where what is asked outlives the page, until it is answered: an order is placed once, whatever comes between. */
  readonly outbox?: OutboxStore | undefined
}

export interface Customer extends RegionPart {
  /** Mine, newest first: those that are open or ended lately, and what history() has brought. */
  readonly orders: readonly OrderView[]
  on(event: CustomerEvent, run: () => void): Off
  /** Begins a search; the first page is there when it resolves. */
  search(by: SearchBody): Promise<Pages<RestaurantRow>>
  restaurant(id: string): Promise<Restaurant>
  basket(what: QuoteBody): Basket
  /** The next page of what I have ordered, into `orders`. False: there is no more. */
  history(): Promise<boolean>
  track(order: string): OrderTracker
}

export type KitchenEvent = RegionEvent | 'orders' | 'restaurant'

export interface RestaurantOptions {
  readonly name?: string | undefined
  readonly restaurant?: string | undefined
}

export interface Kitchen extends RegionPart {
  /** Of this seat. */
  readonly id: string
  /** With its menu; null until it is read. */
  readonly restaurant: Restaurant | null
  /** What is to be done, oldest first. */
  readonly open: readonly OrderView[]
  /** What is over, newest first, as far as it is known. */
  readonly over: readonly OrderView[]
  on(event: KitchenEvent, run: () => void): Off
  confirm(order: string, prepMin?: number): Promise<void>
  prepare(order: string): Promise<void>
  ready(order: string): Promise<void>
  reject(order: string, reason: string): Promise<void>
  cancel(order: string, reason: string): Promise<void>
  rate(order: string, stars: number): Promise<void>
  /** Takes orders, or takes none, whatever its hours say; null: as they say. */
  opening(open: boolean | null): Promise<void>
  put(restaurant: Omit<RestaurantBody, 'id'>): Promise<void>
  /** `item` null: it is taken off the menu. */
  putItem(id: string, item: ItemBody | null): Promise<void>
  /** The next page of what is over, into `over`. False: there is no more. */
  history(): Promise<boolean>
  /** Reads the restaurant again. */
  refresh(): Promise<void>
}
