/** What may become of an order, and at whose hand: everything that is not here is refused. */
import type { Actor, OrderState } from '../../../../shared/delivery/types.ts'

/** Null: where there is no order yet. */
type From = OrderState | null

const TABLE: readonly (readonly [from: From, to: OrderState, actors: readonly Actor[]])[] = [
  [null, 'pending', ['customer']],
  ['pending', 'confirmed', ['restaurant', 'system']],
  ['pending', 'cancelled', ['customer', 'restaurant', 'dispatcher', 'support', 'system']],
  ['confirmed', 'preparing', ['restaurant']],
  ['confirmed', 'ready', ['restaurant']],
  ['confirmed', 'cancelled', ['customer', 'restaurant', 'dispatcher', 'support', 'system']],
  ['preparing', 'ready', ['restaurant']],
  ['preparing', 'cancelled', ['customer', 'restaurant', 'dispatcher', 'support', 'system']],
  ['ready', 'picked_up', ['courier']],
  ['ready', 'cancelled', ['restaurant', 'dispatcher', 'support', 'system']],
  ['picked_up', 'in_transit', ['courier', 'system']],
  ['picked_up', 'delivered', ['courier']],
  ['in_transit', 'delivered', ['courier']],
  ['picked_up', 'cancelled', ['dispatcher', 'support']],
  ['in_transit', 'cancelled', ['dispatcher', 'support']],
]

export const mayBecome = (from: From, to: OrderState, actor: Actor): boolean =>
  TABLE.some(([a, b, actors]) => a === from && b === to && actors.includes(actor))

export const isOver = (state: OrderState): boolean => state === 'delivered' || state === 'cancelled'

/** Its courier has it. */
export const isCarried = (state: OrderState): boolean => state === 'picked_up' || state === 'in_transit'

/** It may be given to a courier, or taken from it again. */
export const isAssignable = (state: OrderState): boolean =>
  state === 'confirmed' || state === 'preparing' || state === 'ready'
