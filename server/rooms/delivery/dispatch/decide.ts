/** Dispatch, from a scene to who has to be asked now. */
import { approachS, byPlaced, draftBatch } from './batch.ts'
import { arrivalMs, atDoorMs, pickedUpMs, reofferS } from './cost.ts'
import { DraftBuilder } from './draft.ts'
import type { Draft } from './draft.ts'
import { greedyMatch } from './greedy.ts'
import { HERE_MAX, SOLVE_MAX } from './settings.ts'
import type { DispatchSettings } from './settings.ts'
import type { AssignmentSolver, Enough } from './solver.ts'
import { solveZoned } from './split.ts'
import type { ZonedTask } from './split.ts'
import { Ways, singleTrip } from './trips.ts'
import type { Decided, FreeCourier, How, Pair, PolicyName, Scene } from './types.ts'

/** Any distance: who is nearest is asked. */
const ANY_M = 1e6
/** Free couriers that are weighed where each order is taken by itself. */
const AT_ONCE = 16

/** What is to be matched, by this policy. Two of the policies match while they look: the first edge of a row is theirs. */
export const draftOf = (policy: PolicyName, scene: Scene, settings: DispatchSettings): Draft => {
  if (policy === 'nearest') return draftNearest(scene, settings)
  return policy === 'greedy' ? draftGreedy(scene, settings) : draftBatch(scene, settings)
}

const isFree = ({ load, maxLoad, slot }: FreeCourier, excluded: ReadonlySet<number>): boolean =>
  load < maxLoad && !excluded.has(slot)

const draftNearest = (scene: Scene, settings: DispatchSettings): Draft => {
  const draft = new DraftBuilder(scene, settings)
  const ways = new Ways(scene.travel, settings)
  const taken = new Set<number>()
  const slot = new Int32Array(1)
  for (const order of [...scene.orders].sort(byPlaced)) {
    const trip = singleTrip(order, ways)
    draft.row(trip)
    const able = (one: number): boolean => !taken.has(one) && isFree(scene.courier(one), order.excluded)
    if (scene.near.nearest(order.pickup.xM, order.pickup.yM, 1, ANY_M, able, slot) === 0) continue
    const courier = scene.courier(slot[0]!)
    taken.add(courier.slot)
    draft.edge(courier, approachS(courier, trip, scene.travel))
  }
  return draft.done()
}

const draftGreedy = (scene: Scene, settings: DispatchSettings): Draft => {
  const draft = new DraftBuilder(scene, settings)
  const ways = new Ways(scene.travel, settings)
  const taken = new Set<number>()
  const slots = new Int32Array(AT_ONCE)
  for (const order of [...scene.orders].sort(byPlaced)) {
    const trip = singleTrip(order, ways)
    draft.row(trip)
    let best: { courier: FreeCourier; travelS: number; doorMs: number } | undefined
    const weigh = (courier: FreeCourier): void => {
      const travelS = approachS(courier, trip, scene.travel)
      const beginMs = Math.max(arrivalMs(courier, travelS, scene.nowMs), order.readyMs)
      const doorMs = atDoorMs(trip, 0, beginMs, settings.usualSpeedMS / courier.speedMS)
      const better = best === undefined || doorMs < best.doorMs || (doorMs === best.doorMs && travelS < best.travelS)
      if (better) best = { courier, travelS, doorMs }
    }
    const able = (one: number): boolean => !taken.has(one) && isFree(scene.courier(one), order.excluded)
    const count = scene.near.nearest(order.pickup.xM, order.pickup.yM, AT_ONCE, ANY_M, able, slots)
    for (let i = 0; i < count; i++) weigh(scene.courier(slots[i]!))
    for (const courier of scene.soonFree)
      if (!taken.has(courier.slot) && isFree(courier, order.excluded)) weigh(courier)
    if (best === undefined) continue
    taken.add(best.courier.slot)
    draft.edge(best.courier, best.travelS)
  }
  return draft.done()
}

/** Whether it is for another thread (dispatchJobs.assign): the room then decides in a later tick, with what it answers. */
export const isLarge = (policy: PolicyName, { task }: Draft): boolean => policy === 'batched' && task.rows > HERE_MAX

/** What dispatchJobs.assign is asked. */
export const zonedTask = ({ task, trips }: Draft): ZonedTask => ({
  ...task,
  xM: Float64Array.from(trips, ({ pickup }) => pickup.xM),
  yM: Float64Array.from(trips, ({ pickup }) => pickup.yM),
  most: SOLVE_MAX,
})

export interface Matched {
  /** Edge of each row, or -1. */
  readonly match: Int32Array
  readonly how: How
}

/** Matches here and now. `enough`: when to give up on the best and take the cheapest pairs first. */
export const matchOf = (policy: PolicyName, draft: Draft, solver: AssignmentSolver, enough: Enough): Matched => {
  const { task } = draft
  if (policy === 'nearest' || policy === 'greedy') {
    const first = (row: number): number => (task.starts[row]! < task.starts[row + 1]! ? task.starts[row]! : -1)
    return { match: Int32Array.from({ length: task.rows }, (_, row) => first(row)), how: 'greedy' }
  }
  const best = policy === 'batched' ? solveZoned(zonedTask(draft), solver, enough) : undefined
  return best === undefined ? { match: greedyMatch(task), how: 'greedy' } : { match: best, how: 'optimal' }
}

/** Of the matching, those who have to be asked now; the batched policies ask nobody earlier than need be. */
export const conclude = (policy: PolicyName, draft: Draft, { match, how }: Matched): Decided => {
  const late = policy === 'batched' || policy === 'batchedGreedy'
  const pairs: Pair[] = []
  const surplus: string[] = []
  let waiting = 0
  for (let row = 0; row < draft.trips.length; row++) {
    const edge = match[row]!
    const trip = draft.trips[row]!
    if (edge < 0) surplus.push(...trip.orders.map(({ id }) => id))
    else if (late && !mustLeave(draft, row, edge)) waiting += trip.orders.length
    else pairs.push(pairOf(draft, row, edge))
  }
  return { policy, how, pairs, waiting, surplus }
}

/** Who left later than this would not be there before the food is; and who is not free yet need not know yet. */
const mustLeave = ({ nowMs, settings, trips, couriers, task, travelS }: Draft, row: number, edge: number): boolean => {
  const courier = couriers[task.ends[edge]!]!
  if (courier.freeAtMs > nowMs + settings.leadMs) return false
  const asking = settings.leadMs + reofferS(courier.acceptance, settings) * 1000
  return arrivalMs(courier, travelS[edge]!, nowMs) >= trips[row]!.readyMs - settings.slackMs - asking
}

const pairOf = ({ nowMs, settings, trips, couriers, task, travelS }: Draft, row: number, edge: number): Pair => {
  const trip = trips[row]!
  const courier = couriers[task.ends[edge]!]!
  const pace = settings.usualSpeedMS / courier.speedMS
  const beginMs = Math.max(arrivalMs(courier, travelS[edge]!, nowMs), trip.readyMs)
  return {
    orders: trip.orders.map(({ id }) => id),
    slot: courier.slot,
    pickupMs: Math.round(Math.max(...trip.orders.map((_, i) => pickedUpMs(trip, i, beginMs, pace)))),
    dropMs: trip.orders.map((_, i) => Math.round(atDoorMs(trip, i, beginMs, pace))),
    costS: task.costs[edge]!,
  }
}
