/** What waits for one socket: watches its buffer, and takes a slow reader's seats off the live stream and back on. */
import { LIMITS } from '../../shared/limits.ts'
import type { Connection, EdgeMeter, OutClass } from '../ports.ts'
import type { Seat } from './seat.ts'
import type { Seats } from './seats.ts'

const { softBufferBytes, hardBufferBytes, slowMs, lagMs } = LIMITS
/** How often the seats are asked how far behind they are: a session may have hundreds. */
const ASK_MS = 1_000

/**
 * Below soft everything flows. Above it the seats are held: newest waits, fleeting is dropped. Above hard, ordered
 * events become a cursor into the room's ring, so that a slow reader costs no memory. The same happens to one whose
 * buffer is empty because the kernel took it all, and who does not acknowledge it.
 */
export class Outbox {
  readonly #connection: Connection
  readonly #meter: EdgeMeter
  readonly #seats: Seats
  #held = false
  /** Since when a seat is off the ordered stream without the buffer having drained; 0: none is. */
  #stuckSinceMs = 0
  #lagMs = 0
  #lagKnownMs = 0

  constructor(connection: Connection, meter: EdgeMeter, seats: Seats) {
    this.#connection = connection
    this.#meter = meter
    this.#seats = seats
  }

  get flowing(): boolean {
    return !this.#held && !this.full
  }

  /** Above soft: what can wait should. */
  get full(): boolean {
    return this.#connection.bufferedBytes > softBufferBytes
  }

  get held(): boolean {
    return this.#held
  }

  /** Sends at once, whatever waits: for what cannot be late or lost. */
  send(as: OutClass, frames: Uint8Array): void {
    this.#meter.framesOut[as]++
    this.#meter.bytesOut[as] += frames.length
    this.#connection.send(frames)
  }

  /** As send(), in one system call with what the rooms publish in the same turn: answers, and the events that they caused. */
  sendAlong(as: OutClass, frames: Uint8Array): void {
    this.#meter.framesOut[as]++
    this.#meter.bytesOut[as] += frames.length
    this.#connection.sendAlong(frames)
  }

  /**
   * Looks at the buffer and acts on it. False: it did not drain within the time that a slow reader has, or lost its
   * place in a room, and its session must end.
   */
  check(nowMs: number): boolean {
    const buffered = this.#connection.bufferedBytes
    const lag = this.#lag(nowMs)
    if (buffered <= softBufferBytes && lag < lagMs) return !this.#held || this.#relieve(nowMs)
    this.hold()
    if (lag >= lagMs) this.#demote(nowMs - lag)
    else if (buffered > hardBufferBytes) this.#demote(nowMs)
    return this.#stuckSinceMs === 0 || nowMs - this.#stuckSinceMs <= slowMs
  }

  /** Lets a new seat in, which may have events to catch up on. False as for check(). */
  admit(seat: Seat, nowMs: number): boolean {
    if (this.#held) seat.hold()
    else if (seat.behind && !this.#relieve(nowMs)) return false
    else if (!this.#held) seat.release()
    return this.check(nowMs)
  }

  /** A page that a seat waited for is there. False as for check(). */
  resume(nowMs: number): boolean {
    if (!this.#held) return this.#relieve(nowMs)
    // From here on it is the reader that everything waits for.
    if (this.#stuckSinceMs === 0) this.#stuckSinceMs = nowMs
    return true
  }

  /** Newest and fleeting wait from now on, until the socket drains. */
  hold(): void {
    if (this.#held) return
    this.#held = true
    for (const seat of this.#seats) seat.hold()
  }

  /** The longest that a seat has been waited for. */
  #lag(nowMs: number): number {
    if (nowMs - this.#lagKnownMs < ASK_MS) return this.#lagMs
    this.#lagKnownMs = nowMs
    this.#lagMs = 0
    for (const seat of this.#seats) this.#lagMs = Math.max(this.#lagMs, seat.lagMs(nowMs))
    return this.#lagMs
  }

  #demote(sinceMs: number): void {
    let demoted = false
    for (const seat of this.#seats) demoted = seat.demote() || demoted
    if (!demoted) return
    this.#meter.demotions++
    if (this.#stuckSinceMs === 0) this.#stuckSinceMs = sinceMs
  }

  #relieve(nowMs: number): boolean {
    this.#stuckSinceMs = 0
    for (const seat of this.#seats) {
      const caughtUp = seat.catchUp()
      if (caughtUp === 'gone') return false
      // Seats that wait for the database hold nobody up, and nobody is slow for them.
      if (caughtUp === 'more') {
        this.#stuckSinceMs = nowMs
        this.hold()
        return true
      }
    }
    if (this.#held) {
      this.#held = false
      for (const seat of this.#seats) seat.release()
    }
    return true
  }
}
