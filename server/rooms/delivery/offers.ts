/** Who is asked of which order: exclusive both ways, and each over at a moment of its own. */
import { TuttiError } from '../../../shared/errors.ts'

export interface LiveOffer {
  readonly id: string
  /** More than one: they go together. */
  readonly orders: readonly string[]
  /** Of each order's assignment, if it is taken. */
  readonly epochs: readonly number[]
  readonly courier: string
  /** Unix ms. */
  readonly atMs: number
  readonly untilMs: number
  /** Its courier's screen has shown it. */
  seen: boolean
}

export class Offers {
  readonly #byOrder = new Map<string, LiveOffer>()
  readonly #byCourier = new Map<string, LiveOffer>()

  ofOrder(order: string): LiveOffer | undefined {
    return this.#byOrder.get(order)
  }

  ofCourier(courier: string): LiveOffer | undefined {
    return this.#byCourier.get(courier)
  }

  /** Neither the orders nor the courier may have another one. */
  make(offer: LiveOffer): void {
    if (this.#byCourier.has(offer.courier) || offer.orders.some((order) => this.#byOrder.has(order)))
      throw new Error('one of them has an offer already')
    this.#byCourier.set(offer.courier, offer)
    for (const order of offer.orders) this.#byOrder.set(order, offer)
  }

  /** The offer that this courier answers. @throws TuttiError `conflict` where it counts no more */
  answered(id: string, epoch: number, courier: string, nowMs: number): LiveOffer {
    const offer = this.#byCourier.get(courier)
    if (offer === undefined || offer.id !== id || offer.epochs[0] !== epoch || offer.untilMs < nowMs)
      throw new TuttiError('conflict', 'this offer is over')
    return offer
  }

  end(offer: LiveOffer): void {
    this.#byCourier.delete(offer.courier)
    for (const order of offer.orders) this.#byOrder.delete(order)
  }

  /** Those whose time is over. */
  expired(nowMs: number): LiveOffer[] {
    return [...this.#byCourier.values()].filter(({ untilMs }) => untilMs < nowMs)
  }
}
