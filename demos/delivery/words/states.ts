/** What becomes of an order, in words. */
import type { OrderStep, OrderView } from '../../../shared/delivery/types.ts'

/** What happened, by the type of the event; what is not here is not worth a line. */
const STEPS: Readonly<Record<string, string>> = {
  placed: 'Order placed',
  authorised: 'Card accepted',
  declined: 'Card declined',
  confirmed: 'The restaurant took it',
  preparing: 'In the kitchen',
  ready: 'Ready for pickup',
  assigned: 'A courier took it',
  unassigned: 'The courier gave it back',
  arrived_pickup: 'The courier is at the restaurant',
  waiting: 'The courier waits at the restaurant',
  picked_up: 'Picked up',
  in_transit: 'On its way',
  arriving: 'Almost there',
  arrived_door: 'At the door',
  eta_slipped: 'It will be later',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
  rejected: 'The restaurant could not take it',
  unanswered: 'The restaurant did not answer',
  refunded: 'Money sent back',
  refund_failed: 'Money could not be sent back yet',
}

export interface StepLine {
  readonly text: string
  readonly at: number
  readonly note: string | undefined
  readonly bad: boolean
  /** A file beside the region: the courier's photo at the door. */
  readonly photo: string | undefined
}

const BAD: ReadonlySet<string> = new Set([
  'cancelled',
  'rejected',
  'unanswered',
  'declined',
  'eta_slipped',
  'refund_failed',
])

/** The timeline so far, oldest first. */
export const stepLines = (steps: readonly OrderStep[]): StepLine[] =>
  steps.flatMap(({ type, at, note, photo }) => {
    const text = STEPS[type]
    return text === undefined ? [] : [{ text, at, note, photo, bad: BAD.has(type) }]
  })

/** The one line that matters now; `to`: who reads it, whose order it is or who watches it. */
export const headline = (order: OrderView, to: 'you' | 'others' = 'you'): string => {
  const [toWhom, door] = to === 'you' ? ['to you', 'your door'] : ['to the door', 'the door']
  const { state, assignment, courier, steps } = order
  const who = courier?.name ?? 'The courier'
  const has = (type: string): boolean => steps.some((step) => step.type === type)
  switch (state) {
    case 'pending':
      return `Waiting for ${order.restaurant.name} to answer`
    case 'confirmed':
      return `${order.restaurant.name} has your order`
    case 'preparing':
      return assignment === 'assigned' ? `Being cooked; ${who} is on the way there` : 'Being cooked'
    case 'ready':
      if (assignment === 'at_pickup') return `Ready; ${who} is there to take it`
      return assignment === 'assigned' ? `Ready; ${who} is coming for it` : 'Ready; looking for a courier'
    case 'picked_up':
    case 'in_transit':
      if (has('arrived_door')) return `${who} is at ${door}`
      return has('arriving') ? `${who} is almost there` : `${who} is on the way ${toWhom}`
    case 'delivered':
      return 'Delivered. Enjoy!'
    case 'cancelled':
      return cancelledText(order)
    default:
      return state satisfies never
  }
}

const cancelledText = ({ steps, restaurant }: OrderView): string => {
  const end = steps.findLast(({ type }) => type === 'cancelled')
  switch (end?.by) {
    case 'customer':
      return 'Called off'
    case 'restaurant':
      return `${restaurant.name} cannot make it`
    case 'system':
      return `It came to nothing${end.note === undefined ? '' : `: ${end.note}`}`
    default:
      return 'This order was cancelled'
  }
}

/** What became of the money of an order that is over; empty: nothing is to be said. */
export const moneyText = (
  { state, payment, currency }: OrderView,
  say: (amount: number, currency: string) => string,
): string => {
  if (payment === undefined || state !== 'cancelled') return ''
  if (payment.state === 'none' || payment.state === 'declined') return 'Nothing was taken from your card.'
  if (payment.state === 'authorised' || payment.state === 'releasing' || payment.state === 'released')
    return 'Nothing was taken: what was held on your card is free again.'
  const back = payment.refunded > 0 ? `${say(payment.refunded, currency)} went back to your card.` : ''
  return `${back}${payment.fee > 0 ? ` ${say(payment.fee, currency)} stay with the house.` : ''}`.trim()
}

/** How far it is, 0 … 4: placed, taken, cooked, on its way, there. */
export const progressOf = ({ state }: OrderView): number =>
  ({ pending: 0, confirmed: 1, preparing: 1, ready: 2, picked_up: 3, in_transit: 3, delivered: 4, cancelled: 0 })[state]

export const isOver = ({ state }: Pick<OrderView, 'state'>): boolean => state === 'delivered' || state === 'cancelled'

/** `2 × Soup, 1 × Tea` */
export const linesText = ({ lines }: Pick<OrderView, 'lines'>): string =>
  lines.map(({ pieces, name }) => `${pieces} × ${name}`).join(', ')

/** Letters that nobody takes for another when they are read out. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Short enough to be called through a kitchen, and the same on every side: a letter and two digits of the id's hash. */
export const shortId = (id: string): string => {
  let hash = 0x811c9dc5
  for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
  const folded = (hash ^ (hash >>> 15)) >>> 0
  return `${LETTERS[folded % LETTERS.length]}${String(Math.floor(folded / LETTERS.length) % 100).padStart(2, '0')}`
}
