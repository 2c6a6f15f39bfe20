/** Orders as lists are sorted. */
import type { OrderView } from '../../../shared/delivery/types.ts'

export const newestFirst = (orders: Iterable<OrderView>): OrderView[] =>
  [...orders].sort((a, b) => b.placedMs - a.placedMs || (a.id < b.id ? 1 : -1))
