/** Who sits in which slot. Slots are dense and used again; what else is kept by slot is the caller's to clear. */
import { SLOT, Slots } from './slots.ts'

export class Couriers {
  readonly slots: Slots
  readonly #slotOf = new Map<string, number>()
  readonly #ids: (string | undefined)[] = []
  readonly #free: number[] = []
  readonly #most: number

  constructor(most: number) {
    this.#most = most
    this.slots = new Slots(Math.min(64, most))
  }

  get size(): number {
    return this.#slotOf.size
  }

  /** There is no slot for another one. */
  get isFull(): boolean {
    return this.#slotOf.size >= this.#most
  }

  /** Slots run from 0 up to, but not including, this. */
  get end(): number {
    return this.#ids.length
  }

  slotOf(courierId: string): number | undefined {
    return this.#slotOf.get(courierId)
  }

  idOf(slot: number): string | undefined {
    return this.#ids[slot]
  }

  /** A slot for a courier, its own if it has one; undefined when the region is full. */
  open(courierId: string): number | undefined {
    const own = this.#slotOf.get(courierId)
    if (own !== undefined) return own
    const slot = this.#free.pop() ?? this.#ids.length
    if (slot >= this.#most) return undefined
    const { slots } = this
    if (slot >= slots.capacity) slots.grow(Math.min(this.#most, slots.capacity * 2))
    this.#ids[slot] = courierId
    this.#slotOf.set(courierId, slot)
    slots.state[slot] = SLOT.open
    return slot
  }

  close(slot: number): void {
    const id = this.#ids[slot]
    if (id === undefined) return
    this.#ids[slot] = undefined
    this.#slotOf.delete(id)
    this.#free.push(slot)
    this.slots.clear(slot)
  }
}
