/** What the filter expects of a courier's movement, by vehicle; columns hold the number of the vehicle. */
import { PACE, VEHICLES } from '../../../../shared/delivery/rules.ts'

/** Metres a second that nobody exceeds. */
export const TOP_SPEED: readonly number[] = VEHICLES.map((vehicle) => PACE[vehicle].most)
/** How much the speed wanders: spectral density of the acceleration, m²/s³. */
export const WANDER: readonly number[] = VEHICLES.map(
  (vehicle) => ({ foot: 0.2, bike: 0.5, scooter: 1.5, car: 3 })[vehicle],
)
