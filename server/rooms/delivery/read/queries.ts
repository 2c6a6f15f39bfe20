/** All that is asked about a region beside its room. */
import { orderQueries } from './orders.ts'
import { pastQueries } from './past.ts'
import { regionQueries } from './region.ts'
import { restaurantQueries } from './restaurants.ts'
import { trackQueries } from './tracks.ts'
import type { DeliveryQueries } from './view.ts'

export const deliveryQueries: DeliveryQueries = {
  ...regionQueries,
  ...orderQueries,
  ...restaurantQueries,
  ...trackQueries,
  ...pastQueries,
}
