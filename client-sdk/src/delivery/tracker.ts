/** One order as its customer, or whoever has its link, follows it. */
import { isOver } from '../../../shared/delivery/orders.ts'
import { readPosition } from '../../../shared/delivery/output-codec.ts'
import type { Position } from '../../../shared/delivery/output-codec.ts'
import type { Eta, OrderView, Place, RegionInfo } from '../../../shared/delivery/types.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { Bell } from '../bell.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import { Motion } from './motion.ts'
import type { RegionSeat } from './region-seat.ts'
import type { OrderTracker, Sight, TrackerEvent } from './types.ts'

/** Of a courier that moves something comes every two seconds at least. */
const SILENT_MS = 15_000
const MOVES_CM_S = 100

export class Tracker implements OrderTracker {
  readonly id: string
  readonly #region: RegionSeat
  readonly #bell = new Bell<TrackerEvent>()
  readonly #motion = new Motion()
  readonly #offs: readonly Off[]
  readonly #closed: () => void
  #seen: Position | null = null
  #heardMs = 0
  #eta: Eta | null = null

  /** `positions`: of the orders of this region; `closed`: what else ends with it. */
  constructor(region: RegionSeat, id: string, positions: Positions, closed: () => void) {
    this.id = id
    this.#region = region
    this.#closed = closed
    this.#ordered()
    this.#offs = [
      positions.listen(id, (bytes) => this.#moved(bytes)),
      region.ordered.add((changed) => {
        if (changed !== undefined && changed !== id) return
        if (changed === undefined) this.#refresh()
        this.#ordered()
      }),
      region.onRegion('status', () => this.#bell.ring('status')),
      region.onRegion('gone', () => this.#bell.ring('gone')),
    ]
    if (this.order === null) this.#refresh()
  }

  get order(): OrderView | null {
    return this.#region.orders.get(this.id) ?? null
  }
  get region(): RegionInfo | null {
    return this.#region.region
  }
  get status(): RoomStatus {
    return this.#region.status
  }
  get retrying(): number | null {
    return this.#region.retrying
  }
  get gone(): ErrorCode | undefined {
    return this.#region.gone
  }
  get eta(): Eta | null {
    const { order } = this
    return order !== null && isOver(order.state) ? null : this.#eta
  }

  now(): number {
    return this.#region.now()
  }
  on(event: TrackerEvent, run: () => void): Off {
    return this.#bell.on(event, run)
  }
  follow(route: readonly Place[] | null): void {
    this.#motion.follow(route)
  }

  sight(): Sight | null {
    const seen = this.#seen
    if (seen === null) return null
    const nowMs = this.now()
    const ageMs = Math.max(0, nowMs - seen.t)
    const silent = nowMs - this.#heardMs > SILENT_MS && seen.speedCmS > MOVES_CM_S
    const rest = { coarse: seen.coarse, weak: seen.weak, stale: silent || this.status !== 'live', ageMs }
    const drawn = seen.coarse ? undefined : this.#motion.at(nowMs)
    if (drawn !== undefined) return { ...drawn, ...rest }
    const { latE7, lonE7 } = seen
    return { latE7, lonE7, headingDeg: null, speedMS: 0, alongM: null, ...rest }
  }

  async cancel(reason?: string): Promise<void> {
    await this.#region.command('cancel', { order: this.id, ...(reason !== undefined && { reason }) })
  }
  async share(): Promise<string> {
    return (await this.#region.command('share', { order: this.id })).link
  }
  async unshare(): Promise<void> {
    await this.#region.command('unshare', { order: this.id })
  }
  async rate(of: 'restaurant' | 'courier', stars: number, tags?: readonly string[]): Promise<void> {
    await this.#region.command('rate', { order: this.id, of, stars, ...(tags !== undefined && { tags: [...tags] }) })
  }

  photoUrl(hash: string): Promise<string> {
    return this.#region.photoUrl(hash)
  }

  close(): void {
    for (const off of this.#offs) off()
    this.#closed()
  }

  #ordered(): void {
    const { order } = this
    if (order !== null && order.eta !== null) this.#eta = order.eta
    this.#bell.ring('order')
  }

  /** It ended before this seat was taken, or while there was no connection. */
  #refresh(): void {
    if (this.order !== null || this.#region.state.role !== 'customer') return
    this.#region.query('order', { id: this.id }).then(
      (order) => this.#region.learn([order]),
      () => this.#bell.ring('order'),
    )
  }

  #moved(bytes: Uint8Array | null): void {
    const nowMs = this.now()
    if (bytes === null) {
      this.#seen = null
      this.#motion.clear()
      return this.#bell.ring('position')
    }
    const position = readPosition(bytes, nowMs)
    if (position.coarse || this.#seen?.coarse === true) this.#motion.clear()
    if (!position.coarse) this.#motion.push(position, nowMs)
    this.#seen = position
    this.#heardMs = nowMs
    const { t, eta } = position
    if (eta !== null) this.#eta = { from: t + eta.fromS * 1_000, to: t + eta.toS * 1_000 }
    this.#bell.ring('position')
  }
}

/** The courier's positions of all orders of a seat: kept, since they may come before anybody tracks the order. */
export class Positions {
  readonly #last = new Map<string, Uint8Array>()
  readonly #runs = new Map<string, Set<(bytes: Uint8Array | null) => void>>()

  constructor(region: RegionSeat) {
    region.on('position', (bytes: Uint8Array | null, { key }) => {
      const id = String(key)
      if (bytes === null) this.#last.delete(id)
      else this.#last.set(id, bytes.slice())
      for (const run of this.#runs.get(id) ?? []) run(bytes)
    })
  }

  listen(id: string, run: (bytes: Uint8Array | null) => void): Off {
    let runs = this.#runs.get(id)
    if (runs === undefined) this.#runs.set(id, (runs = new Set()))
    runs.add(run)
    const last = this.#last.get(id)
    if (last !== undefined) run(last)
    return () => runs.delete(run)
  }
}
