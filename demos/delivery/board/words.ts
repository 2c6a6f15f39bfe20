/** What the board calls things. */
import { ASSIGNMENT, STATE } from './words-table.ts'
import type { OrderView } from '@tutti/client/delivery'

/** One line on how an order is doing. */
export const standingOf = ({ state, assignment }: OrderView): string => {
  if (
    state === 'pending' ||
    state === 'delivered' ||
    state === 'cancelled' ||
    state === 'in_transit' ||
    state === 'picked_up'
  )
    return STATE[state]
  const courier = ASSIGNMENT[assignment]
  return courier === '' ? STATE[state] : `${STATE[state]}, ${courier}`
}

/** Five letters of an id: of its milliseconds, so that no two of two hours are alike but by chance. */
export const shortId = (id: string): string => `#${id.slice(4, 9)}`
