/** What may be asked of the restaurants of a region. */
import { boolean, integer, list, number, object, oneOf, optional, text } from '../guards.ts'
import { page, place } from './fields.ts'
import { DELIVERY } from './rules.ts'

export const restaurantSearch = () =>
  object({
    near: optional(place()),
    radiusM: optional(integer(1, DELIVERY.radiusMax)),
    text: optional(text(1, 80)),
    cuisines: optional(list(text(1, DELIVERY.cuisineMax), DELIVERY.cuisinesMax)),
    priceMax: optional(integer(1, 4)),
    ratingMin: optional(number(1, 5)),
    etaMaxMin: optional(integer(1, 240)),
    open: optional(boolean()),
    /** Whether they bring to `near`. */
    delivers: optional(boolean()),
    sort: optional(oneOf(['distance', 'rating', 'eta', 'relevance'])),
    ...page,
  })
