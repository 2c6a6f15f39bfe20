/** Orders of the region as the board reads them. */
import type { Dispatch, OrderView } from '@tutti/client/delivery'

export const orderOf = ({ orders }: Dispatch, id: string | undefined): OrderView | undefined =>
  id === undefined ? undefined : orders.find((order) => order.id === id)

export const isOver = ({ state }: OrderView): boolean => state === 'delivered' || state === 'cancelled'

/** Its courier has it. */
export const isCarried = ({ state }: OrderView): boolean => state === 'picked_up' || state === 'in_transit'

/** A courier may be sent for it, or be called back. */
export const isAssignable = ({ state }: OrderView): boolean =>
  state === 'confirmed' || state === 'preparing' || state === 'ready'

/** Nobody is on the way for it, though somebody could be. */
export const isWaiting = (order: OrderView): boolean => isAssignable(order) && order.courier === null

/** By the middle of what is expected now, or, where nobody knows, by the time itself. */
export const isLate = ({ eta, promisedMs }: OrderView, now: number): boolean =>
  (eta === null ? now : (eta.from + eta.to) / 2) > promisedMs
