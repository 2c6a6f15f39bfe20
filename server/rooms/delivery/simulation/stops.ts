/** Where a simulated courier goes next, with several orders in hand. */

export interface Stop {
  readonly order: string
  readonly is: 'pickup' | 'drop'
}

export class Stops {
  #stops: Stop[] = []
  /** Orders that were taken together, at this time. */
  #batch: ReadonlySet<string> = new Set()
  #batchMs = 0

  get next(): Stop | undefined {
    return this.#stops[0]
  }

  /** Takes an order: both places after those it has; of orders that are taken together all pickups come first. */
  take(order: string, atMs: number): void {
    const together = atMs === this.#batchMs
    this.#batch = new Set(together ? [...this.#batch, order] : [order])
    this.#batchMs = atMs
    const first = this.#stops.findIndex((stop) => stop.is === 'drop' && this.#batch.has(stop.order))
    this.#stops.splice(together && first >= 0 ? first : this.#stops.length, 0, { order, is: 'pickup' })
    this.#stops.push({ order, is: 'drop' })
  }

  /** After a restart: only its door is left of it. */
  carries(order: string): void {
    this.#stops.push({ order, is: 'drop' })
  }

  /** It was there. */
  done({ order, is }: Stop): void {
    this.#stops = this.#stops.filter((stop) => stop.order !== order || stop.is !== is)
  }

  /** It has the order no more. True: it was on its way for it. */
  drop(order: string): boolean {
    const was = this.#stops[0]?.order === order
    this.#stops = this.#stops.filter((stop) => stop.order !== order)
    return was
  }
}
