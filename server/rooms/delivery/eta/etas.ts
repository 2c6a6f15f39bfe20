/** Arrival times of a region's open orders: estimated now and then, learned from how it came, told when it is news. */
import { isOver } from '../../../../shared/delivery/orders.ts'
import type { Eta } from '../../../../shared/delivery/order-types.ts'
import type { OrderEvent } from '../orders/events.ts'
import type { OrderFacts } from '../orders/order.ts'
import type { Order } from '../orders/orders.ts'
import type { Spot } from '../orders/shelf.ts'
import { estimate } from './estimate.ts'
import type { Standing } from './estimate.ts'
import { Learning } from './learning.ts'
import type { WayKind } from './learning.ts'
import { isNews } from './told.ts'

/** An order is looked at so often, in life. */
const LOOK_MS = 20_000
/** Orders that are looked at in one second, so that 20,000 are not news in one tick, which no dispatcher's line would take. */
const LOOKS_MAX = 1_000
/** Hungry people read minutes: nothing finer is told. */
const GRAIN_MS = 10_000
/** Nobody knows it better than this. */
const LEAST_MS = 30_000

/** The region, as far as arrival times depend on it. */
export interface EtaWorld {
  /** Unix ms. */
  wall(): number
  /** The way to an order's door; `courier`: whoever has it, if anybody. */
  wayKind(order: Pick<Order, 'pickup' | 'door' | 'courier'>): WayKind
  /** How much faster than life time goes. */
  pace(): number
  /** From the restaurant to the door, seconds as time goes there. */
  waySeconds(order: Order): number
  /**
   * Seconds as time goes there until its courier is at the restaurant, or, once it is carried, at the door: with what it
   * has to do before. Null: there is no courier, or nobody knows where it is.
   */
  courierSeconds(order: Order): number | null
  /** To be told. */
  tell(order: Order, eta: Eta): void
}

interface Watched {
  /** Unix ms: when it was looked at, and when it was told, last. */
  lookedMs: number
  toldMs: number
  happened: boolean
  /** Since when it could be handed over, and since when it is on its way to the door; with what was predicted for that, in life. */
  handableMs: number
  leftMs: number
  predictedMs: number
}

export class Etas {
  readonly #world: EtaWorld
  readonly #learning: Learning
  readonly #watched = new Map<string, Watched>()
  /** How many orders the last sweep came past, where it did not come to the end. */
  #past = 0

  constructor(world: EtaWorld, learning = new Learning()) {
    this.#world = world
    this.#learning = learning
  }

  /** Something happened to an order. */
  heard(order: Order, { what, at }: OrderEvent, before: OrderFacts | undefined): void {
    const watched = this.#of(order)
    watched.happened = true
    // What is looked at in the next second has happened altogether.
    watched.lookedMs = 0
    const pace = this.#world.pace()
    switch (what.type) {
      case 'ready':
        if (before !== undefined) this.#learning.ready(order.restaurant.id, (at - before.readyMs) * pace)
        if (order.assignment === 'at_pickup') {
          watched.handableMs = at
          this.#learning.came(0)
        }
        break
      case 'arrived_pickup':
        if (order.state === 'ready') {
          watched.handableMs = at
          this.#learning.came((at - order.readyMs) * pace)
        }
        break
      case 'picked_up':
        if (watched.handableMs > 0) this.#learning.handed((at - watched.handableMs) * pace)
        watched.leftMs = at
        watched.predictedMs = this.#world.waySeconds(order) * 1_000 * pace
        break
      case 'delivered':
        if (watched.leftMs > 0) {
          this.#learning.arrived(this.#world.wayKind(order), (at - watched.leftMs) * pace, watched.predictedMs)
          watched.leftMs = 0
        }
        break
      default:
    }
    if (isOver(order.state)) this.#watched.delete(order.id)
  }

  /** Every second, with all open orders. */
  sweep(orders: Iterable<Order>): void {
    const nowMs = this.#world.wall()
    const everyMs = Math.max(1_000, LOOK_MS / this.#world.pace())
    let n = 0
    let looks = 0
    for (const order of orders) {
      if (n++ < this.#past || isOver(order.state)) continue
      const watched = this.#of(order)
      if (nowMs - watched.lookedMs < everyMs) continue
      if (++looks > LOOKS_MAX) {
        this.#past = n - 1
        return
      }
      watched.lookedMs = nowMs
      const eta = this.of(order)
      if (!isNews(order.eta, eta, nowMs, watched.toldMs, watched.happened, this.#world.pace())) continue
      watched.toldMs = nowMs
      watched.happened = false
      this.#world.tell(order, eta)
    }
    this.#past = 0
  }

  /** As it looks now. */
  of(order: Order): Eta {
    const pace = this.#world.pace()
    const carried = order.assignment === 'carrying'
    const courierS = this.#world.courierSeconds(order)
    const life = (seconds: number): number => seconds * 1_000 * pace
    return this.#eta({
      restaurant: order.restaurant.id,
      way: this.#world.wayKind(order),
      readyInMs: order.state === 'ready' ? null : (order.readyMs - this.#world.wall()) * pace,
      toPickupMs: order.assignment === 'at_pickup' ? 0 : courierS === null ? null : life(courierS),
      toDoorMs: life(carried && courierS !== null ? courierS : this.#world.waySeconds(order)),
      carried,
    })
  }

  /** Of an order that is not placed yet. */
  ofQuote(restaurant: string, prepMs: number, waySeconds: number, pickup: Spot, door: Spot): Eta {
    const toDoorMs = waySeconds * 1_000 * this.#world.pace()
    const way = this.#world.wayKind({ pickup, door, courier: null })
    return this.#eta({ restaurant, way, readyInMs: prepMs, toPickupMs: null, toDoorMs, carried: false })
  }

  #eta(standing: Standing): Eta {
    const { fromMs, toMs } = estimate(standing, this.#learning)
    const nowMs = this.#world.wall()
    const pace = this.#world.pace()
    const grained = (ms: number): number => (Math.round(ms / GRAIN_MS) * GRAIN_MS) / pace
    const to = Math.max(toMs, fromMs + LEAST_MS)
    return { from: Math.round(nowMs + grained(fromMs)), to: Math.round(nowMs + grained(to)) }
  }

  #of(order: Order): Watched {
    let watched = this.#watched.get(order.id)
    if (watched === undefined) {
      watched = { lookedMs: 0, toldMs: 0, happened: true, handableMs: 0, leftMs: 0, predictedMs: 0 }
      this.#watched.set(order.id, watched)
    }
    return watched
  }
}
