/** A session that has been greeted: its user, its seats, its limits, and the frames it sends. */
import { decodeClientFrames } from '../../shared/client-codec.ts'
import { toError, TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import type { Connection, Identity, User } from '../ports.ts'
import { TOLERANCE_MS } from './auth.ts'
import { Bucket } from '../../shared/bucket.ts'
import type { EdgeContext } from './context.ts'
import { dispatch } from './dispatch.ts'
import { Outbox } from './outbox.ts'
import type { Seat } from './seat.ts'
import { Seats } from './seats.ts'
import type { Watching } from './watches.ts'

const FRAMES = { perSecond: LIMITS.framesPerSecond, burst: LIMITS.framesBurst }
const BYTES = { perSecond: LIMITS.bytesPerSecond, burst: LIMITS.bytesBurst }
/** Refusals draw on a bucket, too: a burst by mistake is forgiven in ten seconds, a flood is not. */
const STRIKES = { perSecond: LIMITS.floodStrikes / 10, burst: LIMITS.floodStrikes }

/** What it is a part of, and how it ends that. */
export interface Line {
  readonly connection: Connection
  end(code: ErrorCode): void
}

export class OpenSession {
  readonly context: EdgeContext
  readonly connection: Connection
  readonly id: string
  readonly device: string
  readonly user: User
  readonly seats = new Seats()
  readonly outbox: Outbox
  readonly #line: Line
  #expiresMs: number
  #unanswered = 0
  readonly #frames = new Bucket(FRAMES)
  readonly #bytes = new Bucket(BYTES)
  #strikes: Bucket | undefined
  #heardMs: number
  #pingedMs: number
  #over = false
  #watching: Watching | undefined

  /** `pingedMs`: when it was last pinged, as if; spreads the pings of many sessions over time. */
  constructor(context: EdgeContext, line: Line, id: string, device: string, identity: Identity, pingedMs: number) {
    this.context = context
    this.#line = line
    this.connection = line.connection
    this.id = id
    this.device = device
    this.user = identity.user
    this.#expiresMs = identity.expiresMs
    this.outbox = new Outbox(line.connection, context.meter, this.seats)
    this.#heardMs = context.clock.now()
    this.#pingedMs = pingedMs
  }

  /** One message; the bytes are ours. @throws TuttiError that ends the session */
  message(bytes: Uint8Array): void {
    const nowMs = this.context.clock.now()
    this.#heardMs = nowMs
    const frames = decodeClientFrames(bytes)
    const waitMs = this.#bytes.take(nowMs, bytes.length)
    for (const frame of frames) this.receive(frame, nowMs, waitMs)
  }

  receive(frame: ClientFrame, nowMs: number, bytesWaitMs: number): void {
    if (this.#over) return
    this.context.meter.framesIn[frame.type]!++
    const waitMs = Math.max(bytesWaitMs, this.#frames.take(nowMs))
    if (waitMs > 0) this.#excess(frame, nowMs, waitMs)
    else dispatch(this, frame)
  }

  /** What it watches, from its first WATCH on. */
  get watching(): Watching {
    this.#watching ??= this.context.watches.enter(this.user.id, this.outbox)
    return this.#watching
  }

  /** True: one more request may wait for its answer. Otherwise it is refused here. */
  ask(rid: number): boolean {
    if (this.#unanswered < LIMITS.maxInFlight) {
      this.#unanswered++
      return true
    }
    this.refuse(rid, new TuttiError('rate_limited', 'too many unanswered requests', { retryMs: 1_000 }))
    return false
  }

  answered(count: number): void {
    this.#unanswered -= count
  }

  reply(rid: number, body: unknown): void {
    if (rid === 0) return
    this.outbox.send('control', encodeServerFrame({ type: FRAME.REPLY, rid, code: null, body, retryMs: 0 }))
  }

  refuse(rid: number, error: TuttiError): void {
    const { refusals } = this.context.meter
    refusals.set(error.code, (refusals.get(error.code) ?? 0) + 1)
    if (rid === 0) return
    const retryMs = error.retryMs === undefined ? 0 : Math.ceil(error.retryMs)
    const frame = { type: FRAME.REPLY, rid, code: error.code, body: error.detail ?? null, retryMs }
    this.outbox.send('control', encodeServerFrame(frame))
  }

  /** The only way out for what an asynchronous answer threw. */
  fail(rid: number, thrown: unknown): void {
    const error = toError(thrown)
    if (error.code === 'internal') this.context.log.error('a request failed', { cause: error.cause })
    this.refuse(rid, error)
  }

  /** S7: the token of the same user, with a later expiry. */
  renew(identity: Identity): void {
    if (identity.user.id !== this.user.id) throw new TuttiError('bad_token', 'the token is of another user')
    this.#expiresMs = identity.expiresMs
  }

  /** A seat has joined and wants its place on the live stream. */
  settle(seat: Seat): void {
    if (!this.outbox.admit(seat, this.context.clock.now())) this.end('slow')
  }

  /** A seat that waited for the database may go on. */
  resume(): void {
    if (!this.outbox.resume(this.context.clock.now())) this.end('slow')
  }

  end(code: ErrorCode): void {
    this.#line.end(code)
  }

  drained(): void {
    if (this.outbox.held && !this.outbox.check(this.context.clock.now())) this.end('slow')
  }

  /** True: a PING is due now. Ends the session when it is silent, slow, or its token has expired. */
  sweep(nowMs: number, wallMs: number): boolean {
    if (this.#expiresMs !== 0 && wallMs > this.#expiresMs + TOLERANCE_MS) this.end('token_expired')
    else if (this.#heardMs < this.#pingedMs && nowMs - this.#pingedMs > LIMITS.pongMs) this.end('no_pong')
    else if ((this.seats.size > 0 || this.outbox.held) && !this.outbox.check(nowMs)) this.end('slow')
    else if (nowMs - this.#pingedMs >= LIMITS.pingMs) {
      this.#pingedMs = nowMs
      return true
    }
    return false
  }

  /** The session is over: its rooms hear of it. */
  close(): void {
    this.#over = true
    for (const seat of this.seats.clear()) seat.leave('lost')
    if (this.#watching !== undefined) this.context.watches.leave(this.#watching)
  }

  #excess(frame: ClientFrame, nowMs: number, waitMs: number): void {
    this.#strikes ??= new Bucket(STRIKES)
    if (this.#strikes.take(nowMs) > 0) return this.end('flood')
    const rid = 'rid' in frame ? frame.rid : 0
    this.refuse(rid, new TuttiError('rate_limited', undefined, { retryMs: waitMs }))
  }
}
