/** Every number that a region holds to, and what both ends compute alike. */

export const DELIVERY = {
  nameMax: 80,
  addressMax: 160,
  noteMax: 280,
  reasonMax: 200,
  /** Lines of one order, and pieces of one line. */
  linesMax: 30,
  piecesMax: 50,
  promoMax: 32,
  /** In one order, and in a region. */
  promosMax: 3,
  promosPerRegion: 1_000,
  cardMax: 64,
  quoteMax: 6_000,
  quoteMs: 5 * 60_000,
  /** Minor units; far below what a double holds exactly, so that sums of a whole region are exact. */
  amountMax: 1_000_000_000,
  timeZoneMax: 64,
  pageMax: 100,
  page: 30,
  /** People in one region at once, on one node: couriers, customers who watch, restaurants, dispatchers. */
  seatsMax: 150_000,
  couriersMax: 120_000,
  openOrdersMax: 20_000,
  /** Orders that one customer may have open. */
  openPerCustomer: 5,
  loadMax: 3,
  /** Unread frames of one feeder that wait for a tick; a courier's need far fewer. */
  inputKeep: 64,
  zonesMax: 2_000,
  cornersMax: 200,
  grantsMax: 10_000,
  /** Whoever stands still is heard of twice a minute: this silence is weak, and after the second nothing is offered. */
  weakMs: 45_000,
  staleMs: 90_000,
  /**
   * Whoever has no order is offline after this silence without an open window, or the second one with it; a closed region
   * takes nobody for online whom it had not heard of for the third.
   */
  goneMs: 15 * 60_000,
  silentMs: 60 * 60_000,
  forgottenMs: 60 * 60_000,
  offerMs: 25_000,
  /** Whoever declined, or let it pass, is not asked again for the same order so long. */
  excludeMs: 10 * 60_000,
  /** Restaurants that do not answer. */
  unansweredMs: 5 * 60_000,
  /** Orders are thought of so long before they are ready. */
  horizonMs: 20 * 60_000,
  /**
   * Orders that no courier takes: dispatchers hear of them then, and again after each doubling of it; and so long after
   * it was ready, or was to be, an order is cancelled by the house.
   */
  alertMs: 10 * 60_000,
  forsakenMs: 45 * 60_000,
  /**
   * A courier of whom nothing is heard so long loses what it has not picked up. Of what it carries dispatchers hear then,
   * and again after each doubling of it.
   */
  lostMs: 5 * 60_000,
  /** A share link dies so long after the delivery. */
  shareMs: 15 * 60_000,
  /** A confirmed order is cancelled for nothing so long. */
  freeCancelMs: 60_000,
  /** A courier that stands at the counter so long is said to wait. */
  waitingMs: 10 * 60_000,
  ratingMs: 7 * 86_400_000,
  /** Stars that were given may be changed so long. */
  rerateMs: 86_400_000,
  /** An arrival that much later than was said is told. */
  slipMs: 5 * 60_000,
  /** News that is older is kept, and wakes nobody. */
  lateNewsMs: 15 * 60_000,
  /** An order that was over long ago stays known so long after somebody asked for it. */
  adoptMs: 5 * 60_000,
  tagsMax: 5,
  tagMax: 32,
  pinTries: 5,
  /** Output leaves the room so often. */
  flushMs: 200,
  sweepMs: 1_000,
  dispatchMs: 3_000,
  surgeMs: 30_000,
  /** What is learned is written so often: a host that ends at once loses no more. */
  memoryMs: 5 * 60_000,
  /** A customer hears of the courier's way at most so often; beyond `farM` at half the rate. */
  positionMs: 1_000,
  farM: 1_000,
  stillM: 3,
  /** Before the pickup a customer sees the middle of a square of so many metres. */
  coarseM: 500,
  /** Side of a board's cell by level: couriers one by one at level 0, counts at level 1. */
  cellM: [500, 4_000],
  /** A view of more cells than this gets counts. */
  cellsMax: 400,
  /** A cell of a board is told at most so often; cells take turns. */
  boardMs: 1_000,
  figuresMs: 1_000,
  photoMax: 64,
  candidatesMax: 20,
  /** Couriers of one answer to `nearest`. */
  nearestMax: 100,
  menuMax: 300,
  restaurantsMax: 120_000,
  cuisinesMax: 5,
  cuisineMax: 32,
  /** Metres. */
  radiusMax: 60_000,
  /** Metres that a restaurant delivers at least. */
  reachMin: 100,
  trackPageMax: 200,
  /** Decisions that are decided again at once. */
  redecideMax: 20,
  /** Demo region: simulated couriers, and how much faster than life they go at most. */
  simulatedMax: 20_000,
  paceMax: 60,
} as const

export const DELIVERY_ROLES = ['customer', 'courier', 'restaurant', 'dispatcher', 'feeder', 'guest'] as const
export type DeliveryRole = (typeof DELIVERY_ROLES)[number]

export const VEHICLES = ['foot', 'bike', 'scooter', 'car'] as const
export type Vehicle = (typeof VEHICLES)[number]

/** Metres a second: usual pace in town, and what no such vehicle exceeds (fixes that claim more are held back). */
export const PACE: Readonly<Record<Vehicle, { readonly usual: number; readonly most: number }>> = {
  foot: { usual: 1.4, most: 4 },
  bike: { usual: 4.5, most: 15 },
  scooter: { usual: 8, most: 28 },
  car: { usual: 9, most: 60 },
}

/** The region that a host makes for demos: a generated city in which anybody may be anything. */
export const DEMO_REGION = 'city'
