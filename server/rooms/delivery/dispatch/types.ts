/** What dispatch is given and what it gives: orders that wait, couriers that are or will be free, and who goes where. */

/** In the region's frame: metres to the east and to the north of its centre. */
export interface Spot {
  readonly xM: number
  readonly yM: number
}

/** An order without a courier. Times are whole Unix ms. */
export interface OpenOrder {
  readonly id: string
  readonly placedMs: number
  /** When the restaurant expects it to be ready; may have passed. */
  readonly readyMs: number
  readonly pickup: Spot
  readonly drop: Spot
  readonly promisedMs: number
  /** Offers of it that came to nothing. */
  readonly rounds: number
  /** Slots that are not to be asked now. */
  readonly excluded: ReadonlySet<number>
}

/** A courier who may take more, and where it will be when it may leave. */
export interface FreeCourier {
  readonly slot: number
  readonly xM: number
  readonly yM: number
  /** Now or earlier: it is free. */
  readonly freeAtMs: number
  /** Orders it has. */
  readonly load: number
  readonly maxLoad: number
  readonly speedMS: number
  /** How likely it takes an offer, in (0, 1]. */
  readonly acceptance: number
  readonly idleSinceMs: number
}

/** How long a way takes: by road, or straight. */
export interface Travel {
  seconds(fromX: number, fromY: number, toX: number, toY: number, speedMS: number): number
}

/** Those who are free now, by where they are; a CourierIndex is one. */
export interface Near {
  readonly size: number
  /** Fills `out` with the slots of the nearest, nearest first, equals by slot: how many. */
  nearest(
    xM: number,
    yM: number,
    k: number,
    maxM: number,
    admits: ((slot: number) => boolean) | undefined,
    out: Int32Array,
  ): number
}

/** All that a decision depends on. */
export interface Scene {
  readonly nowMs: number
  readonly orders: readonly OpenOrder[]
  readonly near: Near
  /** One of those that `near` names. */
  readonly courier: (slot: number) => FreeCourier
  /** Those who have something to do and may take more after it. */
  readonly soonFree: readonly FreeCourier[]
  readonly travel: Travel
}

/**
 * - `nearest`: each order, first come first served, goes to whoever is free and nearest at that moment.
 * - `greedy`: each order goes at once to whoever would be at the door first, free or not.
 * - `batchedGreedy`: all orders and couriers of the next minutes together, cheapest pair first, as late as can be.
 * - `batched`: the same with the best matching instead.
 */
export type PolicyName = 'nearest' | 'greedy' | 'batchedGreedy' | 'batched'

/** How the pairs were found; `greedy` in a `batched` decision: there was no time for the best. */
export type How = 'optimal' | 'greedy'

/** Somebody who has to be asked now. */
export interface Pair {
  /** More than one: they go together, in the order of their doors. */
  readonly orders: readonly string[]
  readonly slot: number
  /** When the last of it leaves the restaurants if all goes well, and when each order is at its door. */
  readonly pickupMs: number
  readonly dropMs: readonly number[]
  readonly costS: number
}

export interface Decided {
  readonly policy: PolicyName
  readonly how: How
  readonly pairs: readonly Pair[]
  /** Orders that have a courier in mind who need not leave yet. */
  readonly waiting: number
  /** Orders for which there is nobody. */
  readonly surplus: readonly string[]
}
