/** The rolling problem: orders that are ready soon, couriers that are free soon, and the nearest of them to each other. */
import { DraftBuilder } from './draft.ts'
import type { Draft } from './draft.ts'
import { reachOf } from './settings.ts'
import type { DispatchSettings, Reach } from './settings.ts'
import { Ways, bundled } from './trips.ts'
import type { Trip } from './trips.ts'
import type { FreeCourier, OpenOrder, Scene, Travel } from './types.ts'

export const byPlaced = (a: OpenOrder, b: OpenOrder): number => a.placedMs - b.placedMs || (a.id < b.id ? -1 : 1)

const admits = (trip: Trip, { slot, load, maxLoad }: FreeCourier): boolean =>
  load + trip.orders.length <= maxLoad && trip.orders.every(({ excluded }) => !excluded.has(slot))

/** Couriers who are free soon, the soonest first, as columns: thousands are walked for every order. */
class SoonFree {
  readonly couriers: readonly FreeCourier[]
  readonly #x: Float64Array
  readonly #y: Float64Array
  readonly #freeS: Float64Array
  readonly #secondsPerM: Float64Array

  constructor({ soonFree, nowMs }: Scene, { horizonMs }: DispatchSettings) {
    const soon = soonFree.filter(({ freeAtMs }) => freeAtMs <= nowMs + horizonMs)
    this.couriers = soon.sort((a, b) => a.freeAtMs - b.freeAtMs || a.slot - b.slot)
    this.#x = Float64Array.from(soon, ({ xM }) => xM)
    this.#y = Float64Array.from(soon, ({ yM }) => yM)
    this.#freeS = Float64Array.from(soon, ({ freeAtMs }) => Math.max(0, freeAtMs - nowMs) / 1000)
    this.#secondsPerM = Float64Array.from(soon, ({ speedMS }) => 1 / speedMS)
  }

  /** The `k` who could be there first, as the crow flies; none of them from farther than `maxM`. */
  first(trip: Trip, k: number, maxM: number): FreeCourier[] {
    const { xM, yM } = trip.pickup
    const best: FreeCourier[] = []
    const arrival: number[] = []
    for (let i = 0; i < this.couriers.length; i++) {
      // All that follow are free even later than the last of the best would be there.
      if (best.length === k && this.#freeS[i]! >= arrival[k - 1]!) break
      const farM = Math.sqrt((this.#x[i]! - xM) ** 2 + (this.#y[i]! - yM) ** 2)
      if (farM > maxM) continue
      const at = this.#freeS[i]! + farM * this.#secondsPerM[i]!
      if (best.length === k && at >= arrival[k - 1]!) continue
      if (!admits(trip, this.couriers[i]!)) continue
      let place = best.length
      while (place > 0 && arrival[place - 1]! > at) place--
      best.splice(place, 0, this.couriers[i]!)
      arrival.splice(place, 0, at)
      if (best.length > k) best.length = arrival.length = k
    }
    return best
  }
}

/** Seconds from a courier to where a trip begins. */
export const approachS = ({ xM, yM, speedMS }: FreeCourier, { pickup }: Trip, travel: Travel): number =>
  travel.seconds(xM, yM, pickup.xM, pickup.yM, speedMS)

/** Orders that go together reach as far as whichever has waited longest. */
const reachTo = ({ orders }: Trip, settings: DispatchSettings, nowMs: number): Reach => {
  const rounds = Math.max(...orders.map((order) => order.rounds))
  const waitedMs = nowMs - Math.min(...orders.map(({ readyMs }) => readyMs))
  return reachOf(settings, rounds, waitedMs)
}

/** Each order with its nearest couriers, free now or soon; orders that may go together are one row. */
export const draftBatch = (scene: Scene, settings: DispatchSettings): Draft => {
  const { nowMs, near, travel } = scene
  const orders = scene.orders.filter(({ readyMs }) => readyMs <= nowMs + settings.horizonMs).sort(byPlaced)
  const soon = new SoonFree(scene, settings)
  const couriers = near.size + soon.couriers.length
  const spare = Math.ceil(orders.length * settings.bundleBelow) - couriers
  const draft = new DraftBuilder(scene, settings)
  const slots = new Int32Array(settings.k * 4)
  for (const trip of bundled(orders, new Ways(travel, settings), nowMs, spare)) {
    draft.row(trip)
    const { k, soonK, maxM } = reachTo(trip, settings, nowMs)
    const able = (slot: number): boolean => admits(trip, scene.courier(slot))
    const count = near.nearest(trip.pickup.xM, trip.pickup.yM, k, maxM, able, slots)
    for (let i = 0; i < count; i++) {
      const courier = scene.courier(slots[i]!)
      draft.edge(courier, approachS(courier, trip, travel))
    }
    for (const courier of soon.first(trip, soonK, maxM)) draft.edge(courier, approachS(courier, trip, travel))
  }
  return draft.done()
}
