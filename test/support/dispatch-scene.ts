/** Scenes for dispatch, in a few words: metres and minutes. */
import { NearList } from '../../loadtest/dispatch-near.ts'
import { straight } from '../../loadtest/dispatch-run.ts'
import type { FreeCourier, OpenOrder, Scene, Spot } from '../../server/rooms/delivery/dispatch/types.ts'

/** A whole hour of some day. */
export const NOON = 1_750_000_000_000
const MIN = 60_000

export const spot = (xM: number, yM = 0): Spot => ({ xM, yM })

interface OrderWords {
  readonly pickup?: Spot
  readonly drop?: Spot
  /** From now; negative: it is ready already. */
  readonly readyMin?: number
  readonly placedMin?: number
  readonly rounds?: number
  readonly excluded?: readonly number[]
}

export const anOrder = (id: string, words: OrderWords = {}): OpenOrder => {
  const placedMs = NOON + (words.placedMin ?? 0) * MIN
  const pickup = words.pickup ?? spot(0)
  return {
    id,
    placedMs,
    readyMs: NOON + (words.readyMin ?? 0) * MIN,
    pickup,
    drop: words.drop ?? spot(pickup.xM, pickup.yM + 2_000),
    promisedMs: placedMs + 40 * MIN,
    rounds: words.rounds ?? 0,
    excluded: new Set(words.excluded),
  }
}

export const aCourier = (
  slot: number,
  at: Spot,
  words: { readonly freeMin?: number; readonly load?: number; readonly acceptance?: number } = {},
): FreeCourier => ({
  slot,
  ...at,
  freeAtMs: NOON + (words.freeMin ?? 0) * MIN,
  load: words.load ?? (words.freeMin === undefined ? 0 : 1),
  maxLoad: 3,
  speedMS: 320 / 60,
  acceptance: words.acceptance ?? 1,
  idleSinceMs: NOON,
})

export const aScene = (orders: readonly OpenOrder[], couriers: readonly FreeCourier[], nowMs = NOON): Scene => {
  const bySlot = new Map(couriers.map((courier) => [courier.slot, courier]))
  return {
    nowMs,
    orders,
    near: new NearList(couriers.filter(({ freeAtMs }) => freeAtMs <= nowMs)),
    courier: (slot) => bySlot.get(slot)!,
    soonFree: couriers.filter(({ freeAtMs }) => freeAtMs > nowMs),
    travel: straight,
  }
}
