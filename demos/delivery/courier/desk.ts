/** What the parts of the courier's phone work with. */
import type { Courier } from '@tutti/client/delivery'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import type { RegionInfo } from '../../../shared/delivery/types.ts'
import type { Side } from '../desk.ts'
import type { Streets } from '../live/streets.ts'
import type { Ride } from './drive/ride.ts'

export interface CourierDesk {
  readonly side: Side
  readonly courier: Courier
  readonly region: RegionInfo
  /** Undefined: this region has none, or they are not there yet. */
  readonly streets: Streets | undefined
  readonly ride: Ride
  /** What one rides, now or at the next shift. */
  readonly vehicle: Vehicle
}
