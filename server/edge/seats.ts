/** The seats of one session: few as a rule, so a list; by ref in a Map only once there are many. */
import type { Seat } from './seat.ts'

const MANY = 8

export class Seats {
  readonly #list: Seat[] = []
  #byRef: Map<number, Seat> | undefined

  get size(): number {
    return this.#list.length
  }

  [Symbol.iterator](): IterableIterator<Seat> {
    return this.#list[Symbol.iterator]()
  }

  add(seat: Seat): void {
    this.#list.push(seat)
  }

  /** A seat is found by its ref from the moment that it is joined. */
  at(ref: number): Seat | undefined {
    if (this.#byRef !== undefined) return this.#byRef.get(ref)
    for (const seat of this.#list) if (seat.ref === ref) return seat
    return undefined
  }

  in(kind: string, room: string): boolean {
    for (const seat of this.#list) if (seat.room === room && seat.kind === kind) return true
    return false
  }

  /** The seat has its ref now. */
  joined(seat: Seat): void {
    if (this.#byRef !== undefined) this.#byRef.set(seat.ref, seat)
    else if (this.#list.length > MANY) {
      this.#byRef = new Map()
      for (const other of this.#list) if (other.ref !== -1) this.#byRef.set(other.ref, other)
    }
  }

  remove(seat: Seat): void {
    const at = this.#list.indexOf(seat)
    if (at !== -1) this.#list.splice(at, 1)
    if (this.#byRef?.get(seat.ref) === seat) this.#byRef.delete(seat.ref)
  }

  /** All of them, and the table is empty. */
  clear(): Seat[] {
    this.#byRef = undefined
    return this.#list.splice(0)
  }
}
