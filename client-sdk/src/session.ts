/** Keeps one session alive over many connections: greets, refreshes, moves, waits and tries again (PROTOCOL C1, C2, E). */
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { ERRORS, mayReconnect } from '../../shared/errors.ts'
import { FRAME, PROTOCOL_VERSION } from '../../shared/frames.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { routedAddress } from './address.ts'
import { Backoff } from './backoff.ts'
import { ClockSync } from './clock-sync.ts'
import type { ClientClock } from './clock.ts'
import { Connection } from './connection.ts'
import type { End } from './connection.ts'
import { watchNetwork } from './network.ts'
import { Probes } from './probes.ts'
import type { Requests } from './requests.ts'
import type { OpenSocket } from './socket.ts'
import { UnauthorizedError } from './tokens.ts'
import type { Tokens } from './tokens.ts'
import type { Traffic } from './traffic.ts'
import type { ClientState, ClosedBy } from './typed.ts'

export interface SessionParts {
  readonly url: string
  readonly device: string
  readonly probeMs: number
  readonly clock: ClientClock
  readonly random: () => number
  readonly openSocket: OpenSocket
  readonly tokens: Tokens
  readonly traffic: Traffic
  readonly requests: Requests
}

export interface SessionEvents {
  /** Frames to send in the same message as HELLO. */
  greeting(): Uint8Array[]
  welcomed(): void
  /** Any frame that is not the session's own business. */
  frame(frame: ServerFrame): void
  lost(): void
  state(state: ClientState): void
  rtt(rttMs: number): void
}

export class Session {
  readonly sync = new ClockSync()
  readonly probes: Probes
  state: ClientState = 'connecting'
  closedBy: ClosedBy | undefined
  user: { readonly id: string; readonly name: string } | undefined
  id: string | undefined

  readonly #parts: SessionParts
  readonly #events: SessionEvents
  readonly #backoff: Backoff
  readonly #unwatch: () => void
  #connection: Connection | undefined
  /** HELLO went out: what is sent now is handled behind it (PROTOCOL S4). */
  #greeted = false
  #resume: Uint8Array | null = null
  #url: string
  /** Every try has a number: what an older one still brings is not for this one. */
  #turn = 0
  #cancelWait: (() => void) | undefined
  #moveAtMs: number | undefined

  constructor(parts: SessionParts, events: SessionEvents) {
    this.#parts = parts
    this.#events = events
    this.#url = parts.url
    this.#backoff = new Backoff(parts.clock, parts.random)
    this.probes = new Probes(parts.clock, this.sync, parts.probeMs, (time) => {
      this.send(encodeClientFrame({ type: FRAME.PROBE, time }))
    })
    this.#unwatch = watchNetwork((how) => this.#networkChanged(how))
  }

  /** Frames may be sent now; whether rooms are there to take them is theirs to know. */
  get open(): boolean {
    return this.#greeted
  }

  /** Messages while not open go nowhere. */
  send(message: Uint8Array, frames = 1): void {
    if (this.#greeted) this.#connection?.sendBytes(message, frames)
  }

  sendAll(frames: readonly Uint8Array[]): void {
    if (this.#greeted) this.#connection?.sendAll(frames)
  }

  start(): void {
    void this.#connect()
  }

  /** For good. `by` undefined: the application wanted it. */
  close(by?: ClosedBy): void {
    if (this.state === 'closed') return
    this.closedBy = by
    this.#unwatch()
    this.#leave()
    this.#become('closed')
  }

  async #connect(): Promise<void> {
    const turn = ++this.#turn
    this.#cancelWait?.()
    this.#cancelWait = undefined
    this.#become('connecting')
    let token: string
    try {
      token = await this.#parts.tokens.get()
    } catch (thrown) {
      if (turn === this.#turn) this.#tokenFailed(thrown)
      return
    }
    if (turn !== this.#turn) return
    this.#connection = new Connection(this.#parts.clock, this.#parts.traffic, {
      opened: () => this.#greet(token),
      frame: (frame) => this.#take(frame),
      ended: (end) => this.#ended(end),
    })
    this.#connection.open(this.#parts.openSocket, this.#url)
  }

  #tokenFailed(thrown: unknown): void {
    if (thrown instanceof UnauthorizedError) this.close({ code: 'unauthenticated', reason: thrown.message })
    else this.#retryIn(this.#backoff.nextMs())
  }

  #greet(token: string): void {
    const { device } = this.#parts
    const resume = this.#resume
    this.#greeted = true
    const hello = encodeClientFrame({ type: FRAME.HELLO, version: PROTOCOL_VERSION, token, device, resume })
    this.#connection?.sendAll([hello, ...this.#events.greeting()])
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case FRAME.WELCOME:
        return this.#welcomed(frame)
      case FRAME.ECHO:
        return this.#events.rtt(this.probes.echo(frame.time, frame.serverMs))
      case FRAME.ROUTE:
        return this.#route(frame)
      default:
        this.#events.frame(frame)
    }
  }

  #welcomed(frame: Extract<ServerFrame, { type: typeof FRAME.WELCOME }>): void {
    if (this.id !== undefined) this.#parts.traffic.reconnects++
    this.id = frame.session
    this.user = frame.user
    this.#resume = frame.resume
    this.#backoff.healthy()
    this.#connection?.expect(frame.pingMs)
    this.sync.forget()
    this.sync.guess(frame.serverMs, this.#parts.clock.now())
    this.probes.start()
    this.#tokenLives(frame.tokenExpiresMs === 0 ? 0 : Math.max(1, frame.tokenExpiresMs - frame.serverMs))
    this.#become('ready')
    this.#events.welcomed()
  }

  #tokenLives(lifeMs: number): void {
    const { tokens, requests } = this.#parts
    const renew = (token: string) => {
      const rid = requests.ask({
        replied: (reply) => {
          if (reply.code === null) this.#tokenLives(this.#lifeOf(reply.body))
        },
      })
      this.send(encodeClientFrame({ type: FRAME.AUTH, rid, token }))
    }
    tokens.serves(lifeMs, renew, (thrown) => {
      if (thrown instanceof UnauthorizedError) this.#tokenFailed(thrown)
    })
  }

  /** AUTH is answered with the Unix ms at which the new token expires; a host that does not say gets the last one's span. */
  #lifeOf(body: unknown): number {
    const { offsetMs = 0 } = this.sync
    if (typeof body !== 'number') return this.#parts.tokens.lifeMs
    return body === 0 ? 0 : Math.max(1, body - offsetMs - this.#parts.clock.now())
  }

  #route(frame: Extract<ServerFrame, { type: typeof FRAME.ROUTE }>): void {
    const { clock } = this.#parts
    if (frame.url !== null) this.#url = routedAddress(frame.url, this.#url) ?? this.#url
    const waitMs = this.#backoff.nextMs(frame.afterMs)
    this.#moveAtMs = clock.now() + waitMs
    this.#cancelWait?.()
    this.#cancelWait = clock.after(waitMs, () => {
      this.#leave()
      void this.#connect()
    })
    this.#become('draining')
  }

  #ended(end: End): void {
    const moveAtMs = this.#moveAtMs
    const wasWelcomed = this.state === 'ready' || this.state === 'draining'
    this.#leave()
    if (!mayReconnect(end.closeCode)) return this.close({ code: end.code ?? 'internal', reason: end.reason })
    if (end.closeCode === ERRORS.token_expired.close) this.#parts.tokens.stale()
    // Where a host sent us is tried once; who is not there is asked for by the first address again.
    if (!wasWelcomed) this.#url = this.#parts.url
    if (moveAtMs !== undefined) this.#retryIn(Math.max(0, moveAtMs - this.#parts.clock.now()))
    else this.#retryIn(this.#backoff.nextMs(end.retryMs > 0 ? end.retryMs : undefined))
  }

  #retryIn(waitMs: number): void {
    this.#cancelWait?.()
    this.#cancelWait = this.#parts.clock.after(waitMs, () => void this.#connect())
    this.#become('waiting')
  }

  /** Lets go of the connection, whatever comes next. */
  #leave(): void {
    this.#turn++
    this.#cancelWait?.()
    this.#cancelWait = undefined
    this.#moveAtMs = undefined
    this.#connection?.end()
    this.#connection = undefined
    this.#parts.tokens.stop()
    this.#parts.requests.clear()
    this.probes.lost()
    if (!this.#greeted) return
    this.#greeted = false
    this.#events.lost()
  }

  #networkChanged(how: 'back' | 'gone'): void {
    if (this.state === 'ready' || this.state === 'draining') this.#connection?.doubt()
    // A second of jitter: whole offices come back at once.
    else if (how === 'back' && this.state === 'waiting') this.#retryIn(this.#parts.random() * 1000)
  }

  #become(state: ClientState): void {
    if (this.state === state) return
    this.state = state
    this.#events.state(state)
  }
}
