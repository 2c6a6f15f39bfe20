/** What one courier would do at a stretch: one order, or two from near by that go together. */
import type { DispatchSettings } from './settings.ts'
import type { OpenOrder, Spot, Travel } from './types.ts'

/** Seconds of way are at the usual speed; a faster courier takes that much less. */
export interface Trip {
  /** In the order of their doors. */
  readonly orders: readonly OpenOrder[]
  /** Where it begins. */
  readonly pickup: Spot
  /** Where it ends. */
  readonly last: Spot
  /** Who is at `pickup` then never waits for food again: whole Unix ms. */
  readonly readyMs: number
  /** Way from the first pickup to each order's, and to each order's door. */
  readonly pickupWayS: readonly number[]
  readonly dropWayS: readonly number[]
  /** Standing about before each order leaves its restaurant, and before it is at its door. */
  readonly pickupStandMs: readonly number[]
  readonly dropStandMs: readonly number[]
  /** How much later its orders are at their doors than each would be alone, all together; at the usual speed. */
  readonly detourMs: number
}

/** Ways at the usual speed. */
export class Ways {
  readonly #travel: Travel
  readonly settings: DispatchSettings

  constructor(travel: Travel, settings: DispatchSettings) {
    this.#travel = travel
    this.settings = settings
  }

  seconds(from: Spot, to: Spot): number {
    return this.#travel.seconds(from.xM, from.yM, to.xM, to.yM, this.settings.usualSpeedMS)
  }
}

export const singleTrip = (order: OpenOrder, ways: Ways): Trip => ({
  orders: [order],
  pickup: order.pickup,
  last: order.drop,
  readyMs: order.readyMs,
  pickupWayS: [0],
  dropWayS: [ways.seconds(order.pickup, order.drop)],
  pickupStandMs: [0],
  dropStandMs: [ways.settings.pickupServiceMs],
  detourMs: 0,
})

export const isSame = (a: Spot, b: Spot): boolean => a.xM === b.xM && a.yM === b.yM

/** Both pickups, then both doors, `first` first. `apartS`: from pickup to pickup. */
const pairTrip = (a: OpenOrder, b: OpenOrder, first: OpenOrder, apartS: number, ways: Ways): Trip => {
  const { pickupServiceMs: pick, dropServiceMs: drop } = ways.settings
  const second = first === a ? b : a
  // One stop where it is one restaurant.
  const again = isSame(a.pickup, b.pickup) ? 0 : pick
  const toFirstS = apartS + ways.seconds(b.pickup, first.drop)
  const wayOf = (order: OpenOrder): number => (order === a ? 0 : apartS)
  const standOf = (order: OpenOrder): number => (order === a ? 0 : again)
  return {
    orders: [first, second],
    pickup: a.pickup,
    last: second.drop,
    readyMs: Math.max(a.readyMs, b.readyMs - Math.round(apartS * 1000) - again),
    pickupWayS: [wayOf(first), wayOf(second)],
    dropWayS: [toFirstS, toFirstS + ways.seconds(first.drop, second.drop)],
    pickupStandMs: [standOf(first), standOf(second)],
    dropStandMs: [pick + again, pick + again + drop],
    detourMs: 0,
  }
}

/** When order `i` of the trip is at its door, for a courier of the usual speed who begins it at `beginMs`. */
const atDoorMs = (trip: Trip, i: number, beginMs: number): number =>
  beginMs + trip.dropWayS[i]! * 1000 + trip.dropStandMs[i]!

/**
 * The best way to take both, where neither suffers: at its door as promised, and at most so much later than it would be
 * alone. With what it saves of a courier's time, in seconds. Undefined: they do not go together.
 */
const together = (
  a: OpenOrder,
  b: OpenOrder,
  aloneA: Trip,
  aloneB: Trip,
  ways: Ways,
  nowMs: number,
): { readonly trip: Trip; readonly savedS: number } | undefined => {
  const { settings } = ways
  const [early, late] = a.readyMs <= b.readyMs ? [a, b] : [b, a]
  const apartS = ways.seconds(early.pickup, late.pickup)
  let best: { trip: Trip; savedS: number } | undefined
  for (const first of [early, late]) {
    const trip = pairTrip(early, late, first, apartS, ways)
    const beginMs = Math.max(nowMs, trip.readyMs)
    let detourMs = 0
    const suffers = trip.orders.some((order, i) => {
      const doorMs = atDoorMs(trip, i, beginMs)
      const aloneMs = atDoorMs(order === a ? aloneA : aloneB, 0, Math.max(nowMs, order.readyMs))
      detourMs += Math.max(0, doorMs - aloneMs)
      return doorMs > Math.max(order.promisedMs, aloneMs) || doorMs - aloneMs > settings.bundleDetourMs
    })
    if (suffers) continue
    // Beside the ways with food, the way from the first door back to the second restaurant.
    const backS = ways.seconds(aloneA.last, aloneB.pickup)
    const savedS = aloneA.dropWayS[0]! + backS + aloneB.dropWayS[0]! - trip.dropWayS[1]!
    if (savedS > (best?.savedS ?? 0)) best = { trip: { ...trip, detourMs }, savedS }
  }
  return best
}

/** Beyond this many orders only those next to each other are compared. */
const COMPARED = 64

/**
 * Orders as trips, sorted as they came: two by two where that saves most, at most `spare` pairs, and the others alone.
 */
export const bundled = (orders: readonly OpenOrder[], ways: Ways, nowMs: number, spare: number): Trip[] => {
  const alone = orders.map((order) => singleTrip(order, ways))
  if (spare <= 0) return alone
  const near = ways.settings.bundleM ** 2
  const byPlace = orders.map((_, i) => i)
  byPlace.sort((i, j) => orders[i]!.pickup.xM - orders[j]!.pickup.xM || i - j)
  const found: { i: number; j: number; trip: Trip; savedS: number }[] = []
  for (const [at, first] of byPlace.entries()) {
    for (const second of byPlace.slice(at + 1, at + 1 + COMPARED)) {
      const [i, j] = first < second ? [first, second] : [second, first]
      const { pickup: a } = orders[first]!
      const { pickup: b } = orders[second]!
      if (b.xM - a.xM > ways.settings.bundleM) break
      if ((a.xM - b.xM) ** 2 + (a.yM - b.yM) ** 2 > near) continue
      const both = together(orders[i]!, orders[j]!, alone[i]!, alone[j]!, ways, nowMs)
      if (both !== undefined) found.push({ i, j, ...both })
    }
  }
  found.sort((a, b) => b.savedS - a.savedS || a.i - b.i || a.j - b.j)
  const trips: (Trip | undefined)[] = [...alone]
  const taken = new Set<number>()
  let left = spare
  for (const { i, j, trip } of found) {
    if (left <= 0) break
    if (taken.has(i) || taken.has(j)) continue
    taken.add(i).add(j)
    trips[i] = trip
    trips[j] = undefined
    left--
  }
  return trips.filter((trip) => trip !== undefined)
}
