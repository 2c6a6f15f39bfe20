/** What people are told of orders, offers and restaurants, in plain types. */
import type { Vehicle } from './rules.ts'

/** 1e-7 degrees: about a centimetre. */
export interface Place {
  readonly latE7: number
  readonly lonE7: number
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

/** Who pays for a promotion: what the merchant gives up is not taxed, what the platform pays is. */
export type Funding = 'merchant' | 'platform'

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
  /** A file beside the room: what the courier saw at the door. */
  readonly photo?: string
}

/** `none`: it is paid at the door, or not at all: this host has no way to take money. */
export type PaymentState =
  | 'none'
  | 'authorising'
  | 'authorised'
  | 'declined'
  | 'capturing'
  | 'captured'
  | 'failed'
  | 'releasing'
  | 'released'

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
  readonly courier: {
    readonly name: string
    readonly vehicle: Vehicle
    readonly rating: number | null
    /** For dispatchers alone: as boards name it; −1: it is nowhere. */
    readonly slot?: number
  } | null
  /** Empty for guests. */
  readonly lines: readonly OrderLine[]
  /** Null for couriers and guests. */
  readonly amounts: Amounts | null
  readonly currency: string
  /** Not for couriers and guests. `refunded`: what has gone back; `fee`: what of the price stays where it was cancelled. */
  readonly payment?: { readonly state: PaymentState; readonly refunded: number; readonly fee: number }
  readonly steps: readonly OrderStep[]
  /** The customer's alone: told to the courier at the door. */
  readonly pin?: string
  /** The customer's alone: who knows it sees the order (join as `guest`). */
  readonly link?: string | null
  /** Dispatchers' alone: what somebody has to see to. Nobody takes it, or nothing is heard of who carries it. */
  readonly warning?: 'no_courier' | 'courier_silent'
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
  /** From the first restaurant to the last door, by all stops between. */
  readonly toDropM: number
  /** For all of it, with the bonus. */
  readonly pay: number
  /** Of that, what the house adds since nobody wanted it so far. */
  readonly bonus: number
  /** Another order that goes with it, from near by. */
  readonly with: readonly string[]
  /** Where all of it is fetched and brought, one after the other; `pickup` is the first, `drop` the last of them. */
  readonly stops: readonly OfferStop[]
}

export interface OfferStop {
  readonly is: 'pickup' | 'drop'
  /** Which of the orders are fetched or brought there. */
  readonly orders: readonly string[]
  /** Of the restaurant; null at a door. */
  readonly name: string | null
  /** Of a door the middle of a square of 500 m. */
  readonly place: Place
  /** As the crow flies, from the stop before; to the first one from where the courier is, 0 where nobody knows that. */
  readonly farM: number
}

/** What a price is made of, signed by the host; an order names it, and is charged exactly this. */
export interface Quote {
  /** Given back with the order; opaque. */
  readonly quote: string
  readonly lines: readonly OrderLine[]
  readonly amounts: Amounts
  /** What each code takes off, in the order given. */
  readonly promos: readonly { readonly code: string; readonly amount: number }[]
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
  /** Metres to the farthest door that it brings to, as the crow flies; null: wherever the region does. */
  readonly reachM: number | null
}

export interface Restaurant extends RestaurantRow {
  readonly hours: readonly OpenHours[]
  /** Whatever it can make is confirmed by itself. */
  readonly autoConfirm: boolean
  /** What its people have said, whatever the hours say; null: as they say. */
  readonly opening: boolean | null
  readonly menu: readonly MenuItem[]
}
