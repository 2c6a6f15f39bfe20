/** One connection from its opening to its end: greeting, then open, then closing. */
import { randomBytes } from 'node:crypto'
import { ERRORS, toError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME, PROTOCOL_VERSION } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import type { Connection, ConnectionEvents, Identity } from '../ports.ts'
import type { EdgeContext } from './context.ts'
import { Greeting } from './greeting.ts'
import type { Hello } from './greeting.ts'
import { OpenSession } from './open-session.ts'

/** For what the table gives no close code: our own fault, after which a client reconnects (E2). */
const CLOSE_INTERNAL = 1011

export class Session implements ConnectionEvents {
  readonly connection: Connection
  readonly #context: EdgeContext
  #state: Greeting | OpenSession | 'closing'
  #lossy = false

  constructor(context: EdgeContext, connection: Connection) {
    this.#context = context
    this.connection = connection
    this.#state = new Greeting(context.clock.now(), (hello) => void this.#verify(hello))
    context.sessions.add(this)
  }

  get open(): OpenSession | undefined {
    return this.#state instanceof OpenSession ? this.#state : undefined
  }

  message(bytes: Uint8Array): void {
    if (this.#state === 'closing') return
    this.#context.meter.bytesIn += bytes.length
    try {
      // Frames outlive the call as views of these bytes: bodies in a room's inbox, and what waits behind HELLO.
      this.#state.message(new Uint8Array(bytes))
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  drained(): void {
    this.open?.drained()
  }

  dropped(): void {
    this.#context.meter.dropped++
    if (this.#lossy) return
    this.#lossy = true
    this.#context.log.warn('the transport dropped a frame', { bufferedBytes: this.connection.bufferedBytes })
    // Not now: this may be inside a send. What the client misses it gets by resuming.
    this.#context.clock.soon(() => this.end('slow'))
  }

  closed(code: number): void {
    this.#context.sessions.closed(code)
    this.#leave()
  }

  /** E1: says why, then closes. */
  end(code: ErrorCode, detail?: string, retryMs = 0): void {
    if (this.#state === 'closing') return
    this.#leave()
    const row: { close?: number; message: string } = ERRORS[code]
    const reason = detail ?? row.message
    this.connection.send(encodeServerFrame({ type: FRAME.BYE, code, reason, retryMs: Math.ceil(retryMs) }))
    this.connection.end(row.close ?? CLOSE_INTERNAL, code)
  }

  /** True: a PING is due now. */
  sweep(nowMs: number, wallMs: number): boolean {
    const state = this.#state
    if (state instanceof OpenSession) return state.sweep(nowMs, wallMs)
    if (state !== 'closing' && state.overdue(nowMs)) this.end('no_pong', 'no HELLO in time')
    return false
  }

  async #verify(hello: Hello): Promise<void> {
    try {
      const identity = await this.#context.auth.verify(hello.token)
      this.connection.cork(() => this.#welcome(hello, identity))
    } catch (thrown) {
      this.#fail(thrown)
    }
  }

  #welcome(hello: Hello, identity: Identity): void {
    if (!(this.#state instanceof Greeting)) return // It went while its token was checked.
    const { sessions, clock, resumeTokens, meter } = this.#context
    const waiting = this.#state.takeWaiting()
    const { user, expiresMs } = identity
    const wallMs = clock.wall()
    const old = hello.resume === null ? undefined : resumeTokens.session(hello.resume, user.id, hello.device, wallMs)
    if (old !== undefined) meter.resumed++
    const id = old ?? randomBytes(16).toString('base64url')
    sessions.claim(this, user.id, hello.device)
    const open = new OpenSession(this.#context, this, id, hello.device, identity, sessions.pingPhase())
    this.#state = open
    open.outbox.send(
      'control',
      encodeServerFrame({
        type: FRAME.WELCOME,
        version: PROTOCOL_VERSION,
        session: id,
        resume: resumeTokens.issue(id, user.id, hello.device, wallMs),
        user,
        serverMs: wallMs,
        pingMs: LIMITS.pingMs,
        tokenExpiresMs: Math.floor(expiresMs),
      }),
    )
    for (const frame of waiting) open.receive(frame, clock.now(), 0)
  }

  #fail(thrown: unknown): void {
    const error = toError(thrown)
    if (error.code === 'internal') this.#context.log.error('a session failed', { cause: error.cause })
    this.end(error.code, error.detail, error.retryMs)
  }

  #leave(): void {
    const state = this.#state
    if (state === 'closing') return
    this.#state = 'closing'
    if (state instanceof Greeting) return this.#context.sessions.remove(this)
    this.#context.sessions.remove(this, state.user.id, state.device)
    state.close()
  }
}
