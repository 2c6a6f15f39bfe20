/** How fast one gets along: by road, by vehicle and by the hour. */
import { ROAD_CLASSES } from '../city/types.ts'
import type { RoadClass, RoadGraph } from '../city/types.ts'
import { PACE, VEHICLES } from '../rules.ts'
import type { Vehicle } from '../rules.ts'

/** Who rides a motor takes the motorway and crawls through lanes; who does not may not use it, and goes alike everywhere. */
export const MODES = ['motor', 'muscle'] as const
export type Mode = (typeof MODES)[number]

export const modeOf = (vehicle: Vehicle): Mode => (vehicle === 'foot' || vehicle === 'bike' ? 'muscle' : 'motor')

/** Against the usual pace of a vehicle (PACE of rules.ts); 0: not for this one. */
export const FACTORS: Readonly<Record<Mode, Readonly<Record<RoadClass, number>>>> = {
  motor: { motorway: 2, avenue: 1.25, street: 0.9, lane: 0.55 },
  muscle: { motorway: 0, avenue: 1, street: 1, lane: 1 },
}

/** Metres a second, by vehicle and class of road; 0: not for this one. */
export const speeds = (): Float64Array =>
  Float64Array.from(
    VEHICLES.flatMap((vehicle) => ROAD_CLASSES.map((road) => PACE[vehicle].usual * FACTORS[modeOf(vehicle)][road])),
  )

/**
 * What each edge costs: metres at the usual pace that take as long. Infinity: not to be used.
 * Seconds are cost / (usual pace × flow).
 */
export const costsOf = ({ edges, lengthM, road }: RoadGraph, mode: Mode): Float64Array => {
  const factors = ROAD_CLASSES.map((one) => FACTORS[mode][one])
  const costs = new Float64Array(edges)
  for (let edge = 0; edge < edges; edge++) {
    const factor = factors[road[edge]!]!
    costs[edge] = factor === 0 ? Infinity : lengthM[edge]! / factor
  }
  return costs
}

/** Thousandths of the usual pace, by hour of the day: with motors, on working days and at weekends. */
const WORKING = [
  1120, 1150, 1150, 1150, 1120, 1060, 950, 760, 700, 800, 900, 900, 860, 880, 900, 850, 730, 660, 700, 820, 930, 1000,
  1050, 1100,
] as const
const WEEKEND = [
  1080, 1100, 1120, 1150, 1150, 1130, 1100, 1060, 1020, 970, 930, 890, 870, 870, 880, 890, 890, 880, 880, 900, 940, 980,
  1000, 1040,
] as const

/** How well traffic flows, 0.66 … 1.15: straight from hour to hour. `minute` of the week, from Monday 00:00. */
export const flowAt = (minute: number, mode: Mode): number => {
  if (mode === 'muscle') return 1
  const at = (hour: number): number => (Math.floor(hour / 24) % 7 < 5 ? WORKING : WEEKEND)[hour % 24]!
  const hour = Math.floor(minute / 60)
  const part = minute / 60 - hour
  return (at(hour) * (1 - part) + at(hour + 1) * part) / 1_000
}
