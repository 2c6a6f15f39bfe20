/** Higher fees where orders outnumber couriers: looked at every half minute, told to dispatchers, and put into quotes. */
import { SURGE } from '../../../shared/delivery/money.ts'
import { isAssignable } from '../../../shared/delivery/orders.ts'
import type { Place, SurgeCell } from '../../../shared/delivery/types.ts'
import type { Member } from '../../engine/room.ts'
import type { Areas } from './areas.ts'
import type { SurgeThere } from './book/quoting.ts'
import type { Desk } from './desk.ts'
import type { Field } from './field.ts'
import type { Fleet } from './fleet.ts'
import type { Memory } from './memory.ts'
import type { Orders } from './orders/orders.ts'
import { SURGE_CELL_M, Surge } from './surge.ts'
import type { SavedSurge, Spot } from './surge.ts'

export interface SurgingParts {
  readonly desk: Desk
  readonly book: Orders
  readonly fleet: Fleet
  readonly field: () => Field
  readonly areas: Areas
  readonly memory: Memory
}

/** What is older says nothing of now. */
const SURGE_MS = 15 * 60_000

export class Surging {
  readonly #parts: SurgingParts
  readonly #surge = new Surge()

  constructor(parts: SurgingParts) {
    this.#parts = parts
    const kept = parts.memory.of<SavedSurge>('surge', this.#surge, SURGE_MS)
    if (kept !== undefined) this.#surge.restore(kept)
  }

  /** Every half minute. */
  tick(): void {
    const { desk } = this.#parts
    this.#surge.update(desk.wall(), this.#waiting(), this.#free())
    const { dispatchers } = desk.people
    if (dispatchers.size > 0) desk.ctx.send(dispatchers, 'surge', this.#shown())
  }

  /** A dispatcher has come. */
  greet(who: Member): void {
    this.#parts.desk.ctx.send(who, 'surge', this.#shown())
  }

  at(place: Place): SurgeThere {
    const { desk, areas } = this.#parts
    const { frame } = desk
    const xM = frame.xOf(place.lonE7)
    const yM = frame.yOf(place.latE7)
    return {
      factor: areas.surges(place) ? this.#surge.factorAt(xM, yM) : SURGE.least,
      cell: this.#surge.nameAt(xM, yM),
    }
  }

  *#waiting(): Iterable<Spot> {
    for (const order of this.#parts.book.all()) {
      const unassigned = order.assignment === 'unassigned' || order.assignment === 'offered'
      if (unassigned && (order.state === 'pending' || isAssignable(order.state))) yield order.pickup
    }
  }

  /** Whoever could take more at once, or is on the way to its last door. */
  *#free(): Iterable<Spot> {
    const field = this.#parts.field()
    for (const { slot, state, weak, jobs, maxLoad } of this.#parts.fleet.all()) {
      if (slot < 0 || state !== 'online' || weak || jobs.length >= maxLoad || field.t(slot) === 0) continue
      if (jobs.every(({ stage }) => stage === 'carrying')) yield { xM: field.x(slot), yM: field.y(slot) }
    }
  }

  #shown(): SurgeCell[] {
    const { frame } = this.#parts.desk
    return [...this.#surge.dear()].map(({ xM, yM, factor }) => ({
      factor,
      box: {
        south: frame.latE7Of(yM),
        west: frame.lonE7Of(xM),
        north: frame.latE7Of(yM + SURGE_CELL_M),
        east: frame.lonE7Of(xM + SURGE_CELL_M),
      },
    }))
  }
}
