/** What the board calls things. */
import { ASSIGNMENT, STATE, WARNING } from './words-table.ts'
import type { OrderView } from '@tutti/client/delivery'

/** One line on how an order is doing. */
export const standingOf = ({ state, assignment, warning }: OrderView): string => {
  const over = state === 'pending' || state === 'delivered' || state === 'cancelled'
  const carried = state === 'in_transit' || state === 'picked_up'
  const courier = over || carried ? '' : ASSIGNMENT[assignment]
  return [STATE[state], courier, warning === undefined ? '' : WARNING[warning]].filter((word) => word !== '').join(', ')
}

/** Five letters of an id: of its milliseconds, so that no two of two hours are alike but by chance. */
export const shortId = (id: string): string => `#${id.slice(4, 9)}`
