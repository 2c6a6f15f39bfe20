/** The numbers that dispatch goes by. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'

export interface DispatchSettings {
  /** Orders that are ready, and couriers that are free, later than this are not thought of yet. */
  readonly horizonMs: number
  /** Free couriers and soon-free ones that are weighed for an order, and how far away at most, to begin with. */
  readonly k: number
  readonly soonK: number
  readonly maxM: number
  /** After so many rounds twice as many are weighed, from twice as far; after twice as many, four times. */
  readonly widenRounds: number
  /** Each time that food has stood ready so long for nobody, they are weighed from twice as far as well. */
  readonly widenMs: number
  /** Farther than this nobody is weighed: from one end of the region to the other. */
  readonly mostM: number
  /** A courier is asked so long before it has to leave: offers take time. */
  readonly leadMs: number
  /** It should be at the restaurant so long before the food. */
  readonly slackMs: number
  readonly offerMs: number
  readonly tickMs: number
  /** Seconds that a pair may cost at most: an order that is left waits for the next tick instead. */
  readonly leaveS: number
  /** How much later an order that is left would go. */
  readonly laterMs: number
  readonly pickupServiceMs: number
  readonly dropServiceMs: number
  /** Of a courier whose speed is not known yet: while orders are put together, before anybody is chosen. */
  readonly usualSpeedMS: number
  /** Two orders go together where there are fewer couriers than this many for each order; 0: never. */
  readonly bundleBelow: number
  readonly bundleM: number
  /** What the second order may cost either of them. */
  readonly bundleDetourMs: number
}

export const DISPATCH: DispatchSettings = {
  horizonMs: DELIVERY.horizonMs,
  k: 16,
  soonK: 8,
  maxM: 8_000,
  widenRounds: 3,
  widenMs: 3 * 60_000,
  mostM: 2 * DELIVERY.radiusMax,
  leadMs: 30_000,
  slackMs: 60_000,
  offerMs: 25_000,
  tickMs: 3_000,
  leaveS: 1e7,
  laterMs: 30 * 60_000,
  pickupServiceMs: 4 * 60_000,
  dropServiceMs: 4 * 60_000,
  usualSpeedMS: 320 / 60,
  bundleBelow: 1,
  bundleM: 400,
  bundleDetourMs: 7 * 60_000,
}

/** Orders of one solve; more are split by where they are. */
export const SOLVE_MAX = 600
/** Steps of a solve after which the cheapest pairs go first: about 25 ms (test/bench/assignment.ts). */
export const SOLVE_STEPS = 2_500_000
/** With more orders than this a solve is for another thread. */
export const HERE_MAX = 300

export interface Reach {
  readonly k: number
  readonly soonK: number
  readonly maxM: number
}

/**
 * How many are weighed, and from how far, after so many rounds in vain, and so long after the food was ready. Time alone
 * widens the circle and not the number: whoever is near is weighed first anyway, and each one costs a way through town.
 */
export const reachOf = (settings: DispatchSettings, rounds: number, waitedMs: number): Reach => {
  const { k, soonK, maxM, widenRounds, widenMs, mostM } = settings
  const byRounds = Math.floor(rounds / widenRounds)
  const more = Math.min(4, 2 ** byRounds)
  const wider = 2 ** (byRounds + Math.floor(Math.max(0, waitedMs) / widenMs))
  return { k: k * more, soonK: soonK * more, maxM: Math.max(maxM, Math.min(mostM, maxM * wider)) }
}
