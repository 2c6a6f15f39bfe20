/** What it would cost to send this courier for that trip: seconds, as a sum whose parts are kept for who asks why. */
import type { DispatchSettings } from './settings.ts'
import type { Trip } from './trips.ts'
import type { FreeCourier } from './types.ts'

/**
 * - `afterReady`: food stands at the restaurant
 * - `travel`: the courier's way there, at 0.6
 * - `wait`: the courier stands at the restaurant, at 0.1
 * - `lateness`: beyond the promise, its square / 600: ten late orders are better than one that is ten times as late
 * - `reoffer`: time lost if it does not take it: expected refusals (1 − p) / p, each half an offer's life and a tick
 * - `detour`: how much later orders that go together are at their doors than each would be alone
 * - `age`: minus 0.3 of how long the order has waited, up to 15 min
 * - `urgency`: minus the lateness it would have if it were left for later: without it those who are late already would be
 *   the dearest, and left first
 * - `idle`: minus 0.05 of how long the courier has, up to 15 min
 * - `load`: what the courier has to do before may take longer than it is thought to: 0.05 of that, for each order it has. It
 *   comes first, so that nobody who waits for it is brought a detour by the new one
 */
export const COST_PARTS = [
  'afterReady',
  'travel',
  'wait',
  'lateness',
  'reoffer',
  'detour',
  'age',
  'urgency',
  'idle',
  'load',
] as const
export type CostPart = (typeof COST_PARTS)[number]
export const PARTS = COST_PARTS.length

const AGE_MAX_S = 900
const LEAST_ACCEPTANCE = 0.02

/** Expected seconds until somebody else could be on the way, for who takes one offer in 1 / `acceptance`. */
export const reofferS = (acceptance: number, settings: DispatchSettings): number => {
  const p = Math.max(LEAST_ACCEPTANCE, Math.min(1, acceptance))
  return ((1 - p) / p) * ((settings.offerMs / 2 + settings.tickMs) / 1000)
}

/** When the courier can be at the first restaurant, Unix ms. */
export const arrivalMs = (courier: FreeCourier, travelS: number, nowMs: number): number =>
  Math.max(nowMs, courier.freeAtMs) + travelS * 1000

/** When order `i` leaves its restaurant, and when it is at its door, for who begins the trip at `beginMs`. */
export const pickedUpMs = (trip: Trip, i: number, beginMs: number, pace: number): number =>
  beginMs + trip.pickupWayS[i]! * pace * 1000 + trip.pickupStandMs[i]!
export const atDoorMs = (trip: Trip, i: number, beginMs: number, pace: number): number =>
  beginMs + trip.dropWayS[i]! * pace * 1000 + trip.dropStandMs[i]!

/** Writes the parts to `out` from `at` on: their sum. */
export const writeCost = (
  trip: Trip,
  courier: FreeCourier,
  travelS: number,
  nowMs: number,
  settings: DispatchSettings,
  out: Float64Array,
  at: number,
): number => {
  const pace = settings.usualSpeedMS / courier.speedMS
  const arriveMs = arrivalMs(courier, travelS, nowMs)
  const beginMs = Math.max(arriveMs, trip.readyMs)
  let afterReadyMs = 0
  let lateness = 0
  let ageS = 0
  let urgency = 0
  for (let i = 0; i < trip.orders.length; i++) {
    const order = trip.orders[i]!
    const upMs = pickedUpMs(trip, i, beginMs, pace)
    const doorMs = atDoorMs(trip, i, beginMs, pace)
    afterReadyMs += Math.max(0, upMs - order.readyMs)
    const lateS = Math.max(0, doorMs - order.promisedMs) / 1000
    lateness += (lateS * lateS) / 600
    const leftMs = Math.max(nowMs, trip.readyMs) + settings.laterMs
    const lateLeftS = Math.max(0, atDoorMs(trip, i, leftMs, 1) - order.promisedMs) / 1000
    urgency += (lateLeftS * lateLeftS) / 600
    ageS += Math.min(AGE_MAX_S, Math.max(0, nowMs - order.placedMs) / 1000)
  }
  const idleS = Math.min(AGE_MAX_S, Math.max(0, nowMs - courier.idleSinceMs) / 1000)
  out[at] = afterReadyMs / 1000
  out[at + 1] = travelS * 0.6
  out[at + 2] = (beginMs - arriveMs) / 10_000
  out[at + 3] = lateness
  out[at + 4] = reofferS(courier.acceptance, settings)
  out[at + 5] = trip.detourMs / 1000
  out[at + 6] = -0.3 * ageS
  out[at + 7] = -urgency
  out[at + 8] = courier.freeAtMs > nowMs ? 0 : -0.05 * idleS
  out[at + 9] = (0.05 * courier.load * Math.max(0, courier.freeAtMs - nowMs)) / 1000
  let sum = 0
  for (let part = 0; part < PARTS; part++) sum += out[at + part]!
  return sum
}
