/** Who is asked of which order: every three seconds a decision, offers that are made, answered and over, and what dispatchers do by hand. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { isAssignable } from '../../../shared/delivery/orders.ts'
import { DELIVERY, PACE } from '../../../shared/delivery/rules.ts'
import type { Candidate } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Choices } from './choices.ts'
import type { Desk } from './desk.ts'
import { Dispatcher } from './dispatch/dispatcher.ts'
import type { Begun } from './dispatch/dispatcher.ts'
import { DISPATCH } from './dispatch/settings.ts'
import type { DispatchSettings } from './dispatch/settings.ts'
import type { Decided, FreeCourier, OpenOrder, Travel } from './dispatch/types.ts'
import type { Field } from './field.ts'
import type { Figures } from './figures.ts'
import { acceptanceOf } from './fleet.ts'
import type { Courier, Fleet } from './fleet.ts'
import type { Jobs } from './jobs.ts'
import type { Offering } from './offering.ts'
import type { Order, Orders } from './orders/orders.ts'

type On = Room<DeliveryContract>['on']

const { offerMs, dispatchMs } = DELIVERY

/** Bytes of a decision that is kept to be decided again; a thousand orders have some 100,000. */
const ENTRY_MAX = 500_000

export interface DispatchingParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly jobs: Jobs
  readonly figures: Figures
  readonly choices: Choices
  readonly travel: Travel
  /** How much faster than life everything goes; above 1 in a simulation alone. */
  readonly pace: () => number
}

export class Dispatching {
  readonly on: Pick<On, 'assign' | 'unassign' | 'policy' | 'why'>
  readonly #parts: DispatchingParts
  readonly #offering: Offering
  #dispatcher = new Dispatcher({ settings: settingsAt(1) })
  #pace = 1
  /** A decision that is being matched on another thread. */
  #begun: Begun | undefined
  /** By the stopwatch. */
  #since = NaN

  constructor(parts: DispatchingParts, offering: Offering) {
    this.#parts = parts
    this.#offering = offering
    const { desk, book, fleet, figures } = parts
    this.on = {
      assign: (from, { order: id, courier: courierId }) => {
        desk.allow(from, 'dispatcher')
        this.#assign(book.must(id), courierId, from.user.id)
      },
      unassign: (from, { order: id }) => {
        desk.allow(from, 'dispatcher')
        const order = book.must(id)
        const courier = order.courier === null ? undefined : fleet.get(order.courier)
        if (courier === undefined) throw new TuttiError('conflict', 'nobody is on its way')
        parts.jobs.drop(order, courier, { actor: 'dispatcher', id: from.user.id })
      },
      policy: (from, { dispatch }) => {
        desk.allow(from, 'dispatcher')
        figures.choose(dispatch, desk.wall())
        parts.choices.choose({ policy: dispatch })
      },
      why: (from, { order }) => {
        desk.allow(from, 'dispatcher')
        desk.ctx.reply({ candidates: this.#candidates(order), policy: figures.policy })
      },
    }
  }

  /** Every three seconds. */
  tick(): void {
    if (this.#begun !== undefined) return
    this.#keepPace()
    const { desk, fleet, field, figures, travel } = this.#parts
    const orders = this.#open()
    if (orders.length === 0) return figures.dispatched(0, field().free.size, 0)
    const nowMs = desk.wall()
    this.#since = figures.gauges.decides()
    const begun = this.#dispatcher.begin(figures.policy, {
      nowMs,
      orders,
      near: field().free,
      courier: (slot) => this.#free(fleet.at(slot)!, nowMs),
      soonFree: figures.policy === 'nearest' ? [] : this.#soonFree(nowMs),
      travel,
    })
    if (begun.task === undefined) return this.#conclude(this.#dispatcher.finish(begun), orders.length)
    this.#begun = begun
    desk.ctx.job('assign', begun.task)
  }

  /** The job is done; undefined: it was not, and the cheapest pairs go first. */
  matched(match: Int32Array | undefined): void {
    const begun = this.#begun
    this.#begun = undefined
    if (begun !== undefined) this.#conclude(this.#dispatcher.finish(begun, match), begun.draft.trips.length)
  }

  /** What it goes by is other where time is. */
  #keepPace(): void {
    const pace = this.#parts.pace()
    if (pace === this.#pace) return
    this.#pace = pace
    this.#dispatcher = new Dispatcher({ settings: settingsAt(pace) })
  }

  #conclude({ pairs, policy }: Decided, orders: number): void {
    const { desk } = this.#parts
    const entry = this.#dispatcher.log.at(-1)
    if (pairs.length > 0 && entry !== undefined && entry.length <= ENTRY_MAX)
      desk.ctx.record('decided', {
        room: desk.ctx.id,
        id: desk.ctx.newId(),
        at: desk.wall(),
        policy,
        orders,
        body: entry,
      })
    let made = 0
    for (const pair of pairs) if (this.#offering.make(pair, (order) => this.#candidates(order))) made++
    const { figures, field } = this.#parts
    figures.gauges.decided(this.#since)
    figures.dispatched(orders, field().free.size, made)
  }

  #assign(order: Order, courierId: string, byId: string): void {
    const { fleet, jobs } = this.#parts
    const courier = fleet.get(courierId)
    if (courier === undefined || courier.state === 'offline')
      throw new TuttiError('conflict', 'this courier is not online')
    if (!isAssignable(order.state)) throw new TuttiError('illegal_transition', `it is ${order.state}`)
    if (order.courier !== null) throw new TuttiError('conflict', 'somebody is on the way: take it away first')
    jobs.mayTake(courier, 1)
    this.#offering.orderGone(order)
    jobs.take(order, courier, undefined, { actor: 'dispatcher', id: byId })
    fleet.keep(courier)
  }

  #open(): OpenOrder[] {
    const nowMs = this.#parts.desk.wall()
    const open: OpenOrder[] = []
    for (const order of this.#parts.book.all()) {
      if (order.assignment !== 'unassigned' || !isAssignable(order.state)) continue
      const excluded = new Set<number>()
      for (const [courier, untilMs] of order.excluded) {
        const slot = this.#parts.fleet.get(courier)?.slot ?? -1
        if (untilMs < nowMs) order.excluded.delete(courier)
        else if (slot >= 0) excluded.add(slot)
      }
      const { id, placedMs, readyMs, promisedMs, rounds, pickup, door } = order
      open.push({ id, placedMs, readyMs, promisedMs, rounds, pickup, drop: door, excluded })
    }
    return open
  }

  #free(courier: Courier, nowMs: number): FreeCourier {
    const field = this.#parts.field()
    const { slot, maxLoad, idleSinceMs, jobs, vehicle } = courier
    const here = { xM: field.x(slot), yM: field.y(slot), freeAtMs: nowMs }
    const speedMS = PACE[vehicle].usual * this.#pace
    return { slot, ...here, load: jobs.length, maxLoad, speedMS, acceptance: acceptanceOf(courier), idleSinceMs }
  }

  /** Those who carry something and may take more: at the last of their doors, once they are there. */
  #soonFree(nowMs: number): FreeCourier[] {
    const { book, fleet, travel } = this.#parts
    const soon: FreeCourier[] = []
    for (const courier of fleet.all()) {
      if (courier.slot < 0 || courier.state !== 'online' || courier.weak || courier.offer !== null) continue
      if (courier.jobs.length === 0 || courier.jobs.length >= courier.maxLoad) continue
      const free = this.#free(courier, nowMs)
      let { xM, yM, freeAtMs } = free
      for (const { order: id, stage } of courier.jobs) {
        const order = book.get(id)
        if (order === undefined) continue
        const way = stage === 'carrying' ? [order.door] : [order.pickup, order.door]
        for (const next of way) {
          freeAtMs +=
            travel.seconds(xM, yM, next.xM, next.yM, free.speedMS) * 1_000 + DISPATCH.dropServiceMs / 2 / this.#pace
          ;({ xM, yM } = next)
        }
      }
      soon.push({ ...free, xM, yM, freeAtMs: Math.round(freeAtMs) })
    }
    return soon.toSorted((a, b) => a.slot - b.slot)
  }

  #candidates(order: string): Candidate[] {
    const { fleet, field } = this.#parts
    return this.#dispatcher
      .weighed(order)
      .slice(0, DELIVERY.candidatesMax)
      .flatMap(({ slot, totalS, parts, chosen }) => {
        const courier = fleet.at(slot)
        const place = field().placeOf(slot)
        if (courier === undefined || place === null) return []
        return [{ courier: courier.id, place, total: totalS, parts, chosen }]
      })
  }
}

const settingsAt = (pace: number): DispatchSettings => ({
  ...DISPATCH,
  offerMs,
  tickMs: dispatchMs,
  slackMs: DISPATCH.slackMs / pace,
  laterMs: DISPATCH.laterMs / pace,
  pickupServiceMs: DISPATCH.pickupServiceMs / pace,
  dropServiceMs: DISPATCH.dropServiceMs / pace,
  usualSpeedMS: DISPATCH.usualSpeedMS * pace,
  bundleDetourMs: DISPATCH.bundleDetourMs / pace,
})
