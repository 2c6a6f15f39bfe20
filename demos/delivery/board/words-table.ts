/** The words for states, steps and parts of a cost. */
import type { AssignmentState, OrderState, OrderView } from '@tutti/client/delivery'

export const STATE: Readonly<Record<OrderState, string>> = {
  pending: 'waits for the restaurant',
  confirmed: 'confirmed',
  preparing: 'is cooked',
  ready: 'is ready',
  picked_up: 'picked up',
  in_transit: 'on the way',
  delivered: 'delivered',
  cancelled: 'cancelled',
}

export const ASSIGNMENT: Readonly<Record<AssignmentState, string>> = {
  unassigned: 'no courier yet',
  offered: 'a courier is asked',
  assigned: 'courier on the way',
  at_pickup: 'courier is there',
  carrying: '',
  done: '',
}

/** What somebody has to see to. */
export const WARNING: Readonly<Record<NonNullable<OrderView['warning']>, string>> = {
  no_courier: 'nobody takes it',
  courier_silent: 'nothing is heard of its courier',
}

const STEPS: Readonly<Record<string, string>> = {
  placed: 'Placed',
  pending: 'Placed',
  confirmed: 'Confirmed',
  preparing: 'Cooking began',
  ready: 'Ready',
  offered: 'Offered to a courier',
  declined: 'A courier declined',
  expired: 'A courier did not answer',
  assigned: 'A courier took it',
  unassigned: 'Taken from its courier',
  arrived_pickup: 'Courier at the restaurant',
  waiting: 'Courier waits at the counter',
  picked_up: 'Picked up',
  in_transit: 'On the way',
  arriving: 'Nearly there',
  arrived_door: 'Courier at the door',
  delivered: 'Delivered',
  cancelled: 'Cancelled',
  rejected: 'The restaurant declined',
  unanswered: 'The restaurant did not answer',
  rated: 'Rated',
  refunded: 'Refunded',
}

/** Steps that nobody named here are told as they come. */
export const stepWord = (type: string): string => {
  const said = STEPS[type] ?? type.replaceAll('_', ' ')
  return said.charAt(0).toUpperCase() + said.slice(1)
}

/** Parts of a cost: what each is, and what it says. */
export const PART_WORDS: Readonly<Record<string, readonly [word: string, about: string]>> = {
  afterReady: ['food waits', 'how long the food would stand at the restaurant'],
  travel: ['way there', "the courier's way to the restaurant, at 0.6"],
  wait: ['courier waits', 'how long the courier would stand there, at 0.1'],
  lateness: ['too late', 'beyond the promised time, squared: one very late order is worse than several a little late'],
  reoffer: ['may refuse', 'time that is lost where this courier does not take it'],
  detour: ['detour', 'how much later orders that go together are at their doors'],
  age: ['waited long', 'taken off for how long the order has waited'],
  urgency: ['urgent', 'taken off for how late it would be if it were left for later'],
  load: ['has orders', 'what it has to do before may take longer: 0.05 of that for each order that it has'],
  idle: ['courier idle', 'taken off for how long the courier has had nothing'],
}
