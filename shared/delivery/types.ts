/** What a region's people are told, in plain types: for a page that has no use for guards. */
import type { Offer, OrderState, OrderView, Place } from './order-types.ts'
import type { DeliveryRole, Vehicle } from './rules.ts'

export type {
  Place,
  OrderState,
  AssignmentState,
  Actor,
  Amounts,
  OrderLine,
  OrderStep,
  Eta,
  OrderView,
  PaymentState,
  Offer,
  Quote,
  MenuItem,
  OpenHours,
  RestaurantRow,
  Restaurant,
} from './order-types.ts'

export interface Box {
  readonly south: number
  readonly west: number
  readonly north: number
  /** Less than `west` where the box lies across the antimeridian. All in 1e-7 degrees. */
  readonly east: number
}

export type CourierStatus = 'offline' | 'idle' | 'paused' | 'busy'

/** What a courier knows of itself. */
export interface CourierView {
  readonly status: CourierStatus
  readonly vehicle: Vehicle
  readonly maxLoad: number
  readonly jobs: readonly string[]
  readonly earned: number
  /** Ratings as a sum over all, never one by one. */
  readonly rating: { readonly mean: number | null; readonly count: number }
}

/**
 * True figures of a region, for its dispatchers; counts since the room opened unless it says otherwise. What became of
 * orders goes on after a restart within a day.
 */
export interface Figures {
  /** Over the last second. */
  readonly fixesPerSecond: number
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
  readonly couriers: { readonly online: number; readonly idle: number; readonly busy: number; readonly weak: number }
  readonly orders: Readonly<Record<OrderState, number>>
  readonly delivered: number
  /** Confirmed orders that ended otherwise than at their door. */
  readonly undelivered?: number
  /** Minutes over the last hundred deliveries, as they pass in a region that goes faster than life; null: there are none. */
  readonly clickToDoorMin: { readonly mean: number; readonly p90: number } | null
  readonly watchers: number
  readonly sentPerSecond: number
  readonly dispatch: {
    readonly policy: DispatchPolicy
    readonly orders: number
    readonly couriers: number
    readonly offers: number
    /** ms from the beginning of a decision to its offers, of the last one and (99 of 100) the last 200; null: there was none. */
    readonly tookMs?: { readonly last: number; readonly p99: number } | null
    /** By policy: minutes over the last hundred deliveries that were placed and delivered under it; null: none was. */
    readonly done: Readonly<Record<DispatchPolicy, Delivered | null>>
  }
  readonly simulated: number
  /** µs that a courier's move takes in the index, over the last second in which one moved; null: none has. */
  readonly indexUs?: number | null
  /** ms that the region's own clock of 200 ms was late at most, over the last second. */
  readonly lagMs?: number
  /** How much faster than life a simulated region goes; 1 where nothing is simulated. */
  readonly pace: number
}

/** Minutes from the click to the door. */
export interface Delivered {
  readonly mean: number
  readonly p90: number
  /** How many there were, beyond those hundred too. */
  readonly delivered: number
}

export type DispatchPolicy = 'batched' | 'nearest'

/** Why a courier was asked, or not: seconds, each part of the sum. */
export interface Candidate {
  readonly courier: string
  readonly place: Place
  readonly total: number
  readonly parts: Readonly<Record<string, number>>
  readonly chosen: boolean
}

export interface SurgeCell {
  readonly box: Box
  /** Thousandths: 1000 … 2500. */
  readonly factor: number
}

export type ZoneUse = 'serve' | 'closed' | 'surge'

export interface Zone {
  readonly id: string
  readonly name: string
  readonly use: ZoneUse
  /** Corners of a closed polygon without holes. */
  readonly corners: readonly Place[]
}

/** Fees and taxes of a region; amounts in minor units, parts in millionths (ppm). */
export interface RegionRules {
  readonly currency: string
  readonly baseFee: number
  readonly feePer100M: number
  readonly taxPpm: Readonly<Record<string, number>>
  readonly cancelFee: number
  /** By whose clocks restaurants open and close (IANA: `Europe/Berlin`). */
  readonly timeZone: string
  /** Which roles anybody may take. */
  readonly open: readonly DeliveryRole[]
}

export interface RegionInfo {
  readonly id: string
  readonly name: string
  readonly centre: Place
  /** Metres from the centre to the region's edge. */
  readonly radiusM: number
  readonly rules: RegionRules
  /** The seed of the generated city, where it is one. */
  readonly city: number | null
}

/** What JOINED carries. */
export interface DeliveryState {
  readonly region: RegionInfo | null
  readonly role: DeliveryRole
  /** Unix ms of the host. */
  readonly now: number
  /** The open orders that I may see, and those of the last quarter of an hour. */
  readonly orders: readonly OrderView[]
  readonly courier: CourierView | null
  readonly offer: Offer | null
  /** Where a restaurant's seat belongs. */
  readonly restaurant: string | null
  readonly figures: Figures | null
}

/** A courier as dispatchers see it. */
export interface CourierRow {
  readonly id: string
  readonly name: string
  readonly vehicle: Vehicle
  readonly status: CourierStatus
  /** Orders that it has now. */
  readonly jobs: readonly string[]
}

/** One on the ground. */
export interface NearCourier extends CourierRow {
  /** As boards name it. */
  readonly slot: number
  readonly simulated: boolean
  /** It was not heard of for a while: it may be elsewhere. */
  readonly weak: boolean
  readonly place: Place
  /** By air, metres. */
  readonly distanceM: number
}

/** How a question of dispatch was decided. */
export interface Decision {
  readonly id: string
  readonly at: number
  readonly order: string
  readonly policy: DispatchPolicy
  readonly courier: string | null
  readonly candidates: readonly Candidate[]
}

/** A stretch of a courier's way: `chunk` is the layout of tracks (PROTOCOL G). */
export interface TrackChunk {
  readonly fromMs: number
  readonly toMs: number
  readonly fixes: number
  readonly chunk: Uint8Array
}

/** What a board shows now. */
export interface Look {
  /** 0: couriers one by one, in cells of 500 m; 1: counts, in cells of 4 km. */
  readonly level: 0 | 1
  /** The cells of the view: whatever else is still shown is to be forgotten. */
  readonly cells: readonly number[]
}

/** Fixes that are kept: of the stream that began at `epochMs`, all up to `seq`. */
export interface FixAck {
  readonly epochMs: number
  readonly seq: number
}
