/** What a region asks of the payment channel, and what it hears of it. */
import { integer, looseObject, object, oneOf, optional, text } from '../guards.ts'
import type { Guard } from '../contract.ts'
import { DELIVERY } from './rules.ts'

export const PAYMENT_STEPS = ['authorise', 'capture', 'release', 'refund'] as const
export type PaymentStep = (typeof PAYMENT_STEPS)[number]

/** A message: the channel does each `key` once, however often it is asked. Amounts are minor units. */
export interface PaymentOrder {
  readonly step: PaymentStep
  readonly key: string
  /** The key of the authorisation that it belongs to; its own, where it is one. */
  readonly hold: string
  readonly order: string
  readonly amount: number
  readonly currency: string
  /** The card's token at the provider, to authorise; empty otherwise. */
  readonly card: string
}

/** What comes back with the answer. */
export type PaymentAbout = Pick<PaymentOrder, 'step' | 'key' | 'order' | 'amount' | 'currency'>

/** The payload of such a message: `reply` is of shared/outcome.ts. */
export interface PaymentMessage {
  readonly ask: PaymentOrder
}

/** What the channel has to say. `declined`: by the card's bank. `failed`: it makes no sense. */
export interface PaymentVerdict {
  readonly is: 'done' | 'declined' | 'failed'
  readonly note?: string | undefined
}

const key = () => text(1, 64)
const about = {
  step: oneOf(PAYMENT_STEPS),
  key: key(),
  order: key(),
  amount: integer(0, DELIVERY.amountMax),
  currency: text(3, 3),
}

export const paymentAboutGuard: Guard<PaymentAbout> = object(about)

export const paymentVerdictGuard: Guard<PaymentVerdict> = object({
  is: oneOf(['done', 'declined', 'failed']),
  note: optional(text(0, 300)),
})

export const paymentMessageGuard = looseObject({
  ask: object({ ...about, hold: key(), card: text(0, DELIVERY.cardMax) }),
}) as Guard<PaymentMessage>
