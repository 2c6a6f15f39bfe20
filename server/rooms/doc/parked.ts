/** Edits and suggestions that came before what they build on: they wait a little for it, and no longer. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Later, Member } from '../../engine/room.ts'

/** Of one seat, and of all. */
const SEAT_BYTES = 256 * 1024
const SEAT_EDITS = 64
const ROOM_BYTES = 4 * 1024 * 1024
const WAIT_MS = 5_000

export interface Waiting {
  readonly bytes: number
  readonly later: Later
  /** Tries it once more; false: it has to wait on. */
  readonly again: () => boolean
}

interface Parked extends Waiting {
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
  park(from: Member, one: Waiting, nowMs: number): void {
    const seat = this.#seats.get(from) ?? []
    const bytes = bytesOf(seat) + one.bytes
    const full = bytes > SEAT_BYTES || seat.length >= SEAT_EDITS || this.#bytes + one.bytes > ROOM_BYTES
    if (full) throw tooLate()
    seat.push({ ...one, sinceMs: nowMs })
    this.#bytes += one.bytes
    this.#seats.set(from, seat)
  }

  /** Tries them again, as often as one helps another. */
  retry(): void {
    for (let took = true; took;) {
      took = false
      for (const [from, seat] of this.#seats) {
        const left = seat.filter(({ again }) => !again())
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
    this.#bytes += bytesOf(seat) - bytesOf(before)
    if (seat.length === 0) this.#seats.delete(from)
    else this.#seats.set(from, seat)
  }
}

const bytesOf = (seat: readonly Parked[]): number => seat.reduce((sum, { bytes }) => sum + bytes, 0)
