/** An order as its events make it: facts that never change, and the present state. */
import { isAssignable, isCarried } from '../../../../shared/delivery/orders.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
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
  /** When dispatchers were told that nobody takes it. */
  readonly alertedMs: number | null
  /** Each wrong PIN that was tried, once. */
  readonly wrongPins: readonly string[]
  /** The arrival that its customer was told last. */
  readonly toldMs: number
  readonly steps: readonly OrderStep[]
  /** Since when nobody has it: confirmed then, or taken from its courier. Null: it was not confirmed yet. */
  readonly openSinceMs: number | null
  /** Couriers that are not asked again before then: they declined, let it pass, or had it and lost it. */
  readonly excluded: readonly Exclusion[]
  /** What the house adds to the pay by now. */
  readonly bonus: number
  /** It is carried, and nothing is heard of its courier. */
  readonly silence: Silence | null
}

export interface Exclusion {
  readonly courier: string
  readonly untilMs: number
}

export interface Silence {
  readonly sinceMs: number
  /** When dispatchers were told of it last. */
  readonly toldMs: number
}

/** Who wants something, and where that one stands. */
export interface Who {
  readonly actor: Actor
  /** A user's id; empty for the system. */
  readonly id: string
  /** Where a restaurant's seat belongs. */
  readonly restaurant?: string | undefined
}

export const SYSTEM: Who = { actor: 'system', id: '' }

/** Whether the order is this one's to do something with; of others they may not even know that it is there. */
export const isTheirs = (order: OrderFacts, { actor, id, restaurant }: Who): boolean => {
  if (actor === 'customer') return order.customer.id === id
  if (actor === 'restaurant') return order.restaurant.id === restaurant
  if (actor === 'courier') return order.courier === id || order.offered === id
  return true
}

/** Each time it has lasted twice as long as when it was told last, and first after `firstMs`. */
const isDue = (sinceMs: number, toldMs: number | null, firstMs: number, wallMs: number): boolean =>
  wallMs >= (toldMs === null ? sinceMs + firstMs : Math.max(toldMs + firstMs, 2 * toldMs - sinceMs))

/** It has been thought of for long, and nobody has taken it: dispatchers are to be told, now or again. */
export const isForsaken = ({ state, courier, openSinceMs, readyMs, alertedMs }: OrderFacts, wallMs: number): boolean =>
  isAssignable(state) &&
  courier === null &&
  openSinceMs !== null &&
  isDue(Math.max(openSinceMs, readyMs - DELIVERY.horizonMs), alertedMs, DELIVERY.alertMs, wallMs)

/** Nobody will take it any more. One that somebody is asked of just now may still be taken. */
export const isHopeless = ({ state, assignment, openSinceMs, readyMs }: OrderFacts, wallMs: number): boolean =>
  isAssignable(state) &&
  assignment === 'unassigned' &&
  openSinceMs !== null &&
  wallMs - Math.max(openSinceMs, readyMs) >= DELIVERY.forsakenMs

/** It is carried by somebody of whom nothing was heard since then: dispatchers are to be told, now or again. */
export const isLost = ({ state, silence }: OrderFacts, sinceMs: number, wallMs: number): boolean =>
  isCarried(state) && isDue(silence?.sinceMs ?? sinceMs, silence?.toldMs ?? null, DELIVERY.lostMs, wallMs)

/** The order as text: the same facts give the same text, so that what is kept can be held against the events. */
export const factsText = (order: OrderFacts): string => JSON.stringify(order)

/** What came to be known of orders since the first of them were kept, in its order. */
type Late = 'openSinceMs' | 'excluded' | 'bonus' | 'silence'

/** Written by factsText() alone. Of orders of before the last fields are as they would be where nothing had happened. */
export const readFacts = (text: string): OrderFacts => {
  const facts = JSON.parse(text) as Omit<OrderFacts, Late> & Partial<Pick<OrderFacts, Late>>
  const { openSinceMs = facts.confirmedMs, excluded = [], bonus = 0, silence = null } = facts
  return { ...facts, openSinceMs, excluded, bonus, silence }
}
