/** One socket of a foreign client: what is sent on it, and what its members miss or wait for while it is slow. */
import { Bucket } from '../../shared/bucket.ts'
import { toError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Connection, Wire } from '../ports.ts'
import { closeCodeOf } from './codes.ts'
import type { WireContext } from './context.ts'
import { WIRE } from './limits.ts'
import type { Visit } from './visit.ts'

const { softBufferBytes, hardBufferBytes, slowMs } = LIMITS

export class Line {
  readonly context: WireContext
  readonly wire: Wire
  readonly connection: Connection
  readonly visits = new Set<Visit>()
  /** A socket whose members get neither cursors nor edits that they would have to wait for. */
  #held = false
  /** Since when members are off the live stream without the buffer having drained; 0: none is. */
  #stuckSinceMs = 0
  #over = false
  readonly #messages = new Bucket(WIRE.messages)
  readonly #strikes = new Bucket(WIRE.strikes)

  constructor(context: WireContext, wire: Wire, connection: Connection) {
    this.context = context
    this.wire = wire
    this.connection = connection
  }

  get over(): boolean {
    return this.#over
  }

  /** What is sent now would only wait. */
  get held(): boolean {
    return this.#held || this.connection.bufferedBytes > softBufferBytes
  }

  /** Above it a member that catches up waits. */
  get full(): boolean {
    return this.connection.bufferedBytes > softBufferBytes
  }

  send(message: Uint8Array): void {
    if (this.#over) return
    const { meter } = this.context
    meter.messagesOut[this.wire]++
    meter.bytesOut[this.wire] += message.length
    this.connection.send(message)
  }

  /** One message came; too many of them end the socket. */
  heard(bytes: number): void {
    const { meter, clock } = this.context
    meter.messagesIn[this.wire]++
    meter.bytesIn[this.wire] += bytes
    if (this.#messages.take(clock.now()) > 0) this.strike()
  }

  /** It did what it may not: forgiven some times, not for ever. */
  strike(): void {
    if (this.#strikes.take(this.context.clock.now()) > 0) this.end('flood')
  }

  /** The only way out for what a message, or an answer, has thrown. */
  fail(thrown: unknown): void {
    const error = toError(thrown)
    if (error.code === 'internal') this.context.log.error('a foreign client failed', { error: error.cause })
    this.end(error.code, error.detail)
  }

  end(code: ErrorCode, why: string = code): void {
    this.close(closeCodeOf(code), why)
  }

  close(code: number, why: string): void {
    if (this.#over) return
    this.leave()
    this.connection.end(code, why.slice(0, 120))
  }

  /** The socket is over, and its members with it. */
  leave(): void {
    if (this.#over) return
    this.#over = true
    const visits = [...this.visits]
    this.visits.clear()
    for (const visit of visits) visit.leave('lost')
  }

  /** The buffer went down. */
  drained(): void {
    if (this.#held) this.check()
  }

  /** The transport lost something: the client gets it by coming again. */
  dropped(): void {
    this.context.meter.dropped++
    this.context.log.warn('the transport dropped a message', { bufferedBytes: this.connection.bufferedBytes })
    // Not now: this may be inside a send.
    this.context.clock.soon(() => this.end('slow'))
  }

  /** Now and then. */
  sweep(): void {
    this.check()
    for (const visit of this.visits) visit.sweep()
  }

  /** Looks at the buffer, and acts on it. */
  check(): void {
    if (this.#over) return
    const nowMs = this.context.clock.now()
    const buffered = this.connection.bufferedBytes
    if (buffered <= softBufferBytes) return this.#held ? this.#relieve(nowMs) : undefined
    this.#held = true
    for (const visit of this.visits) visit.hold()
    if (buffered > hardBufferBytes) this.#demote(nowMs)
    if (this.#stuckSinceMs !== 0 && nowMs - this.#stuckSinceMs > slowMs) this.end('slow')
  }

  /** A page that a member waited for is there. */
  resume(): void {
    if (!this.#over && !this.full) this.#relieve(this.context.clock.now())
  }

  #demote(nowMs: number): void {
    let demoted = false
    for (const visit of this.visits) demoted = visit.demote() || demoted
    if (!demoted) return
    this.context.meter.demotions++
    if (this.#stuckSinceMs === 0) this.#stuckSinceMs = nowMs
  }

  #relieve(nowMs: number): void {
    this.#stuckSinceMs = 0
    for (const visit of this.visits) {
      const caughtUp = visit.catchUp()
      if (caughtUp === 'gone') return this.end('slow')
      if (caughtUp === 'more') {
        this.#held = true
        this.#stuckSinceMs = nowMs
        return
      }
    }
    this.#held = false
    for (const visit of this.visits) visit.release()
  }
}
