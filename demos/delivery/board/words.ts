/** What the board calls things. */
import { ASSIGNMENT, STATE } from './words-table.ts'
import type { OrderView } from '../../../shared/delivery/types.ts'

/** One line on how an order is doing. */
export const standingOf = ({ state, assignment }: OrderView): string => {
  if (state === 'delivered' || state === 'cancelled' || state === 'in_transit' || state === 'picked_up')
    return STATE[state]
  const courier = ASSIGNMENT[assignment]
  return courier === '' ? STATE[state] : `${STATE[state]}, ${courier}`
}

/** Orders are named by the end of their id: enough to tell them apart on one screen. */
export const shortId = (id: string): string => `#${id.slice(-4).toUpperCase()}`
