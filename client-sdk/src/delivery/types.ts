/** A region as each of its people sees it. */
import type { Vehicle } from '../../../shared/delivery/rules.ts'
import type { CourierView, Eta, Offer, OrderView, Place, RegionInfo } from '../../../shared/delivery/types.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { AnyClient } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import type { DeliveryAnswer, DeliveryCommand, DeliveryCommands } from './asking.ts'
import type { DeliveryQueryAnswer, DeliveryQueryBody, DeliveryQueryName } from './asking.ts'
import type { FixStore } from './fix-store.ts'
import type { LocateOptions } from './locate.ts'
import type { PositionInput } from './rate.ts'

export type DeliveryClient = AnyClient<'delivery'>

/** What everybody has who is in a region. */
export interface RegionPart {
  readonly room: string
  /** Null: it is not created yet. */
  readonly region: RegionInfo | null
  readonly status: RoomStatus
  /**
   * Since when what was asked cannot be done for now and is tried again, Unix ms of now(); null: nothing is. It changes
   * with the event `status`.
   */
  readonly retrying: number | null
  /** Why the host ended it; undefined while it has not. */
  readonly gone: ErrorCode | undefined
  /** The host's Unix ms; it goes on evenly, whatever this device's clock does. */
  now(): number
  /** Whatever else may be asked. Rejects with TuttiError. */
  command<T extends DeliveryCommand>(name: T, body: DeliveryCommands[T]): Promise<DeliveryAnswer<T>>
  query<T extends DeliveryQueryName>(name: T, body: DeliveryQueryBody<T>): Promise<DeliveryQueryAnswer<T>>
  /** An object URL of a photo that proves an order of mine, until close(). */
  photoUrl(hash: string): Promise<string>
  /** Leaves the region. Nothing is told from then on. */
  close(): void
}

/** `gone`: the host ended the membership, for good. */
export type RegionEvent = 'region' | 'status' | 'gone'

export type CourierEvent = RegionEvent | 'me' | 'jobs' | 'offer' | 'fixes'

/** An order that I am asked to take. */
export interface LiveOffer extends Offer {
  /** Ms until it is over, never below 0: read it as often as it is drawn. */
  remainingMs(): number
}

export interface FixFigures {
  /** Taken as fixes, of all positions that were given. */
  readonly taken: number
  /** Kept here until the host has them for good. */
  readonly waiting: number
  /** Of these: not sent on this connection. */
  readonly unsent: number
  /** Durable at the host. */
  readonly acked: number
  /** Dropped, the oldest first, because more waited than are kept. */
  readonly lost: number
  /** Uploaded by bulk after a time without connection. */
  readonly uploaded: number
}

export interface CourierOptions {
  /** As customers read it. */
  readonly name?: string | undefined
  /** Where fixes outlive the page. Default: IndexedDB where there is one; null: nowhere. */
  readonly store?: FixStore | null | undefined
  /** Fixes that are kept at most. Default: 7,200. */
  readonly keep?: number | undefined
}

export type Proof = { readonly pin: string } | { readonly photo: string } | { readonly reason: string }

export interface Courier extends RegionPart {
  /** Null before the first online(). */
  readonly me: CourierView | null
  /** What I have to fetch or to deliver, in the order it was taken. */
  readonly jobs: readonly OrderView[]
  readonly offer: LiveOffer | null
  readonly fixes: FixFigures
  /** Another page of this browser is this courier's phone: its positions count, and none of this page are taken until it is closed. */
  readonly elsewhere: boolean
  /** The last position that was given, taken or not. */
  readonly last: PositionInput | null
  on(event: CourierEvent, run: () => void): Off
  online(as: { readonly vehicle: Vehicle; readonly maxLoad?: number | undefined }): Promise<void>
  pause(on: boolean): Promise<void>
  offline(): Promise<void>
  /** Where I am, as often as it is known. True: it is worth a fix, and is on its way. */
  position(at: PositionInput): boolean
  /** From now on the device says where it is. Returns how to end that. */
  locate(options?: LocateOptions): Off
  /** The offer is on the screen. */
  seen(): void
  /** Rejects with `conflict` where it is over, or somebody else's. */
  accept(): Promise<void>
  decline(): Promise<void>
  /** `reason`: in spite of not having been seen at the restaurant. */
  pickUp(order: string, reason?: string): Promise<void>
  /** The customer's PIN, the hash of a photo that was put beside the region, or why there is neither. */
  deliver(order: string, proof: Proof): Promise<void>
  /** Puts a photo beside the region: its hash, for deliver(). JPEG, PNG or WebP. */
  putPhoto(content: Blob): Promise<string>
  rate(order: string, stars: number): Promise<void>
}

export type TrackerEvent = 'order' | 'position' | 'status' | 'gone'

/** Where the courier is to be drawn. */
export interface Sight extends Place {
  /** Degrees clockwise from north; null: not known. */
  readonly headingDeg: number | null
  /** Metres a second, as it is drawn. */
  readonly speedMS: number
  /** A square of `DELIVERY.coarseM` metres around this place: more is not shown before the pickup. */
  readonly coarse: boolean
  /** The host has not heard of the courier for a while. */
  readonly weak: boolean
  /** Nothing new can be shown: no connection, or a moving courier of whom nothing came. */
  readonly stale: boolean
  /** Ms since its last fix. */
  readonly ageMs: number
  /** Metres along the route of follow(); null where it is not on it. */
  readonly alongM: number | null
}

/** One order, live. */
export interface OrderTracker {
  readonly id: string
  /** Null: it is not created yet. */
  readonly region: RegionInfo | null
  /** Null: it is not mine to see, or not any more. */
  readonly order: OrderView | null
  readonly status: RoomStatus
  /** Since when what was asked is tried again; see RegionPart. */
  readonly retrying: number | null
  readonly gone: ErrorCode | undefined
  /** At the earliest and at the latest, Unix ms of now(); the newer of what the order and its courier's way say. */
  readonly eta: Eta | null
  on(event: TrackerEvent, run: () => void): Off
  now(): number
  /** Where to draw the courier, once an animation frame; null: it is not to be seen. */
  sight(): Sight | null
  /** The way that it will take, if it is known: it is drawn along it. Null: straight on. */
  follow(route: readonly Place[] | null): void
  cancel(reason?: string): Promise<void>
  /** A link's code for somebody else: openOrder() shows them this order. */
  share(): Promise<string>
  unshare(): Promise<void>
  rate(of: 'restaurant' | 'courier', stars: number, tags?: readonly string[]): Promise<void>
  photoUrl(hash: string): Promise<string>
  /** Stops listening; of a share link, leaves. */
  close(): void
}
