/** An order as its events make it: facts that never change, and the present state. */
import type {
  Actor,
  Amounts,
  AssignmentState,
  OrderLine,
  OrderState,
  OrderStep,
  PaymentState,
  Place,
} from '../../../../shared/delivery/order-types.ts'

/** What an order is placed with. Times are Unix ms, amounts minor units. */
export interface Placed {
  readonly id: string
  /** Of the quote that it was placed with: a quote is used once. */
  readonly quote: string
  readonly customer: { readonly id: string; readonly name: string }
  readonly restaurant: { readonly id: string; readonly name: string; readonly place: Place }
  readonly drop: { readonly place: Place; readonly address: string; readonly note: string }
  readonly lines: readonly OrderLine[]
  readonly amounts: Amounts
  /** What of the total falls on each line, then on delivery, surge and tip: refunds go back by these. */
  readonly parts: readonly number[]
  readonly currency: string
  /** Codes of promotions that made it cheaper. */
  readonly promos: readonly string[]
  /** Thousandths, as it was quoted. */
  readonly surge: number
  readonly distanceM: number
  /** Four digits that the customer tells at the door. */
  readonly pin: string
  readonly readyMs: number
  readonly promisedMs: number
  /** Of the courier, for it. */
  readonly pay: number
}

export interface RefundRecord {
  /** Of the message that asks for it. */
  readonly key: string
  readonly amount: number
  readonly parts: readonly number[]
  readonly state: 'asked' | 'done' | 'failed'
}

export interface Payment {
  readonly state: PaymentState
  readonly refunds: readonly RefundRecord[]
}

/** All that is kept of an order: what its events come to. Every field is always there, so that its text is one only. */
export interface OrderFacts extends Placed {
  /** The last event's number. */
  readonly n: number
  readonly placedMs: number
  readonly state: OrderState
  readonly assignment: AssignmentState
  /** Of the present offer or assignment; grows with each. */
  readonly epoch: number
  /** Whom it is offered to. */
  readonly offered: string | null
  /** Who has it, or had it when it ended. */
  readonly courier: string | null
  /** Offers that came to nothing. */
  readonly rounds: number
  /** Since when its price is held on the card, or, where nothing is, since it was placed. Null: its kitchen knows nothing of it. */
  readonly authorisedMs: number | null
  readonly confirmedMs: number | null
  readonly endedMs: number | null
  readonly payment: Payment
  /** Kept by the house of what was paid, where it was cancelled. */
  readonly cancelFee: number
  /** Wrong PINs so far. */
  readonly pinTries: number
  /** The arrival that its customer was told last. */
  readonly toldMs: number
  readonly steps: readonly OrderStep[]
}

/** Who wants something, and where that one stands. */
export interface Who {
  readonly actor: Actor
  /** A user's id; empty for the system. */
  readonly id: string
  /** Where a restaurant's seat belongs. */
  readonly restaurant?: string | undefined
}

/** Whether the order is this one's to do something with; of others they may not even know that it is there. */
export const isTheirs = (order: OrderFacts, { actor, id, restaurant }: Who): boolean => {
  if (actor === 'customer') return order.customer.id === id
  if (actor === 'restaurant') return order.restaurant.id === restaurant
  if (actor === 'courier') return order.courier === id || order.offered === id
  return true
}

/** The order as text: the same facts give the same text, so that what is kept can be held against the events. */
export const factsText = (order: OrderFacts): string => JSON.stringify(order)

/** Written by factsText() alone. */
export const readFacts = (text: string): OrderFacts => JSON.parse(text) as OrderFacts
