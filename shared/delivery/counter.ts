/** What dispatchers settle at the counter: what makes orders cheaper, what goes back, and which backend hears of it. */
import type { Guard } from '../contract.ts'
import { integer, nullable, object, oneOf, optional, text } from '../guards.ts'
import { amount, key, lines, reason, wallMs } from './fields.ts'
import type { Funding } from './money.ts'
import { DELIVERY } from './rules.ts'

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

export const promoCode = (): Guard<string> => text(1, DELIVERY.promoMax)
const times = () => integer(1, 1_000_000_000)

export const counterCommands = {
  /** Puts a promotion there, or in the place of the one with this code; how often it was used stays. */
  promo: object({
    code: promoCode(),
    is: oneOf(['percent', 'fixed', 'free-delivery']),
    ppm: optional(integer(1, 1_000_000)),
    amount: optional(amount()),
    most: optional(amount()),
    funding: oneOf(['merchant', 'platform']),
    restaurant: optional(key()),
    least: optional(amount()),
    fromMs: optional(wallMs()),
    untilMs: optional(wallMs()),
    perCustomer: optional(times()),
    total: optional(times()),
  }),
  /** Quotes that name it already are kept to. */
  unpromo: object({ code: promoCode() }),
  /** `amount` of it, or these of its things with their tax; neither: what is left. Answer: { refunded }. */
  refund: object({ order: key(), amount: optional(amount()), lines: optional(lines()), reason: reason() }),
  /**
   * What happens to orders goes there as webhooks (OrderNews), to one address; null: nowhere. Answer: { secret }, which
   * signs them; null with null.
   */
  hook: object({ url: nullable(text(8, 2_000)) }),
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
