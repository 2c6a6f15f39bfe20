/** As what one comes into a region. */
import { boolean, object, oneOf, optional, text } from '../guards.ts'
import { DELIVERY_ROLES } from './rules.ts'

/** JOIN options. */
export const joinOptions = object({
  as: oneOf(DELIVERY_ROLES),
  /** Where there is no region yet; whoever creates it is its dispatcher. */
  create: optional(boolean()),
  /** Of a restaurant's seat, where its user has several. */
  restaurant: optional(text(1, 64)),
  /** Of a guest: the share link of one order. */
  link: optional(text(1, 32)),
  /** As others may read it. */
  name: optional(text(1, 32)),
})
