/** What dispatchers ask of the couriers on the ground, and do about them. */
import { boolean, integer, object, oneOf, optional } from '../guards.ts'
import { place, user } from './fields.ts'
import { DELIVERY, VEHICLES } from './rules.ts'

export const deskCommands = {
  /**
   * The couriers nearest to a place, by air. `free`: who could be offered something now; `maxM`: no farther. Answer:
   * { couriers: NearCourier[] }, the nearest first; `k` absent: 20.
   */
  nearest: object({
    place: place(),
    k: optional(integer(1, DELIVERY.nearestMax)),
    free: optional(boolean()),
    vehicle: optional(oneOf(VEHICLES)),
    maxM: optional(integer(1, 2 * DELIVERY.radiusMax)),
  }),
  /**
   * A courier has asked to be forgotten: its tracks go, and what is kept of it. Orders keep its id, without a name.
   * `conflict` while it is online or has something to bring.
   */
  forget: object({ courier: user() }),
}
