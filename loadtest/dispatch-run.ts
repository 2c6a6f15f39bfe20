/** Runs one generated day under one policy: couriers ride straight and always take what they are offered. */
import type { Dispatcher } from '../server/rooms/delivery/dispatch/dispatcher.ts'
import type { DispatchSettings } from '../server/rooms/delivery/dispatch/settings.ts'
import type { FreeCourier, OpenOrder, Pair, PolicyName, Travel } from '../server/rooms/delivery/dispatch/types.ts'
import { isSame } from '../server/rooms/delivery/dispatch/trips.ts'
import type { Day, DayOrder, Shift } from './dispatch-day.ts'
import { NearList } from './dispatch-near.ts'

const TARGET_MS = 40 * 60_000
const MAX_LOAD = 3
/** All couriers are gone by then. */
const END_MS = 26 * 3_600_000
const EMPTY: ReadonlySet<number> = new Set()

export interface Delivered {
  readonly id: string
  readonly clickToDoorMs: number
  readonly readyToPickupMs: number
}

export interface DayOutcome {
  readonly orders: number
  readonly delivered: readonly Delivered[]
  readonly courierWaitMs: number
  readonly driveMs: number
  /** Orders that went together with another. */
  readonly bundled: number
  readonly solveMs: readonly number[]
  readonly greedyTicks: number
}

export const straight: Travel = {
  seconds: (fromX, fromY, toX, toY, speedMS) => Math.sqrt((fromX - toX) ** 2 + (fromY - toY) ** 2) / speedMS,
}

class Rider {
  readonly slot: number
  readonly shift: Shift
  xM: number
  yM: number
  freeAtMs: number
  /** When each of its orders is done. */
  doneMs: number[] = []

  constructor(slot: number, shift: Shift) {
    this.slot = slot
    this.shift = shift
    this.xM = shift.xM
    this.yM = shift.yM
    this.freeAtMs = shift.fromMs
  }

  /** Whether it may begin something more, before its shift is over. */
  isOn(nowMs: number): boolean {
    return nowMs >= this.shift.fromMs && Math.max(nowMs, this.freeAtMs) < this.shift.toMs
  }

  seen(nowMs: number, speedMS: number): FreeCourier {
    this.doneMs = this.doneMs.filter((done) => done > nowMs)
    const { slot, xM, yM, freeAtMs, doneMs } = this
    const idleSinceMs = freeAtMs
    return { slot, xM, yM, freeAtMs, load: doneMs.length, maxLoad: MAX_LOAD, speedMS, acceptance: 1, idleSinceMs }
  }
}

const openOrder = ({ id, placedMs, readyMs, restaurant, door }: DayOrder): OpenOrder => ({
  id,
  placedMs,
  readyMs,
  pickup: restaurant,
  drop: door,
  promisedMs: placedMs + TARGET_MS,
  rounds: 0,
  excluded: EMPTY,
})

export interface DayRun {
  readonly policy: PolicyName
  readonly dispatcher: Dispatcher
  /** Those of the dispatcher. */
  readonly settings: DispatchSettings
  /** An order that nobody was sent for so long after the click is given up. */
  readonly patienceMs: number
  /** Milliseconds, to time decisions. */
  readonly clock?: () => number
}

export const runDay = (day: Day, run: DayRun): DayOutcome => {
  const { policy, dispatcher, settings, patienceMs, clock = () => 0 } = run
  const riders = day.shifts.map((shift, slot) => new Rider(slot, shift))
  const byId = new Map<string, DayOrder>(day.orders.map((order) => [order.id, order]))
  const open = new Map<string, OpenOrder>()
  const sum = { courierWaitMs: 0, driveMs: 0, bundled: 0, greedyTicks: 0 }
  const delivered: Delivered[] = []
  const solveMs: number[] = []

  const carryOut = (nowMs: number, pair: Pair): void => {
    const rider = riders[pair.slot]!
    const orders = pair.orders.map((id) => byId.get(id)!)
    const msOf = (from: { xM: number; yM: number }, to: { xM: number; yM: number }): number =>
      straight.seconds(from.xM, from.yM, to.xM, to.yM, settings.usualSpeedMS) * 1000
    let at: { xM: number; yM: number } = rider
    let timeMs = Math.max(nowMs, rider.freeAtMs)
    const go = (to: { xM: number; yM: number }): void => {
      const wayMs = msOf(at, to)
      sum.driveMs += wayMs
      timeMs += wayMs
      at = to
    }
    const upMs = new Map<string, number>()
    // Who is ready first is picked up first, as trips have it.
    for (const order of [...orders].sort((a, b) => a.readyMs - b.readyMs || (a.id < b.id ? -1 : 1))) {
      const isHere = isSame(at, order.restaurant) && upMs.size > 0
      if (isHere) timeMs -= settings.pickupServiceMs
      go(order.restaurant)
      const waitMs = Math.max(0, order.readyMs - timeMs)
      sum.courierWaitMs += waitMs
      timeMs += waitMs
      upMs.set(order.id, timeMs)
      timeMs += settings.pickupServiceMs
    }
    for (const order of orders) {
      go(order.door)
      delivered.push({
        id: order.id,
        clickToDoorMs: timeMs - order.placedMs,
        readyToPickupMs: upMs.get(order.id)! - order.readyMs,
      })
      timeMs += settings.dropServiceMs
      rider.doneMs.push(timeMs)
      open.delete(order.id)
    }
    rider.xM = at.xM
    rider.yM = at.yM
    rider.freeAtMs = timeMs
    if (orders.length > 1) sum.bundled += orders.length
  }

  let next = 0
  for (let nowMs = day.orders[0]?.placedMs ?? END_MS; nowMs < END_MS; nowMs += settings.tickMs) {
    for (; next < day.orders.length && day.orders[next]!.placedMs <= nowMs; next++)
      open.set(day.orders[next]!.id, openOrder(day.orders[next]!))
    for (const [id, { placedMs }] of open) if (nowMs - placedMs > patienceMs) open.delete(id)
    if (open.size === 0) {
      if (next === day.orders.length) break
      continue
    }
    const on = riders.filter((rider) => rider.isOn(nowMs)).map((rider) => rider.seen(nowMs, settings.usualSpeedMS))
    if (on.length === 0) continue
    const bySlot = new Map(on.map((courier) => [courier.slot, courier]))
    const beganMs = clock()
    const scene = {
      nowMs,
      orders: [...open.values()],
      near: new NearList(on.filter(({ freeAtMs }) => freeAtMs <= nowMs)),
      courier: (slot: number) => bySlot.get(slot)!,
      soonFree: on.filter(({ freeAtMs, load }) => freeAtMs > nowMs && load < MAX_LOAD),
      travel: straight,
    }
    const decided = dispatcher.decide(policy, scene)
    solveMs.push(clock() - beganMs)
    if (policy === 'batched' && decided.how === 'greedy') sum.greedyTicks++
    for (const pair of decided.pairs) carryOut(nowMs, pair)
  }
  return { orders: day.orders.length, delivered, solveMs, ...sum }
}
