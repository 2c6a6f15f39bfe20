/**
 * What may become of an order, and at whose hand, as data: whatever is not in these tables is refused as
 * `illegal_transition`. Both ends read them: the region to decide, a page to know which buttons there are.
 */
import type { Actor, AssignmentState, OrderState } from './order-types.ts'

export type { Actor, AssignmentState, OrderState } from './order-types.ts'

/** `none`: there is no order yet. */
export type From = OrderState | 'none'

export const ORDER_STATES: readonly OrderState[] = [
  'pending',
  'confirmed',
  'preparing',
  'ready',
  'picked_up',
  'in_transit',
  'delivered',
  'cancelled',
]

export const ACTORS: readonly Actor[] = ['customer', 'restaurant', 'courier', 'dispatcher', 'support', 'system']

/** What moves an order from state to state. */
export const ORDER_COMMANDS = ['place', 'confirm', 'prepare', 'ready', 'pickUp', 'depart', 'deliver', 'cancel'] as const
export type OrderCommand = (typeof ORDER_COMMANDS)[number]

/** What must hold beside state and actor; each is refused with a code of its own. */
export type Guard =
  /** The quote is signed by this host, the customer's, not too old and not used before. */
  | 'quote_valid'
  | 'restaurant_open'
  | 'items_available'
  | 'payment_authorised'
  /** It is this courier's, and under the number of this assignment. */
  | 'assigned_courier'
  /** Seen at the restaurant, or a reason why not. */
  | 'visited_pickup'
  /** The customer's PIN, a photo by a courier that was seen at the door, or a reason for neither. */
  | 'visited_drop'
  /** Says why. */
  | 'reason'

export interface Transition {
  readonly from: From
  readonly command: OrderCommand
  readonly to: OrderState
  /** Who may, and under which guards. */
  readonly by: Readonly<Partial<Record<Actor, readonly Guard[]>>>
}

const CONFIRM: readonly Guard[] = ['restaurant_open', 'items_available', 'payment_authorised']
const WHY: readonly Guard[] = ['reason']

export const TRANSITIONS: readonly Transition[] = [
  { from: 'none', command: 'place', to: 'pending', by: { customer: ['quote_valid'] } },
  // The system: restaurants that take whatever comes.
  { from: 'pending', command: 'confirm', to: 'confirmed', by: { restaurant: CONFIRM, system: CONFIRM } },
  // The system: nobody answered in five minutes, or the card was declined.
  {
    from: 'pending',
    command: 'cancel',
    to: 'cancelled',
    by: { customer: [], restaurant: [], support: WHY, system: [] },
  },
  { from: 'confirmed', command: 'prepare', to: 'preparing', by: { restaurant: [] } },
  // The system, here and below: no courier is to be had.
  {
    from: 'confirmed',
    command: 'cancel',
    to: 'cancelled',
    by: { customer: WHY, restaurant: WHY, support: WHY, system: WHY },
  },
  { from: 'preparing', command: 'ready', to: 'ready', by: { restaurant: [] } },
  {
    from: 'preparing',
    command: 'cancel',
    to: 'cancelled',
    by: { customer: WHY, restaurant: WHY, support: WHY, system: WHY },
  },
  { from: 'ready', command: 'pickUp', to: 'picked_up', by: { courier: ['assigned_courier', 'visited_pickup'] } },
  { from: 'ready', command: 'cancel', to: 'cancelled', by: { restaurant: WHY, support: WHY, system: WHY } },
  // The system: its courier left the restaurant's fence.
  { from: 'picked_up', command: 'depart', to: 'in_transit', by: { courier: ['assigned_courier'], system: [] } },
  // It cannot be delivered: its courier is paid all the same.
  { from: 'picked_up', command: 'cancel', to: 'cancelled', by: { support: WHY } },
  { from: 'in_transit', command: 'deliver', to: 'delivered', by: { courier: ['assigned_courier', 'visited_drop'] } },
  { from: 'in_transit', command: 'cancel', to: 'cancelled', by: { support: WHY } },
]

/** The row for a state and a command, whoever asks; undefined: there is no such way. */
export const transitionOf = (from: From, command: OrderCommand): Transition | undefined =>
  TRANSITIONS.find((row) => row.from === from && row.command === command)

/** Whether somebody may, guards aside. */
export const mayCommand = (from: From, command: OrderCommand, actor: Actor): boolean =>
  transitionOf(from, command)?.by[actor] !== undefined

export const ASSIGNMENT_STATES: readonly AssignmentState[] = [
  'unassigned',
  'offered',
  'assigned',
  'at_pickup',
  'carrying',
  'done',
]

/** What moves an order from hand to hand, beside its state. `pickUp`, `deliver` and `cancel` move it, too. */
export const ASSIGNMENT_COMMANDS = ['offer', 'endOffer', 'assign', 'arrive', 'unassign'] as const
export type AssignmentCommand = (typeof ASSIGNMENT_COMMANDS)[number]

export interface AssignmentStep {
  readonly from: AssignmentState
  readonly command: AssignmentCommand
  readonly to: AssignmentState
  readonly by: readonly Actor[]
}

/** Only while the order is confirmed, preparing or ready: once it is picked up it stays with whom it is. */
export const ASSIGNMENTS: readonly AssignmentStep[] = [
  { from: 'unassigned', command: 'offer', to: 'offered', by: ['system', 'dispatcher'] },
  // Declined by its courier; expired, or withdrawn.
  { from: 'offered', command: 'endOffer', to: 'unassigned', by: ['courier', 'system', 'dispatcher'] },
  // Accepted by whom it was offered to; or given by a dispatcher, asked or not.
  { from: 'offered', command: 'assign', to: 'assigned', by: ['courier', 'dispatcher', 'system'] },
  { from: 'unassigned', command: 'assign', to: 'assigned', by: ['dispatcher', 'system'] },
  { from: 'assigned', command: 'arrive', to: 'at_pickup', by: ['courier', 'system'] },
  { from: 'assigned', command: 'unassign', to: 'unassigned', by: ['courier', 'dispatcher', 'system'] },
  { from: 'at_pickup', command: 'unassign', to: 'unassigned', by: ['courier', 'dispatcher', 'system'] },
]

export const assignmentStepOf = (from: AssignmentState, command: AssignmentCommand): AssignmentStep | undefined =>
  ASSIGNMENTS.find((row) => row.from === from && row.command === command)

/** Nothing more becomes of it; ratings and refunds may follow. */
export const isOver = (state: OrderState): boolean => state === 'delivered' || state === 'cancelled'

/** Its courier has it. */
export const isCarried = (state: OrderState): boolean => state === 'picked_up' || state === 'in_transit'

/** It may be given to a courier, or taken from it again. */
export const isAssignable = (state: OrderState): boolean =>
  state === 'confirmed' || state === 'preparing' || state === 'ready'
