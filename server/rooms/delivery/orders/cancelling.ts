/** What a cancellation costs, and what goes back. */
import { refundOf } from '../../../../shared/delivery/refund.ts'
import type { Refund } from '../../../../shared/delivery/refund.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { OrderFacts, Who } from './order.ts'

/** Behind the lines: delivery, surge, tip. */
const BESIDE_FOOD = 3

export interface Cancellation {
  /** Of what was paid, what stays with the house. */
  readonly fee: number
  readonly refund: Refund
}

const NOTHING: Refund = { amount: 0, parts: [] }

/**
 * A customer cancels for nothing until a minute after the restaurant confirmed, then for the region's fee, and once the
 * food is being made it is paid for; whoever else cancels, the customer has everything back. Where nothing was taken
 * there is nothing to keep.
 */
export const cancellationOf = (order: OrderFacts, { actor }: Who, wallMs: number, fee: number): Cancellation => {
  if (!isTaken(order)) return { fee: 0, refund: NOTHING }
  const refunded = refundedOf(order)
  const left = refundOf(order.parts, refunded, { is: 'full' })
  if (actor !== 'customer') return { fee: 0, refund: left }
  if (order.state === 'preparing') {
    const first = order.parts.length - BESIDE_FOOD
    const beside = order.parts.map((_, at) => at).slice(first)
    const amount = beside.reduce((sum, at) => sum + left.parts[at]!, 0)
    const refund = refundOf(order.parts, refunded, { is: 'amount', amount, among: beside })
    return { fee: left.amount - refund.amount, refund }
  }
  const isFree = order.confirmedMs === null || wallMs - order.confirmedMs <= DELIVERY.freeCancelMs
  const kept = isFree ? 0 : Math.min(fee, left.amount)
  return { fee: kept, refund: refundOf(order.parts, refunded, { is: 'amount', amount: left.amount - kept }) }
}

/** The card was charged, or is being charged and will be. */
export const isTaken = ({ payment }: OrderFacts): boolean =>
  payment.state === 'capturing' || payment.state === 'captured'

/** Of each part, what went back or was asked to. */
export const refundedOf = ({ parts, payment }: OrderFacts): number[] => {
  const sums = parts.map(() => 0)
  for (const { parts: back, state } of payment.refunds)
    if (state !== 'failed') for (const [at, amount] of back.entries()) sums[at]! += amount
  return sums
}
