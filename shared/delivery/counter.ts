/** What dispatchers settle at the counter: what makes orders cheaper, what goes back, and which backend hears of it. */
import { integer, nullable, object, oneOf, optional, text } from '../guards.ts'
import { amount, key, lines, reason, wallMs } from './fields.ts'
import { DELIVERY } from './rules.ts'

export const promoCode = () => text(1, DELIVERY.promoMax)
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
