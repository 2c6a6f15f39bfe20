/** The region's couriers: who they are, what they do and carry, and what of that outlives their connection and the host. */
import { BOARD_SIMULATED, BOARD_STATUS, BOARD_WEAK } from '../../../shared/delivery/output-codec.ts'
import type { BoardStatus } from '../../../shared/delivery/output-codec.ts'
import { DELIVERY, VEHICLES } from '../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import type { CourierRow, CourierStatus, CourierView } from '../../../shared/delivery/types.ts'
import type { Desk } from './desk.ts'
import type { CourierRecord } from './rows.ts'

/** Whoever has answered few offers is believed to take most of them: so many yeses of so many are given on top. */
const PRIOR_YES = 8
const PRIOR_ASKED = 10
/** What was answered long ago counts less: each answer takes this much off the ones before. */
const DECAY = 0.98

export type CourierState = 'offline' | 'online' | 'paused'

/** An order that a courier has taken, and how far it is with it. */
export interface Job {
  readonly order: string
  stage: 'toPickup' | 'atPickup' | 'carrying'
}

export interface Courier {
  readonly id: string
  name: string
  slot: number
  vehicle: Vehicle
  maxLoad: number
  state: CourierState
  readonly jobs: Job[]
  /** The id of what is offered to it; null: nothing. */
  offer: string | null
  earned: number
  stars: number
  ratings: number
  yes: number
  asked: number
  /** Unix ms. */
  idleSinceMs: number
  /** Unix ms; when it asked for something last, or was given something; its fixes stand in the field. */
  askedMs: number
  weak: boolean
  readonly simulated: boolean
  /** The gateway that speaks for it; undefined: itself. */
  readonly feeder: string | undefined
  /** Unix ms; when it was kept last. */
  keptMs: number
  /** Unix ms; when it came, or its last window went: its silence counts from then at the earliest. */
  awayMs: number
}

export class Fleet {
  readonly #desk: Desk
  readonly #byId = new Map<string, Courier>()
  readonly #bySlot: (Courier | undefined)[] = []
  /** Where it is, where that is known. */
  placeOf: (slot: number) => { readonly latE7: number; readonly lonE7: number } | null = () => null

  /** Stars that it was given, whoever remembers them. */
  sumOf: (courier: string) => { readonly stars: number; readonly count: number } = () => ({ stars: 0, count: 0 })

  constructor(desk: Desk) {
    this.#desk = desk
  }

  all(): Iterable<Courier> {
    return this.#byId.values()
  }

  get(id: string): Courier | undefined {
    return this.#byId.get(id)
  }

  at(slot: number): Courier | undefined {
    return this.#bySlot[slot]
  }

  /** Who has no slot yet has -1. */
  add(courier: Courier): Courier {
    const { stars, count } = this.sumOf(courier.id)
    courier.stars = stars
    courier.ratings = count
    this.#byId.set(courier.id, courier)
    return courier
  }

  seat(courier: Courier, slot: number): void {
    courier.slot = slot
    this.#bySlot[slot] = courier
  }

  unseat(courier: Courier): void {
    if (courier.slot >= 0) this.#bySlot[courier.slot] = undefined
    courier.slot = -1
  }

  /** It was simulated, or a feeder's, and is no more: nothing of it is kept. */
  forget(courier: Courier): void {
    this.unseat(courier)
    this.#byId.delete(courier.id)
  }

  /** How many do what. */
  census() {
    const counts = { online: 0, idle: 0, busy: 0, weak: 0, simulated: 0 }
    for (const courier of this.#byId.values()) {
      const status = statusOf(courier)
      if (status === 'offline') continue
      counts.online++
      if (status === 'idle') counts.idle++
      if (status === 'busy') counts.busy++
      if (courier.weak) counts.weak++
      if (courier.simulated) counts.simulated++
    }
    return counts
  }

  /** The byte that boards show of it. */
  status(slot: number): number {
    const courier = this.#bySlot[slot]
    if (courier === undefined) return 0
    return BOARD_STATUS[doing(courier)] | (courier.weak ? BOARD_WEAK : 0) | (courier.simulated ? BOARD_SIMULATED : 0)
  }

  /** What is not simulated and no gateway's is kept. */
  keep(courier: Courier): void {
    if (courier.simulated || courier.feeder !== undefined) return
    const { ctx } = this.#desk
    const place = this.placeOf(courier.slot)
    courier.keptMs = ctx.wall()
    ctx.record('courier', {
      room: ctx.id,
      courier: courier.id,
      name: courier.name,
      vehicle: courier.vehicle,
      max_load: courier.maxLoad,
      state: courier.state,
      lat_e7: place?.latE7 ?? null,
      lon_e7: place?.lonE7 ?? null,
      seen_at: courier.keptMs,
      earned: courier.earned,
      stars: courier.stars,
      ratings: courier.ratings,
      yes: courier.yes,
      asked: courier.asked,
    })
  }

  /** It is told what it is; settled, so never before it is kept. */
  tell(courier: Courier): void {
    const seats = this.#desk.people.couriers(courier.id)
    if (seats.size > 0) this.#desk.ctx.send(seats, 'courier', viewOf(courier))
  }
}

export const newCourier = (
  id: string,
  name: string,
  vehicle: Vehicle,
  maxLoad: number,
  nowMs: number,
  kind: { readonly simulated?: boolean; readonly feeder?: string } = {},
): Courier => ({
  id,
  name,
  slot: -1,
  vehicle,
  maxLoad,
  state: 'offline',
  jobs: [],
  offer: null,
  earned: 0,
  stars: 0,
  ratings: 0,
  yes: 0,
  asked: 0,
  idleSinceMs: nowMs,
  askedMs: nowMs,
  weak: false,
  simulated: kind.simulated ?? false,
  feeder: kind.feeder,
  keptMs: 0,
  awayMs: nowMs,
})

/** `heard_at`: of its last fix that is kept. */
export const courierOf = (row: CourierRecord & { readonly heard_at: number | null }): Courier => ({
  ...newCourier(row.courier, row.name, vehicleOf(row.vehicle), Math.min(row.max_load, DELIVERY.loadMax), row.seen_at),
  // Written by this kind alone.
  state: row.state as CourierState,
  earned: row.earned,
  stars: row.stars,
  ratings: row.ratings,
  yes: row.yes,
  asked: row.asked,
  keptMs: row.seen_at,
  awayMs: Math.max(row.seen_at, row.heard_at ?? 0),
})

/** In (0, 1): how likely it takes what it is offered. */
export const acceptanceOf = ({ yes, asked }: Courier): number => (yes + PRIOR_YES) / (asked + PRIOR_ASKED)

/** It has answered an offer, or let one pass that it had seen. */
export const answered = (courier: Courier, yes: boolean): void => {
  courier.yes = courier.yes * DECAY + (yes ? 1 : 0)
  courier.asked = courier.asked * DECAY + 1
}

export const ratingOf = ({ stars, ratings }: Courier): number | null =>
  ratings === 0 ? null : Math.round((stars / ratings) * 10) / 10

export const statusOf = ({ state, jobs }: Courier): CourierStatus =>
  jobs.length > 0 ? 'busy' : state === 'online' ? 'idle' : state

export const viewOf = (courier: Courier): CourierView => ({
  status: statusOf(courier),
  vehicle: courier.vehicle,
  maxLoad: courier.maxLoad,
  jobs: courier.jobs.map(({ order }) => order),
  earned: courier.earned,
  rating: { mean: ratingOf(courier), count: courier.ratings },
})

export const rowOf = (courier: Courier): CourierRow => ({
  id: courier.id,
  name: courier.name,
  vehicle: courier.vehicle,
  status: statusOf(courier),
  jobs: courier.jobs.map(({ order }) => order),
})

const doing = ({ state, jobs, offer }: Courier): BoardStatus => {
  if (jobs.some(({ stage }) => stage === 'carrying')) return 'carrying'
  if (jobs.length > 0) return jobs.some(({ stage }) => stage === 'atPickup') ? 'atPickup' : 'toPickup'
  return offer !== null ? 'offered' : state === 'paused' ? 'paused' : 'idle'
}

const vehicleOf = (name: string): Vehicle => VEHICLES.find((one) => one === name) ?? 'scooter'
