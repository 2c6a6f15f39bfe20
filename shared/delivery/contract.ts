/** What a region and its people promise each other. A room of the kind `delivery` is one region. */
import { contract, newest, query, settled } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { boolean, bytes, integer, list, nullable, object, oneOf, optional, text } from '../guards.ts'
import { counterCommands, promoCode } from './counter.ts'
import type { PromotionRow } from './counter-types.ts'
import { deskCommands } from './desk.ts'
import { amount, box, epoch, key, lines, page, place, reason, role, rules, user, wallMs } from './fields.ts'
import { MAX_BULK_BYTES, MAX_FEEDER_BYTES } from './fixes.ts'
import { ORDER_STATES } from './orders.ts'
import type { DecidedAgain, Visit } from './past-types.ts'
import { DELIVERY, VEHICLES } from './rules.ts'
import { restaurantSearch } from './search.ts'
import type {
  CourierRow,
  CourierView,
  Decision,
  DeliveryState,
  Figures,
  FixAck,
  Offer,
  OrderView,
  RegionInfo,
  Restaurant,
  RestaurantRow,
  SurgeCell,
  TrackChunk,
  Zone,
} from './types.ts'

export const deliveryContract = contract('delivery', {
  commands: {
    // ── The region
    /** Where there is none yet (join with `{ as: 'dispatcher', create: true }`). Answer: RegionInfo. */
    create: object({
      name: text(1, DELIVERY.nameMax),
      centre: place(),
      radiusM: integer(500, DELIVERY.radiusMax),
      /** ISO 4217. */
      currency: text(3, 3),
      rules: optional(rules()),
    }),
    /** Dispatcher: what is named changes. Answer: RegionInfo. */
    settle: rules(),
    /** Dispatcher. `restaurant`: whose seat it is, with the role `restaurant` alone. */
    grant: object({ user: user(), role: role(), restaurant: optional(key()) }),
    revoke: object({ user: user(), role: role(), restaurant: optional(key()) }),
    /** Dispatcher: a polygon without holes. */
    zone: object({
      id: key(),
      name: text(1, DELIVERY.nameMax),
      use: oneOf(['serve', 'closed', 'surge']),
      corners: list(place(), DELIVERY.cornersMax),
    }),
    unzone: object({ id: key() }),

    // ── Couriers
    /** From now on fixes are taken (fixes.ts), and orders are offered. Answer: CourierView. */
    online: object({ vehicle: oneOf(VEHICLES), maxLoad: integer(1, DELIVERY.loadMax) }),
    /** Nothing more is offered; what is carried is carried on. */
    pause: object({ on: boolean() }),
    offline: object({}),
    /** Fixes that were kept while there was no connection: a bulk frame of fixes.ts. */
    bulk: bytes(MAX_BULK_BYTES),
    /** The offer is on the screen: letting it pass counts from here on. */
    seen: object({ offer: key() }),
    accept: object({ offer: key(), epoch: epoch() }),
    decline: object({ offer: key(), epoch: epoch() }),
    /** `reason`: in spite of not having been seen at the restaurant. */
    pickUp: object({ order: key(), epoch: epoch(), reason: optional(reason()) }),
    /** One of the three: the customer's PIN, the hash of a photo that was put beside the room, or a reason. */
    deliver: object({
      order: key(),
      epoch: epoch(),
      pin: optional(text(4, 8)),
      photo: optional(text(1, DELIVERY.photoMax)),
      reason: optional(reason()),
    }),

    // ── Customers
    /** Answer: Quote. */
    quote: object({
      restaurant: key(),
      lines: lines(),
      drop: place(),
      promos: optional(list(promoCode(), DELIVERY.promosMax)),
      tip: optional(amount()),
    }),
    /** Answer: { order }. Give a nonce: whoever asks twice gets one order. */
    order: object({
      quote: text(1, DELIVERY.quoteMax),
      address: text(1, DELIVERY.addressMax),
      note: optional(text(0, DELIVERY.noteMax)),
      card: text(1, DELIVERY.cardMax),
    }),
    /** Customers, restaurants and dispatchers, each while they may. */
    cancel: object({ order: key(), reason: optional(reason()) }),
    /** Answer: { link }. Whoever joins as `guest` with it sees this order, until a while after its delivery. */
    share: object({ order: key() }),
    unshare: object({ order: key() }),
    /** Once for each, after the delivery: customers the restaurant and the courier; couriers and restaurants the customer. */
    rate: object({
      order: key(),
      of: oneOf(['restaurant', 'courier', 'customer']),
      stars: integer(1, 5),
      tags: optional(list(text(1, DELIVERY.tagMax), DELIVERY.tagsMax)),
    }),

    // ── Restaurants
    /** `prepMin`: how long it will take, where that is known better than usual. */
    confirm: object({ order: key(), prepMin: optional(integer(0, 240)) }),
    prepare: object({ order: key() }),
    ready: object({ order: key() }),
    reject: object({ order: key(), reason: reason() }),
    /** Its own, or any (dispatchers), who also make new ones. */
    restaurantPut: object({
      id: key(),
      name: text(1, DELIVERY.nameMax),
      place: place(),
      cuisines: list(text(1, DELIVERY.cuisineMax), DELIVERY.cuisinesMax),
      priceLevel: integer(1, 4),
      prepMin: integer(0, 240),
      hours: list(object({ from: integer(0, 10_079), to: integer(1, 20_160) }), 21),
      /** Whatever it can make is confirmed by itself. Absent: as it was; of a new one, not. */
      autoConfirm: optional(boolean()),
      /** Metres to the farthest door that it brings to, as the crow flies; null: wherever the region does; absent: as it was. */
      reachM: optional(nullable(integer(DELIVERY.reachMin, 2 * DELIVERY.radiusMax))),
    }),
    /** `item` null: it is taken off the menu. */
    itemPut: object({
      restaurant: key(),
      id: key(),
      item: nullable(
        object({
          name: text(1, DELIVERY.nameMax),
          about: text(0, DELIVERY.noteMax),
          price: amount(),
          taxClass: text(1, 32),
          available: boolean(),
        }),
      ),
    }),
    /** Takes orders from now on, or takes none, whatever the hours say; null: as they say. */
    opening: object({ restaurant: key(), open: nullable(boolean()) }),

    // ── Dispatchers
    ...counterCommands,
    /** Shows this part of the map from now on; null: none. Answer: Look. */
    look: object({ box: nullable(box()) }),
    assign: object({ order: key(), courier: user() }),
    unassign: object({ order: key() }),
    policy: object({ dispatch: oneOf(['batched', 'nearest']) }),
    /** Who was thought of for this order at last, and what each would cost. Answer: Why. */
    why: object({ order: key() }),
    /** Demo region: so many simulated couriers, and time so much faster than life. */
    simulate: object({
      couriers: integer(0, DELIVERY.simulatedMax),
      pace: optional(integer(1, DELIVERY.paceMax)),
    }),
    ...deskCommands,
  },
  events: {
    /** By order id; settled. Null: it is not mine to see any more. */
    order: settled<OrderView | null>(),
    /** To one courier; settled. Null: there is none. */
    offer: settled<Offer | null>(),
    /** To one courier: what it is and carries; settled. */
    courier: settled<CourierView>(),
    /** To one courier: of this stream every fix up to `seq` is durable. To a feeder: every batch up to `seq`. */
    ack: settled<FixAck>(),
    /** By order id: where its courier is, in the layout of output-codec.ts. Null: not to be seen any more. */
    position: newest<Uint8Array | null>(),
    /** By cell: all of that cell, in the layout of output-codec.ts. */
    board: newest<Uint8Array>(),
    surge: newest<readonly SurgeCell[]>(),
    figures: newest<Figures>(),
    /** The region's rules changed. */
    region: settled<RegionInfo>(),
  },
  queries: {
    restaurants: query<{ rows: readonly RestaurantRow[]; next: string | null }>()(restaurantSearch()),
    restaurant: query<Restaurant>()(object({ id: key() })),
    order: query<OrderView>()(object({ id: key() })),
    /** Mine, newest first. `quote`: the one that was placed with it, if there is one. */
    orders: query<{ orders: readonly OrderView[]; next: string | null }>()(
      object({ quote: optional(text(1, DELIVERY.quoteMax)), ...page }),
    ),
    /** What a restaurant has before it, and what it had, newest first. */
    kitchen: query<{ orders: readonly OrderView[]; next: string | null }>()(
      object({ restaurant: key(), open: optional(boolean()), ...page }),
    ),
    /** Dispatchers: orders of any kind, newest first. */
    find: query<{ orders: readonly OrderView[]; next: string | null }>()(
      object({
        state: optional(oneOf(ORDER_STATES)),
        restaurant: optional(key()),
        customer: optional(user()),
        courier: optional(user()),
        open: optional(boolean()),
        sinceMs: optional(wallMs()),
        ...page,
      }),
    ),
    /** The way of an order's courier while it was on it; or, for dispatchers, of a courier. Oldest first. */
    track: query<{ chunks: readonly TrackChunk[]; next: number | null }>()(
      object({
        order: optional(key()),
        courier: optional(user()),
        fromMs: optional(wallMs()),
        toMs: optional(wallMs()),
        limit: optional(integer(1, DELIVERY.trackPageMax)),
      }),
    ),
    decisions: query<{ decisions: readonly Decision[]; next: string | null }>()(
      object({ order: optional(key()), ...page }),
    ),
    /** Dispatchers: decides again what was decided, from what was known then. Newest first. */
    redecide: query<{ decisions: readonly DecidedAgain[]; next: string | null }>()(
      object({ limit: optional(integer(1, DELIVERY.redecideMax)), after: page.after }),
    ),
    /** Its courier and dispatchers: where an order's courier was seen, in the order of its track. */
    visits: query<{ visits: readonly Visit[] }>()(object({ order: key() })),
    zones: query<readonly Zone[]>()(object({})),
    promos: query<readonly PromotionRow[]>()(object({})),
    /** Dispatchers. `sinceMs`: those who were on the road at some time since then. */
    couriers: query<{ couriers: readonly CourierRow[]; next: string | null }>()(
      object({ sinceMs: optional(wallMs()), ...page }),
    ),
  },
  /** Live frames of couriers, feeder frames of feeders: fixes.ts. */
  input: { maxBytes: MAX_FEEDER_BYTES, keep: DELIVERY.inputKeep },
} satisfies Omit<Contract, 'kind'>)

/** What JOINED carries is seen by the compiler only. */
export type DeliveryContract = typeof deliveryContract & { readonly state?: DeliveryState }
