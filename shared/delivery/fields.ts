/** Guards of what the commands and queries of a region have in common. */
import { integer, list, object, oneOf, optional, text } from '../guards.ts'
import { DELIVERY, DELIVERY_ROLES } from './rules.ts'

export const key = () => text(1, 64)
export const user = () => text(1, 128)
export const wallMs = () => integer(0, 8_640_000_000_000_000)
export const amount = () => integer(0, DELIVERY.amountMax)
const latE7 = () => integer(-900_000_000, 900_000_000)
const lonE7 = () => integer(-1_800_000_000, 1_800_000_000)
export const place = () => object({ latE7: latE7(), lonE7: lonE7() })
export const box = () => object({ south: latE7(), west: lonE7(), north: latE7(), east: lonE7() })
export const role = () => oneOf(DELIVERY_ROLES)
export const reason = () => text(1, DELIVERY.reasonMax)
export const epoch = () => integer(0, 0xffffffff)
export const lines = () => list(object({ item: key(), pieces: integer(1, DELIVERY.piecesMax) }), DELIVERY.linesMax)
export const page = { limit: optional(integer(1, DELIVERY.pageMax)), after: optional(text(1, 120)) }
export const rules = () =>
  object({
    baseFee: optional(amount()),
    feePer100M: optional(amount()),
    cancelFee: optional(amount()),
    /** Millionths of the delivery fee, for each step; 0: the house adds nothing. */
    bonusPpm: optional(integer(0, 1_000_000)),
    /** Millionths by tax class. */
    taxPpm: optional(list(object({ name: text(1, 32), ppm: integer(0, 1_000_000) }), 16)),
    /** IANA. */
    timeZone: optional(text(1, DELIVERY.timeZoneMax)),
    open: optional(list(role(), DELIVERY_ROLES.length)),
  })
