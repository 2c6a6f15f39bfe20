/** What a courier does next: of all it has in hand, the stop to ride to now. */
import type { OrderView, Place } from '../../../../shared/delivery/types.ts'
import { isOver } from '../../words/states.ts'

export type Stop =
  | { readonly is: 'pickup'; readonly order: OrderView; readonly place: Place; readonly name: string }
  | { readonly is: 'drop'; readonly order: OrderView; readonly place: Place; readonly name: string }

export const isCarried = ({ state }: OrderView): boolean => state === 'picked_up' || state === 'in_transit'

const stopOf = (order: OrderView): Stop | undefined => {
  if (isOver(order)) return undefined
  if (!isCarried(order)) return { is: 'pickup', order, place: order.restaurant.place, name: order.restaurant.name }
  return order.drop === null ? undefined : { is: 'drop', order, place: order.drop.place, name: order.drop.address }
}

/** Pickups first, in the order they were taken: two from one kitchen are ridden together. Then the doors. */
export const stopsOf = (jobs: readonly OrderView[]): Stop[] => {
  const stops = jobs.flatMap((order) => stopOf(order) ?? [])
  return [...stops.filter(({ is }) => is === 'pickup'), ...stops.filter(({ is }) => is === 'drop')]
}
