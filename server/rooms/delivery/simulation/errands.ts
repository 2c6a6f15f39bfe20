/** What a simulated courier does with orders: answers offers, goes where it has to, picks up and delivers. */
import { isCarried, isOver } from '../../../../shared/delivery/orders.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Courier } from '../fleet.ts'
import type { Order } from '../orders/orders.ts'
import type { Town } from './parts.ts'
import { Stops } from './stops.ts'
import type { Stop } from './stops.ts'

/** Is it ready? Asked so often. */
const ASK_MS = 5_000
/** So often in vain, and it says why it was not seen, or gives up. */
const TRIES = 12

interface Place {
  readonly xM: number
  readonly yM: number
}

/** By the number of a simulated courier. */
export interface ErrandSinks {
  courier(n: number): Courier | undefined
  send(n: number, to: Place): void
  /** It has nothing to do any more. */
  free(n: number): void
}

export class Errands {
  readonly #town: Town
  readonly #sinks: ErrandSinks
  readonly #stops = new Map<number, Stops>()

  constructor(town: Town, sinks: ErrandSinks) {
    this.#town = town
    this.#sinks = sinks
  }

  /** An order is offered to it. */
  asked(n: number): void {
    const { clock, habits, parts } = this.#town
    const { answer, afterMs } = habits.answer()
    if (answer === 'silence') return
    clock.in(afterMs, () => {
      const courier = this.#sinks.courier(n)
      const offer = courier === undefined ? null : parts.offering.offerOf(courier.id)
      if (courier === undefined || offer === null) return
      parts.offering.seen(courier, offer.id)
      try {
        parts.offering[answer](courier, offer.id, offer.epoch)
      } catch (thrown) {
        // It was over a moment ago.
        if (!(thrown instanceof TuttiError)) throw thrown
      }
    })
  }

  /** It has an order now. */
  given(n: number, order: Order, atMs: number): void {
    const stops = this.#of(n)
    const was = stops.next
    stops.take(order.id, atMs)
    if (was === undefined) this.#go(n)
  }

  /** After a restart. */
  resume(n: number, order: Order): void {
    if (isOver(order.state)) return
    const stops = this.#of(n)
    if (isCarried(order.state)) stops.carries(order.id)
    else stops.take(order.id, 0)
    this.#go(n)
  }

  /** It has it no more: taken away, cancelled, or delivered. */
  taken(n: number, order: Order): void {
    if (this.#stops.get(n)?.drop(order.id) === true) this.#go(n)
  }

  /** It is where it was sent. */
  arrived(n: number): void {
    const stop = this.#stops.get(n)?.next
    if (stop === undefined) return this.#sinks.free(n)
    const { clock, habits } = this.#town
    if (stop.is === 'drop') clock.in(habits.doorMs(), () => this.#drop(n, stop, 0))
    else clock.in(ASK_MS, () => this.#ask(n, stop))
  }

  /** At the counter: when it is ready it is handed over. */
  #ask(n: number, stop: Stop): void {
    const { clock, habits } = this.#town
    const order = this.#here(n, stop)
    if (order === undefined) return
    if (order.state !== 'ready') clock.again(ASK_MS, () => this.#ask(n, stop))
    else clock.in(habits.handoverMs(), () => this.#pickUp(n, stop, 0))
  }

  #pickUp(n: number, stop: Stop, tries: number): void {
    const order = this.#here(n, stop)
    const courier = this.#sinks.courier(n)
    if (order === undefined || courier === undefined) return
    const seen = order.assignment === 'at_pickup' || tries >= TRIES
    const reason = order.assignment === 'at_pickup' ? undefined : 'known at the counter'
    const { parts } = this.#town
    if (seen && this.#did(() => parts.jobs.pickUp(order, courier, order.epoch, reason))) return this.#done(n, stop)
    this.#later(n, stop, order, tries, () => this.#pickUp(n, stop, tries + 1))
  }

  #drop(n: number, stop: Stop, tries: number): void {
    const order = this.#here(n, stop)
    const courier = this.#sinks.courier(n)
    if (order === undefined || courier === undefined) return
    const { parts } = this.#town
    // Its customer tells it the PIN.
    if (this.#did(() => parts.jobs.deliver(order, courier, order.epoch, { pin: order.pin }))) return this.#done(n, stop)
    this.#later(n, stop, order, tries, () => this.#drop(n, stop, tries + 1))
  }

  #later(n: number, stop: Stop, order: Order, tries: number, again: () => void): void {
    if (tries < 2 * TRIES) return this.#town.clock.again(ASK_MS, again)
    // It cannot be done: people see to it. This one goes on to the next.
    this.#of(n).drop(order.id)
    this.#go(n)
  }

  #done(n: number, stop: Stop): void {
    const stops = this.#stops.get(n)
    // Delivered: hearing of it has sent it on already.
    if (stops?.next !== stop) return
    stops.done(stop)
    this.#go(n)
  }

  /** Undefined: it is not there for this order any more. */
  #here(n: number, stop: Stop): Order | undefined {
    if (this.#stops.get(n)?.next !== stop) return undefined
    const order = this.#town.parts.counter.orders.get(stop.order)
    if (order !== undefined && !isOver(order.state)) return order
    this.#of(n).drop(stop.order)
    this.#go(n)
    return undefined
  }

  #go(n: number): void {
    const stops = this.#of(n)
    const stop = stops.next
    const order = stop === undefined ? undefined : this.#town.parts.counter.orders.get(stop.order)
    if (stop !== undefined && order !== undefined)
      return this.#sinks.send(n, stop.is === 'pickup' ? order.pickup : order.door)
    if (stop !== undefined) {
      stops.drop(stop.order)
      return this.#go(n)
    }
    this.#stops.delete(n)
    this.#sinks.free(n)
  }

  #did(what: () => void): boolean {
    try {
      what()
      return true
    } catch (thrown) {
      if (!(thrown instanceof TuttiError)) throw thrown
      return false
    }
  }

  #of(n: number): Stops {
    let stops = this.#stops.get(n)
    if (stops === undefined) this.#stops.set(n, (stops = new Stops()))
    return stops
  }
}
