/** What a region's people are told, in plain types: for a page that has no use for guards. */
import type { DeliveryRole, Vehicle } from './rules.ts'

/** 1e-7 degrees: about a centimetre. */
export interface Place {
  readonly latE7: number
  readonly lonE7: number
}

export interface Box {
  readonly south: number
  readonly west: number
  readonly north: number
  /** Less than `west` where the box lies across the antimeridian. All in 1e-7 degrees. */
  readonly east: number
}

export type OrderState =
  | 'pending'
  | 'confirmed'
  | 'preparing'
  | 'ready'
  | 'picked_up'
  | 'in_transit'
  | 'delivered'
  | 'cancelled'
export type AssignmentState = 'unassigned' | 'offered' | 'assigned' | 'at_pickup' | 'carrying' | 'done'
export type Actor = 'customer' | 'restaurant' | 'courier' | 'dispatcher' | 'support' | 'system'

/** Minor units of the region's currency. `total` is what the card is charged: subtotal + tax + delivery + surge − promo + tip. */
export interface Amounts {
  readonly subtotal: number
  readonly tax: number
  readonly delivery: number
  readonly surge: number
  readonly promo: number
  readonly tip: number
  readonly total: number
}

export interface OrderLine {
  readonly item: string
  readonly name: string
  readonly pieces: number
  /** Of one piece, and of the line. */
  readonly price: number
  readonly amount: number
}

/** What happened to an order, as its people may read it. */
export interface OrderStep {
  /** Number of the event within its order, from 1. */
  readonly n: number
  readonly type: string
  /** Unix ms. */
  readonly at: number
  readonly by: Actor
  readonly note?: string
}

/** From now: at the earliest and at the latest (p85), Unix ms. */
export interface Eta {
  readonly from: number
  readonly to: number
}

/** An order as somebody may see it; what is not theirs to know is absent. */
export interface OrderView {
  readonly id: string
  /** The last event's number: of two views the greater is newer. */
  readonly n: number
  readonly state: OrderState
  readonly assignment: AssignmentState
  /** Grows with every assignment: a courier names it when it acts. */
  readonly epoch: number
  readonly placedMs: number
  readonly readyMs: number
  readonly promisedMs: number
  readonly eta: Eta | null
  readonly restaurant: { readonly id: string; readonly name: string; readonly place: Place }
  /** Null for restaurants and guests. */
  readonly drop: { readonly place: Place; readonly address: string; readonly note: string } | null
  /** Null for guests. */
  readonly customer: { readonly name: string } | null
  /** From the assignment on; a name, never a user id. */
  readonly courier: { readonly name: string; readonly vehicle: Vehicle; readonly rating: number | null } | null
  /** Empty for guests. */
  readonly lines: readonly OrderLine[]
  /** Null for couriers and guests. */
  readonly amounts: Amounts | null
  readonly currency: string
  readonly steps: readonly OrderStep[]
  /** The customer's alone: told to the courier at the door. */
  readonly pin?: string
  /** The customer's alone: who knows it sees the order (join as `guest`). */
  readonly link?: string | null
  readonly rated?: { readonly restaurant?: number; readonly courier?: number; readonly customer?: number }
}

/** An order offered to one courier; it counts until it is answered, withdrawn or over. */
export interface Offer {
  readonly id: string
  readonly order: string
  readonly epoch: number
  /** Still so long when it was sent: clocks differ, durations do not. */
  readonly leftMs: number
  readonly ttlMs: number
  readonly pickup: { readonly name: string; readonly place: Place }
  /** The middle of a square of 500 m: the door is told to who takes it. */
  readonly drop: { readonly place: Place }
  readonly toPickupM: number
  readonly toDropM: number
  readonly pay: number
  /** Another order that goes with it, from near by. */
  readonly with: readonly string[]
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

/** True figures of a region, for its dispatchers; counts since the room opened unless it says otherwise. */
export interface Figures {
  /** Over the last second. */
  readonly fixesPerSecond: number
  readonly accepted: number
  readonly refused: Readonly<Record<string, number>>
  readonly couriers: { readonly online: number; readonly idle: number; readonly busy: number; readonly weak: number }
  readonly orders: Readonly<Record<OrderState, number>>
  readonly undelivered: number
  readonly delivered: number
  /** Minutes over the last hundred deliveries; null where there are none. */
  readonly clickToDoorMin: { readonly mean: number; readonly p90: number } | null
  readonly watchers: number
  readonly sentPerSecond: number
  readonly dispatch: {
    readonly policy: DispatchPolicy
    readonly orders: number
    readonly couriers: number
    readonly offers: number
  }
  readonly simulated: number
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

/** A place on a courier's way, for replay; Unix ms. */
export interface TrackPoint extends Place {
  readonly t: number
  readonly headingCdeg: number
  readonly speedCmS: number
}

/** What a price is made of, signed by the host; an order names it, and is charged exactly this. */
export interface Quote {
  /** Given back with the order; opaque. */
  readonly quote: string
  /** Empty for guests. */
  readonly lines: readonly OrderLine[]
  /** Null for couriers and guests. */
  readonly amounts: Amounts | null
  readonly currency: string
  /** Thousandths. */
  readonly surge: number
  readonly distanceM: number
  readonly eta: Eta
  readonly expiresMs: number
}

export interface MenuItem {
  readonly id: string
  readonly name: string
  readonly about: string
  readonly price: number
  /** Names a rate of the region's rules. */
  readonly taxClass: string
  readonly available: boolean
}

/** Minutes of the week from Monday 00:00, local; `to` may lie beyond the week's end. */
export interface OpenHours {
  readonly from: number
  readonly to: number
}

export interface RestaurantRow {
  readonly id: string
  readonly name: string
  readonly place: Place
  readonly cuisines: readonly string[]
  /** 1 … 4. */
  readonly priceLevel: number
  readonly rating: number | null
  readonly ratings: number
  readonly prepMin: number
  readonly open: boolean
  readonly distanceM: number | null
  readonly etaMin: number | null
}

export interface Restaurant extends RestaurantRow {
  readonly hours: readonly OpenHours[]
  readonly menu: readonly MenuItem[]
}

/** A courier as dispatchers see it. */
export interface CourierRow {
  /** As boards name it. */
  readonly slot: number
  readonly id: string
  readonly name: string
  readonly vehicle: Vehicle
  readonly status: CourierStatus
  readonly jobs: readonly string[]
  readonly simulated: boolean
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
