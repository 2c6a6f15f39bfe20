/** What happens to orders, and what an order is after it: fold() of all its events is the order. */
import type { Actor, OrderStep } from '../../../../shared/delivery/order-types.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Exclusion, OrderFacts, Payment, Placed, RefundRecord } from './order.ts'

/** What came to pass, by type. */
export type Happening =
  | { readonly type: 'placed'; readonly order: Placed; readonly paid: boolean }
  | { readonly type: 'confirmed'; readonly readyMs: number }
  | { readonly type: 'preparing' }
  | { readonly type: 'ready' }
  | { readonly type: 'picked_up'; readonly note?: string }
  | { readonly type: 'in_transit' }
  | {
      readonly type: 'delivered'
      readonly proof: 'pin' | 'photo' | 'reason'
      readonly photo?: string
      readonly note?: string
    }
  | { readonly type: 'cancelled'; readonly fee: number; readonly note?: string }
  | { readonly type: 'offered'; readonly courier: string; readonly epoch: number }
  | { readonly type: 'offer_declined' | 'offer_expired' | 'offer_withdrawn' }
  | { readonly type: 'assigned'; readonly courier: string; readonly epoch: number }
  | { readonly type: 'unassigned'; readonly note?: string }
  | { readonly type: 'arrived_pickup' | 'arriving' | 'arrived_door' | 'no_courier' }
  /** It is carried, and nothing has been heard of its courier since then; or something is again. */
  | { readonly type: 'courier_silent'; readonly sinceMs: number }
  | { readonly type: 'courier_heard' }
  /** The house adds so much to the pay from now on, all in all. */
  | { readonly type: 'bonus_raised'; readonly bonus: number }
  | { readonly type: 'wrong_pin'; readonly pin: string }
  /** Its courier has stood at the counter for a long time. */
  | { readonly type: 'waiting' }
  | { readonly type: 'eta_slipped'; readonly toMs: number }
  | { readonly type: 'authorised' | 'captured' | 'released' }
  | { readonly type: 'declined' | 'payment_failed'; readonly note: string }
  | {
      readonly type: 'refund_asked'
      readonly amount: number
      readonly parts: readonly number[]
      readonly note?: string
    }
  | {
      readonly type: 'refunded' | 'refund_failed'
      readonly key: string
      readonly amount: number
      readonly note?: string
    }

export type EventType = Happening['type']

/** One event of one order, as it is kept. */
export interface OrderEvent {
  readonly n: number
  /** Unix ms. */
  readonly at: number
  readonly actor: Actor
  /** Of the user behind it; empty: the house. */
  readonly by: string
  readonly what: Happening
}

/** Not for the order's people: between their house and its bank. */
const INTERNAL: ReadonlySet<EventType> = new Set([
  'captured',
  'released',
  'wrong_pin',
  'no_courier',
  'courier_silent',
  'courier_heard',
  'bonus_raised',
  'payment_failed',
])

/** Nothing more becomes of its order. */
export const endsIt = ({ what }: OrderEvent): boolean => what.type === 'delivered' || what.type === 'cancelled'

/** The idempotency key of what an event asks of the payment channel. */
export const paymentKey = (order: string, n: number): string => `${order}.${n}`

/** The order after one more event. Pure; the first event is `placed`. */
export const fold = (order: OrderFacts | undefined, event: OrderEvent): OrderFacts => {
  const { what, at, n } = event
  if (what.type === 'placed') return begin(what.order, what.paid, event)
  if (order === undefined) throw new Error('the first event of an order is placed')
  const next: OrderFacts = { ...order, n, steps: stepsWith(order.steps, event) }
  switch (what.type) {
    case 'confirmed':
      return {
        ...next,
        state: 'confirmed',
        confirmedMs: at,
        openSinceMs: at,
        readyMs: what.readyMs,
        payment: paid(order.payment, 'authorised', 'capturing'),
      }
    case 'preparing':
      return { ...next, state: 'preparing' }
    case 'ready':
      return { ...next, state: 'ready', readyMs: at }
    case 'picked_up':
      return { ...next, state: 'picked_up', assignment: 'carrying' }
    case 'in_transit':
      return { ...next, state: 'in_transit' }
    case 'delivered':
      return { ...next, state: 'delivered', assignment: 'done', silence: null, endedMs: at }
    case 'cancelled': {
      const payment = releasing(order.payment)
      return {
        ...next,
        state: 'cancelled',
        assignment: 'done',
        offered: null,
        silence: null,
        endedMs: at,
        cancelFee: what.fee,
        payment,
      }
    }
    case 'offered':
      return { ...next, assignment: 'offered', offered: what.courier, epoch: what.epoch }
    case 'offer_declined':
    case 'offer_expired':
    case 'offer_withdrawn':
      return {
        ...next,
        assignment: 'unassigned',
        offered: null,
        rounds: order.rounds + 1,
        // Whom it was taken from has not said no.
        excluded: what.type === 'offer_withdrawn' ? order.excluded : excluding(order, order.offered, at),
      }
    case 'assigned':
      return { ...next, assignment: 'assigned', offered: null, courier: what.courier, epoch: what.epoch }
    case 'unassigned':
      return {
        ...next,
        assignment: 'unassigned',
        courier: null,
        alertedMs: null,
        openSinceMs: at,
        excluded: excluding(order, order.courier, at),
      }
    case 'arrived_pickup':
      return { ...next, assignment: 'at_pickup' }
    case 'arriving':
    case 'arrived_door':
      return next
    case 'no_courier':
      return { ...next, alertedMs: at }
    case 'courier_silent':
      return { ...next, silence: { sinceMs: what.sinceMs, toldMs: at } }
    case 'courier_heard':
      return { ...next, silence: null }
    case 'bonus_raised':
      return { ...next, bonus: what.bonus }
    case 'wrong_pin':
      return { ...next, wrongPins: [...order.wrongPins, what.pin] }
    case 'waiting':
      return next
    case 'eta_slipped':
      return { ...next, toldMs: what.toMs }
    case 'authorised':
      return { ...next, authorisedMs: at, payment: paid(order.payment, 'authorising', 'authorised') }
    case 'declined':
      return { ...next, payment: paid(order.payment, 'authorising', 'declined') }
    case 'captured':
      return { ...next, payment: paid(order.payment, 'capturing', 'captured') }
    case 'released':
      return { ...next, payment: paid(order.payment, 'releasing', 'released') }
    case 'payment_failed':
      return { ...next, payment: { ...order.payment, state: 'failed' } }
    case 'refund_asked': {
      const { amount, parts } = what
      const refund: RefundRecord = { key: paymentKey(order.id, n), amount, parts, state: 'asked' }
      return { ...next, payment: { ...order.payment, refunds: [...order.payment.refunds, refund] } }
    }
    case 'refunded':
    case 'refund_failed': {
      const state = what.type === 'refunded' ? 'done' : 'failed'
      const refunds = order.payment.refunds.map((one) => (one.key === what.key ? ({ ...one, state } as const) : one))
      return { ...next, payment: { ...order.payment, refunds } }
    }
  }
}

const begin = (placed: Placed, isPaid: boolean, event: OrderEvent): OrderFacts => ({
  ...placed,
  n: event.n,
  placedMs: event.at,
  state: 'pending',
  assignment: 'unassigned',
  epoch: 0,
  offered: null,
  courier: null,
  rounds: 0,
  authorisedMs: isPaid ? null : event.at,
  confirmedMs: null,
  endedMs: null,
  payment: { state: isPaid ? 'authorising' : 'none', refunds: [] },
  cancelFee: 0,
  alertedMs: null,
  wrongPins: [],
  toldMs: placed.promisedMs,
  steps: stepsWith([], event),
  openSinceMs: null,
  excluded: [],
  bonus: 0,
  silence: null,
})

/** Whoever had it, or was asked, is not asked again for a while. */
const excluding = ({ excluded }: OrderFacts, courier: string | null, at: number): readonly Exclusion[] => {
  const others = excluded.filter((one) => one.untilMs > at && one.courier !== courier)
  return courier === null ? others : [...others, { courier, untilMs: at + DELIVERY.excludeMs }]
}

const paid = (payment: Payment, from: Payment['state'], to: Payment['state']): Payment =>
  payment.state === from ? { ...payment, state: to } : payment

/** Cancelled before anything was taken: what is held on the card is let go. */
const releasing = (payment: Payment): Payment =>
  payment.state === 'authorising' || payment.state === 'authorised' ? { ...payment, state: 'releasing' } : payment

const stepsWith = (steps: readonly OrderStep[], { n, at, actor, what }: OrderEvent): readonly OrderStep[] => {
  if (INTERNAL.has(what.type)) return steps
  const note = 'note' in what ? what.note : undefined
  const photo = what.type === 'delivered' ? what.photo : undefined
  const step = { n, type: what.type, at, by: actor, ...(note !== undefined && { note }) }
  return [...steps, photo === undefined ? step : { ...step, photo }]
}
