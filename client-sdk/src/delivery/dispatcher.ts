/** A dispatcher's side of a region: the board, the orders, and what is decided about them. */
import { mergeTrack } from '../../../shared/delivery/track-chunk.ts'
import type { DecidedAgain, Visit } from '../../../shared/delivery/past-types.ts'
import { TrackReplay } from '../../../shared/delivery/track-replay.ts'
import type {
  Box,
  CourierRow,
  Decision,
  DispatchPolicy,
  Figures,
  NearCourier,
  OrderView,
  Place,
  RegionInfo,
  SurgeCell,
  Zone,
} from '../../../shared/delivery/types.ts'
import type { FindBody, NearBy, RestaurantBody, RulesBody, Why } from './asking.ts'
import { Board } from './board.ts'
import type { Pages } from './desk-types.ts'
import type { BoardCount, BoardCouriers, Dispatch, DispatchEvent } from './dispatch-types.ts'
import { newestFirst } from './order-lists.ts'
import { Pager } from './pages.ts'
import { Part } from './part.ts'
import type { RegionSeat } from './region-seat.ts'

/** Some 200 chunks a page, a chunk for each minute: two days of one courier. */
const PAGES_MAX = 16

export class Dispatcher extends Part<DispatchEvent> implements Dispatch {
  figures: Figures | null
  surge: readonly SurgeCell[] = []
  zones: readonly Zone[] = []
  readonly #board: Board
  #orders: readonly OrderView[] | undefined

  constructor(seat: RegionSeat) {
    super(seat)
    this.figures = seat.state.figures
    this.#board = new Board(seat, () => this.ring('board'))
    seat.on('figures', (figures: Figures) => {
      this.figures = figures
      this.ring('figures')
    })
    seat.on('surge', (surge: readonly SurgeCell[]) => {
      this.surge = surge
      this.ring('surge')
    })
    this.until(
      seat.ordered.add(() => {
        this.#orders = undefined
        this.ring('orders')
      }),
      seat.joined.add(({ figures }) => {
        if (figures !== null) this.figures = figures
        this.#board.again()
        this.#readZones()
      }),
      () => this.#board.close(),
    )
    this.#readZones()
  }

  get orders(): readonly OrderView[] {
    return (this.#orders ??= newestFirst(this.seat.orders.values()))
  }
  get level(): 0 | 1 {
    return this.#board.level
  }
  get couriers(): BoardCouriers {
    return this.#board.couriers
  }
  get counts(): readonly BoardCount[] {
    return [...this.#board.counts.values()]
  }
  get cells(): readonly number[] {
    return this.#board.cells
  }

  look(box: Box | null): void {
    this.#board.look(box)
  }
  frame(): boolean {
    return this.#board.frame()
  }
  takeNews(): number[] {
    return this.#board.takeNews()
  }
  rowOf(slot: number): number {
    return this.#board.couriers.rowOf(slot)
  }
  nearest(latE7: number, lonE7: number, mostM: number): number {
    return this.#board.nearest(latE7, lonE7, mostM)
  }

  why(order: string): Promise<Why> {
    return this.command('why', { order })
  }
  async policy(dispatch: DispatchPolicy): Promise<void> {
    await this.command('policy', { dispatch })
  }
  async assign(order: string, courier: string): Promise<void> {
    await this.command('assign', { order, courier })
  }
  async unassign(order: string): Promise<void> {
    await this.command('unassign', { order })
  }
  async cancel(order: string, reason?: string): Promise<void> {
    await this.command('cancel', { order, ...(reason !== undefined && { reason }) })
  }
  async refund(order: string, reason: string, amount?: number): Promise<number> {
    return (await this.command('refund', { order, reason, ...(amount !== undefined && { amount }) })).refunded
  }
  async simulate(couriers: number, pace?: number): Promise<void> {
    await this.command('simulate', { couriers, ...(pace !== undefined && { pace }) })
  }
  settle(rules: RulesBody): Promise<RegionInfo> {
    return this.command('settle', rules)
  }
  async putZone({ id, name, use, corners }: Zone): Promise<void> {
    await this.command('zone', { id, name, use, corners: [...corners] })
    await this.#zones()
  }
  async removeZone(id: string): Promise<void> {
    await this.command('unzone', { id })
    await this.#zones()
  }
  async putRestaurant(restaurant: RestaurantBody): Promise<void> {
    await this.command('restaurantPut', restaurant)
  }

  async couriersNear({ latE7, lonE7 }: Place, by: NearBy = {}): Promise<readonly NearCourier[]> {
    return (await this.command('nearest', { place: { latE7, lonE7 }, ...by })).couriers
  }
  async forget(courier: string): Promise<void> {
    await this.command('forget', { courier })
  }
  couriersPages(sinceMs?: number): Promise<Pages<CourierRow>> {
    return Pager.open(async (after) => {
      const body = {
        ...(sinceMs !== undefined && { sinceMs: Math.floor(sinceMs) }),
        ...(after !== undefined && { after }),
      }
      const { couriers, next } = await this.query('couriers', body)
      return { rows: couriers, next }
    })
  }
  decisions(order?: string): Promise<Pages<Decision>> {
    return Pager.open(async (after) => {
      const body = { ...(order !== undefined && { order }), ...(after !== undefined && { after }) }
      const { decisions, next } = await this.query('decisions', body)
      return { rows: decisions, next }
    })
  }
  redecide(): Promise<Pages<DecidedAgain>> {
    return Pager.open(async (after) => {
      const { decisions, next } = await this.query('redecide', after === undefined ? {} : { after })
      return { rows: decisions, next }
    })
  }
  async decidedAgain({ id, order }: Decision): Promise<DecidedAgain | null> {
    // Ids grow with time: a round is kept right before what it decided.
    const { decisions } = await this.query('redecide', { after: id, limit: 1 })
    return decisions.find(({ asked }) => asked.some((orders) => orders.includes(order))) ?? null
  }
  async visits(order: string): Promise<readonly Visit[]> {
    return (await this.query('visits', { order })).visits
  }

  find(by: FindBody): Promise<Pages<OrderView>> {
    return Pager.open(async (after) => {
      const { orders, next } = await this.query('find', after === undefined ? by : { ...by, after })
      return { rows: orders, next }
    })
  }

  async replay({ courier, order, fromMs, toMs }: Parameters<Dispatch['replay']>[0]): Promise<TrackReplay | null> {
    const of = { ...(courier !== undefined && { courier }), ...(order !== undefined && { order }) }
    const chunks: Uint8Array[] = []
    let from = fromMs
    for (let page = 0; page < PAGES_MAX; page++) {
      const span = { ...(from !== undefined && { fromMs: from }), ...(toMs !== undefined && { toMs }) }
      const answer = await this.query('track', { ...of, ...span })
      for (const { chunk } of answer.chunks) chunks.push(chunk)
      if (answer.next === null || answer.next <= (from ?? 0)) break
      from = answer.next
    }
    const track = mergeTrack(chunks)
    return track.count === 0 ? null : new TrackReplay(track)
  }

  #readZones(): void {
    this.#zones().catch(() => {})
  }

  async #zones(): Promise<void> {
    this.zones = await this.query('zones', {})
    this.ring('zones')
  }
}
