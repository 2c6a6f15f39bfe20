/** The board of a region's dispatchers. */
import type { DecidedAgain, Visit } from '../../../shared/delivery/past-types.ts'
import type { TrackReplay } from '../../../shared/delivery/track-replay.ts'
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
import type { Off } from '../listeners.ts'
import type { CreateBody, FindBody, NearBy, RestaurantBody, RulesBody, Why } from './asking.ts'
import type { Pages } from './desk-types.ts'
import type { RegionEvent, RegionPart } from './types.ts'

export type DispatchEvent = RegionEvent | 'board' | 'orders' | 'figures' | 'surge' | 'zones'

/**
 * Couriers of the viewport as columns: rows 0 up to `count`, in no order; a row is another courier's after the next
 * frame(). Coordinates are 1e-7 degrees and glide from fix to fix.
 */
export interface BoardCouriers {
  readonly count: number
  readonly slots: Int32Array
  readonly latsE7: Float64Array
  readonly lonsE7: Float64Array
  /** Where each was seen last, for who draws its way there; its longitude may lie beyond ±180°. */
  readonly seenLatsE7: Float64Array
  readonly seenLonsE7: Float64Array
  /** Degrees clockwise from north. */
  readonly headingsDeg: Float32Array
  /** BOARD_STATUS. */
  readonly statuses: Uint8Array
  /** 1: nothing was heard of it for a while. */
  readonly weak: Uint8Array
  readonly simulated: Uint8Array
}

/** A cell of 4 km, where the viewport is too large for couriers one by one. */
export interface BoardCount {
  readonly key: number
  readonly box: Box
  readonly online: number
  readonly idle: number
  readonly busy: number
}

export interface DispatchOptions {
  readonly name?: string | undefined
  /** Makes the region, where there is none; whoever makes it is its dispatcher. */
  readonly create?: CreateBody | undefined
}

export interface Dispatch extends RegionPart {
  /** All open orders, and those of the last quarter of an hour; newest first. */
  readonly orders: readonly OrderView[]
  readonly figures: Figures | null
  readonly surge: readonly SurgeCell[]
  readonly zones: readonly Zone[]
  /** 0: `couriers` are shown one by one; 1: `counts` are. */
  readonly level: 0 | 1
  readonly couriers: BoardCouriers
  readonly counts: readonly BoardCount[]
  /** Keys of the cells that are subscribed to: cellKey() of shared/delivery/output-codec.ts. */
  readonly cells: readonly number[]
  on(event: DispatchEvent, run: () => void): Off
  /** Shows this part of the map from now on; null: none. Call it as often as the map moves: the last one counts. */
  look(box: Box | null): void
  /** Once an animation frame: moves `couriers`. False: nothing moved since the last one. */
  frame(): boolean
  /**
   * Unix ms of the oldest fix in each cell that was told since the last call: now() less these, in the frame in which they
   * are drawn, is how long it takes from a fix to the screen. At most 2,048.
   */
  takeNews(): number[]
  /** Row of a courier in `couriers`; −1: it is not in view. */
  rowOf(slot: number): number
  /** The courier nearest to a place of the view, within so many metres; its slot, or −1. */
  nearest(latE7: number, lonE7: number, mostM: number): number
  why(order: string): Promise<Why>
  policy(dispatch: DispatchPolicy): Promise<void>
  assign(order: string, courier: string): Promise<void>
  unassign(order: string): Promise<void>
  cancel(order: string, reason?: string): Promise<void>
  /** What is given back; `amount` absent: all that is left. */
  refund(order: string, reason: string, amount?: number): Promise<number>
  simulate(couriers: number, pace?: number): Promise<void>
  settle(rules: RulesBody): Promise<RegionInfo>
  putZone(zone: Zone): Promise<void>
  removeZone(id: string): Promise<void>
  putRestaurant(restaurant: RestaurantBody): Promise<void>
  /** Those nearest to a place, wherever the board looks; the nearest first. */
  couriersNear(place: Place, by?: NearBy): Promise<readonly NearCourier[]>
  /** It asked to be: its tracks and what is kept of it go. `conflict` while it is on the road. */
  forget(courier: string): Promise<void>
  /** `sinceMs`: those who were on the road at some time since then. */
  couriersPages(sinceMs?: number): Promise<Pages<CourierRow>>
  /** Newest first. */
  decisions(order?: string): Promise<Pages<Decision>>
  /** What was decided in the last seven days, decided again from what was known then; newest first. */
  redecide(): Promise<Pages<DecidedAgain>>
  /** The round that a decision came of, decided again. Null: it is not kept any more, or somebody decided by hand. */
  decidedAgain(decision: Decision): Promise<DecidedAgain | null>
  /** Where an order's courier was seen, in the order of its track. Rejects with `not_found` where nobody had it. */
  visits(order: string): Promise<readonly Visit[]>
  /** Orders of any kind, newest first. */
  find(by: FindBody): Promise<Pages<OrderView>>
  /** The way of a courier, or of an order while it was carried, for the time machine. Null: nothing is kept of it. */
  replay(of: {
    readonly courier?: string | undefined
    readonly order?: string | undefined
    readonly fromMs?: number | undefined
    readonly toMs?: number | undefined
  }): Promise<TrackReplay | null>
}
