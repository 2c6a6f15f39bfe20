/** The same once more: into the basket, and to its menu, which says what of it is still to be had. */
import type { OrderView } from '../../../shared/delivery/types.ts'
import type { CustomerDesk } from './desk.ts'

export const orderAgain = (desk: CustomerDesk, { restaurant, lines }: OrderView): void => {
  desk.cart.clear()
  for (const { item, name, price, pieces } of lines) desk.cart.put(restaurant, { id: item, name, price }, pieces)
  desk.go({ is: 'menu', restaurant: restaurant.id })
}
