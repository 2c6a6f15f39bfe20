/** Stars: both ways, once for each order and direction, seen by the other side once both have given theirs. */
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { OrdersDesk } from './desk.ts'
import { isTheirs } from './order.ts'
import type { OrderFacts, Who } from './order.ts'

export type Rated = 'restaurant' | 'courier' | 'customer'

export interface Rating {
  readonly rater: Rated
  readonly target: Rated
  readonly stars: number
  readonly tags: readonly string[]
  /** Unix ms. */
  readonly at: number
}

/** Of one restaurant, courier or customer; `target`: which of them. */
export interface Sum {
  readonly target: string
  readonly target_id: string
  readonly count: number
  readonly stars: number
}

/** What is needed to rate, read before. */
export interface RatingRead {
  readonly ratings: readonly Rating[]
  readonly sums: readonly Sum[]
}

/** Who rates whom. */
const DIRECTIONS: Readonly<Record<string, readonly Rated[]>> = {
  customer: ['restaurant', 'courier'],
  courier: ['customer'],
  restaurant: ['customer'],
}

/** Orders whose ratings are remembered; what falls out is read again. */
const REMEMBERED = 5_000

export class Ratings {
  readonly #desk: OrdersDesk
  readonly #ofOrder = new Map<string, Map<string, Rating>>()
  readonly #sums = new Map<string, { count: number; stars: number }>()

  constructor(desk: OrdersDesk, sums: readonly Sum[]) {
    this.#desk = desk
    for (const sum of sums) this.#adopt(sum)
  }

  /** Stars and how many gave some. */
  sumOf(target: Rated, id: string): { readonly count: number; readonly stars: number } {
    const { count, stars } = this.#sums.get(`${target} ${id}`) ?? { count: 0, stars: 0 }
    return { count, stars }
  }

  /** Of one that comes with a name already: kept as if it had been given here. */
  begin(sum: Sum): void {
    this.#adopt(sum)
    this.#desk.record('ratingSum', { room: this.#desk.id, ...sum })
  }

  /** What of an order's ratings this side may see. Only as far as it is known here. */
  seenBy(order: OrderFacts, viewer: string): Readonly<Partial<Record<Rated, number>>> {
    const known = [...(this.#ofOrder.get(order.id)?.values() ?? [])]
    return starsSeen(known, viewer, order.endedMs, this.#desk.wall())
  }

  /**
   * Rates, or rates anew within a day. What `read` holds was true when it was read; what is known here is truer.
   * @throws TuttiError `not_found`, `forbidden`, `illegal_transition`, or `conflict` where it is too late
   */
  rate(order: OrderFacts, who: Who, of: Rated, stars: number, tags: readonly string[], read: RatingRead): void {
    if (!isTheirs(order, who)) throw new TuttiError('not_found', 'there is no such order')
    const rater = who.actor
    if (!isRater(rater) || !DIRECTIONS[rater]!.includes(of)) throw new TuttiError('forbidden')
    if (order.state !== 'delivered' || order.endedMs === null)
      throw new TuttiError('illegal_transition', 'only what was delivered is rated')
    const nowMs = this.#desk.wall()
    if (nowMs > order.endedMs + DELIVERY.ratingMs) throw new TuttiError('conflict', 'it is too late to rate it')
    const given = this.#of(order.id, read.ratings)
    const before = given.get(`${rater} ${of}`)
    if (before !== undefined && nowMs > before.at + DELIVERY.rerateMs)
      throw new TuttiError('conflict', 'it was rated already')

    const at = before?.at ?? nowMs
    given.set(`${rater} ${of}`, { rater, target: of, stars, tags, at })
    for (const sum of read.sums) this.#adopt(sum)
    const targetId = idOf(order, of)
    const key = `${of} ${targetId}`
    const sum = this.#sums.get(key) ?? { count: 0, stars: 0 }
    sum.count += before === undefined ? 1 : 0
    sum.stars += stars - (before?.stars ?? 0)
    this.#sums.set(key, sum)
    const { id: room } = this.#desk
    this.#desk.record('rating', {
      room,
      order_id: order.id,
      rater,
      target: of,
      target_id: targetId,
      stars,
      tags: JSON.stringify(tags),
      at,
      edited_at: before === undefined ? null : nowMs,
    })
    this.#desk.record('ratingSum', { room, target: of, target_id: targetId, ...sum })
  }

  #of(order: string, read: readonly Rating[]): Map<string, Rating> {
    let given = this.#ofOrder.get(order)
    if (given !== undefined) return given
    given = new Map(read.map((one) => [`${one.rater} ${one.target}`, one]))
    this.#ofOrder.set(order, given)
    if (this.#ofOrder.size > REMEMBERED) this.#ofOrder.delete(this.#ofOrder.keys().next().value!)
    return given
  }

  #adopt({ target, target_id: id, count, stars }: Sum): void {
    const key = `${target} ${id}`
    if (!this.#sums.has(key)) this.#sums.set(key, { count, stars })
  }
}

/** Whom an order's rating is of. */
export const idOf = (order: OrderFacts, target: Rated): string =>
  target === 'restaurant' ? order.restaurant.id : target === 'customer' ? order.customer.id : (order.courier ?? '')

/**
 * Stars by whom they are of, as one side may see them: what it gave; and, once it has rated in return or nobody can any
 * more, what it was given. Couriers see sums alone, never who gave them what.
 */
export const starsSeen = (
  all: readonly Rating[],
  viewer: string,
  endedMs: number | null,
  wallMs: number,
): Readonly<Partial<Record<Rated, number>>> => {
  const seen: Partial<Record<Rated, number>> = {}
  const isClosed = endedMs !== null && wallMs > endedMs + DELIVERY.ratingMs
  for (const { rater, target, stars } of all) {
    const answered = all.some((other) => other.rater === target && other.target === rater)
    const isOpen = viewer === 'dispatcher' || (viewer === target && viewer !== 'courier' && (isClosed || answered))
    if (viewer === rater || isOpen) seen[target] = stars
  }
  return seen
}

const isRater = (actor: string): actor is Rated => Object.hasOwn(DIRECTIONS, actor)
