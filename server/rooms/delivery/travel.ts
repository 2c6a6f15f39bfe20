/** How long ways take: by the roads of a generated city; where none are known straight on, and as much longer as streets usually are. */
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Place } from '../../../shared/delivery/order-types.ts'
import type { RoadTravel } from '../../../shared/delivery/roads/road-travel.ts'
import { PACE } from '../../../shared/delivery/rules.ts'
import type { Travel } from './dispatch/types.ts'

/** Streets against the crow's way, in towns. */
const DETOUR = 1.35

export const crowTravel: Travel = {
  seconds: (fromX, fromY, toX, toY, speedMS) => (Math.hypot(toX - fromX, toY - fromY) * DETOUR) / speedMS,
}

/** Of one region: by its roads once they are known. */
export class RegionTravel implements Travel {
  roads: RoadTravel | undefined
  /** How much faster than life everything goes there: speeds that come are that much faster, too. */
  pace = 1

  /** Seconds from place to place, for whoever may come. */
  between(frame: LocalFrame, from: Place, to: Place): number {
    const speedMS = PACE.scooter.usual * this.pace
    const [fromX, fromY] = [frame.xOf(from.lonE7), frame.yOf(from.latE7)]
    return this.seconds(fromX, fromY, frame.xOf(to.lonE7), frame.yOf(to.latE7), speedMS)
  }

  seconds(fromX: number, fromY: number, toX: number, toY: number, speedMS: number): number {
    if (this.roads === undefined) return crowTravel.seconds(fromX, fromY, toX, toY, speedMS)
    // What vehicle it is the roads tell from its speed in life.
    return this.roads.seconds(fromX, fromY, toX, toY, speedMS / this.pace) / this.pace
  }
}
