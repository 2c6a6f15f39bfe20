/** What an order asks of the payment channel, and what it makes of the answers. */
import type { PaymentStep } from '../../../../shared/delivery/payment.ts'
import type { Command } from './commands.ts'
import { paymentKey } from './events.ts'
import type { Happening, OrderEvent } from './events.ts'
import type { OrderFacts } from './order.ts'

/** Keys are `<order>.<n>`, and tell repeats: the channel does each once. Amounts are minor units. */
export interface PaymentAsk {
  readonly step: PaymentStep
  readonly key: string
  /** Of the authorisation that it belongs to; its own, where it is one. */
  readonly hold: string
  readonly amount: number
  readonly currency: string
}

/** The order's first event. */
const HOLD_N = 1

/**
 * What has to be asked after an event, if anything: money is held when the order is placed, taken when it is confirmed,
 * let go when it is cancelled before that, and given back when a refund is due.
 */
export const asksAfter = (
  before: OrderFacts | undefined,
  order: OrderFacts,
  event: OrderEvent,
): PaymentAsk | undefined => {
  const ask = (step: PaymentStep, amount: number): PaymentAsk => ({
    step,
    key: paymentKey(order.id, event.n),
    hold: paymentKey(order.id, HOLD_N),
    amount,
    currency: order.currency,
  })
  const was = before?.payment.state
  const { state } = order.payment
  switch (event.what.type) {
    case 'placed':
      return state === 'authorising' ? ask('authorise', order.amounts.total) : undefined
    case 'confirmed':
      return was !== state && state === 'capturing' ? ask('capture', order.amounts.total) : undefined
    case 'cancelled':
      return was !== state && state === 'releasing' ? ask('release', order.amounts.total) : undefined
    case 'refund_asked':
      return ask('refund', event.what.amount)
    default:
      return undefined
  }
}

/** Nothing that was asked of the channel is still to be answered. */
export const isSettled = ({ payment: { state, refunds } }: OrderFacts): boolean =>
  state !== 'authorising' &&
  state !== 'capturing' &&
  state !== 'releasing' &&
  refunds.every((refund) => refund.state !== 'asked')

/** An answer for each question, once: one that came before, or that nobody waits for, changes nothing. */
export const paidEvents = (
  order: OrderFacts,
  answer: Extract<Command, { readonly do: 'paid' }>,
): readonly Happening[] => {
  const { step, is, key } = answer
  const { state, refunds } = order.payment
  const note = answer.note ?? is
  if (step === 'refund') {
    const refund = refunds.find((one) => one.key === key && one.state === 'asked')
    if (refund === undefined) return []
    const { amount } = refund
    return [is === 'done' ? { type: 'refunded', key, amount } : { type: 'refund_failed', key, amount, note }]
  }
  if (step === 'authorise') {
    if (state !== 'authorising') return []
    if (is === 'done') return [{ type: 'authorised' }]
    const declined: Happening = { type: 'declined', note }
    // Nobody has begun with it: the table lets the system cancel what is pending.
    return order.state === 'pending'
      ? [declined, { type: 'cancelled', fee: 0, note: 'the payment was declined' }]
      : [declined]
  }
  if (step === 'capture') {
    if (state !== 'capturing') return []
    return [is === 'done' ? { type: 'captured' } : { type: 'payment_failed', note }]
  }
  if (state !== 'releasing') return []
  return [is === 'done' ? { type: 'released' } : { type: 'payment_failed', note }]
}
