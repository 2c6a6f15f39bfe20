/** Messages to the payment channel, and what came back: each is a row, so that an order's money can be followed. */
import { check } from '../../../../shared/contract.ts'
import { paymentAboutGuard, paymentVerdictGuard } from '../../../../shared/delivery/payment.ts'
import type { PaymentAbout, PaymentMessage, PaymentVerdict } from '../../../../shared/delivery/payment.ts'
import type { Outcome, ReplyTo } from '../../../../shared/outcome.ts'
import type { OrdersDesk } from './desk.ts'
import type { OrderEvent } from './events.ts'
import type { OrderFacts } from './order.ts'
import { asksAfter } from './paying.ts'

/** The mail of a region that hears what became of a message. */
export const PAYMENT_MAIL = 'payment'

/** What became of a message. */
export type PaymentAnswer = PaymentAbout & PaymentVerdict

/** What is in that mail. @throws TuttiError `bad_body` for what no channel of ours says */
export const readPaymentMail = (outcome: Outcome): PaymentAnswer => {
  const about = check(paymentAboutGuard, outcome.about)
  if (outcome.is === 'given_up') return { ...about, is: 'failed', note: outcome.reason }
  return { ...about, ...check(paymentVerdictGuard, outcome.answer) }
}

export class Payments {
  readonly #desk: OrdersDesk

  constructor(desk: OrdersDesk) {
    this.#desk = desk
  }

  /** Asks what an event makes due. */
  asked(before: OrderFacts | undefined, order: OrderFacts, event: OrderEvent, card: string): void {
    const ask = asksAfter(before, order, event)
    if (ask === undefined) return
    const { id: room } = this.#desk
    const { step, key, amount, currency } = ask
    const row = { room, key, order_id: order.id, step, amount, currency, state: 'asked', note: null, at: event.at }
    this.#desk.record('payment', row)
    const about: PaymentAbout = { step, key, order: order.id, amount, currency }
    const reply: ReplyTo = { kind: 'delivery', room, op: PAYMENT_MAIL, about }
    const message: PaymentMessage = { ask: { ...ask, order: order.id, card } }
    // One order's messages go one after the other: they are one lane.
    this.#desk.sendOut('payment', order.id, { reply, ...message })
  }

  answered({ key, order, step, amount, currency, is, note }: PaymentAnswer): void {
    const { id: room } = this.#desk
    const row = { room, key, order_id: order, step, amount, currency, state: is, note: note ?? null }
    this.#desk.record('payment', { ...row, at: this.#desk.wall() })
  }
}
