/** Edits that came before what they build on: they wait a little for it, and no longer. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member } from '../../engine/room.ts'

/** Of one seat, and of all. */
const SEAT_BYTES = 256 * 1024
const SEAT_EDITS = 64
const ROOM_BYTES = 4 * 1024 * 1024
const WAIT_MS = 5_000

interface Parked {
  readonly update: Uint8Array
  readonly later: Later
  readonly sinceMs: number
}

const tooLate = () => new TuttiError('conflict', 'it builds on what has not come')

export class ParkedEdits {
  /** By seat, in the order they came. */
  readonly #seats = new Map<Member, Parked[]>()
  #bytes = 0

  get size(): number {
    return this.#seats.size
  }

  /** Room time at which the first one has waited too long. */
  get dueMs(): number {
    let dueMs = Infinity
    for (const [first] of this.#seats.values())
      if (first !== undefined) dueMs = Math.min(dueMs, first.sinceMs + WAIT_MS)
    return dueMs
  }

  /** @throws TuttiError `conflict` where it may not even wait */
  park(from: Member, update: Uint8Array, later: Later, nowMs: number): void {
    const seat = this.#seats.get(from) ?? []
    const bytes = seat.reduce((sum, one) => sum + one.update.length, update.length)
    const full = bytes > SEAT_BYTES || seat.length >= SEAT_EDITS || this.#bytes + update.length > ROOM_BYTES
    if (full) throw tooLate()
    seat.push({ update, later, sinceMs: nowMs })
    this.#bytes += update.length
    this.#seats.set(from, seat)
  }

  /** Tries them again, as often as one helps another. `take`: false while it still has to wait. */
  retry(take: (from: Member, update: Uint8Array, later: Later) => boolean): void {
    for (let took = true; took;) {
      took = false
      for (const [from, seat] of this.#seats) {
        const left = seat.filter((one) => !take(from, one.update, one.later))
        took ||= left.length < seat.length
        this.#put(from, left)
      }
    }
  }

  /** Those that have waited long enough are refused. */
  expire(nowMs: number): void {
    for (const [from, seat] of this.#seats) {
      for (const one of seat) if (one.sinceMs + WAIT_MS <= nowMs) one.later.refuse(tooLate())
      this.#put(
        from,
        seat.filter((one) => one.sinceMs + WAIT_MS > nowMs),
      )
    }
  }

  forget(from: Member): void {
    this.#put(from, [])
  }

  #put(from: Member, seat: Parked[]): void {
    const before = this.#seats.get(from) ?? []
    if (before.length === seat.length) return
    const bytes = (list: readonly Parked[]) => list.reduce((sum, one) => sum + one.update.length, 0)
    this.#bytes += bytes(seat) - bytes(before)
    if (seat.length === 0) this.#seats.delete(from)
    else this.#seats.set(from, seat)
  }
}
