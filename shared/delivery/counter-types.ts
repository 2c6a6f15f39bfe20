/** Promotions, and news of orders for a backend, in plain types. */
import type { Funding } from './order-types.ts'

/** What a code does, and for whom. Amounts are minor units, times Unix ms. */
export interface Promotion {
  readonly code: string
  readonly is: 'percent' | 'fixed' | 'free-delivery'
  /** Of `percent`: millionths of what the order's things cost. */
  readonly ppm?: number | undefined
  /** Of `fixed`. */
  readonly amount?: number | undefined
  /** Of the others: no more than that. */
  readonly most?: number | undefined
  /** What the merchant gives up is not taxed. */
  readonly funding: Funding
  /** Of this restaurant alone. */
  readonly restaurant?: string | undefined
  /** For orders whose things cost so much. */
  readonly least?: number | undefined
  readonly fromMs?: number | undefined
  readonly untilMs?: number | undefined
  /** Orders that may use it: of one customer, and of all. One that was cancelled is none. */
  readonly perCustomer?: number | undefined
  readonly total?: number | undefined
}

/** As dispatchers see it. */
export interface PromotionRow extends Promotion {
  readonly used: number
}

/** What a backend is told of an order's event. It says no names, doors or PINs: whoever may know them asks. */
export interface OrderNews {
  /** `order.` and the event's type. */
  readonly type: string
  /** Of this message, as in the header `tutti-id`: the same in every try. */
  readonly id: string
  readonly kind: 'delivery'
  readonly room: string
  readonly order: string
  /** The event's number. Messages of one order may overtake each other. */
  readonly n: number
  readonly at: number
  readonly by: string
  readonly state: string
  readonly restaurant: string
}
