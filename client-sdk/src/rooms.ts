/** All rooms of a client: who sits where, what comes for whom, and what still waits to go out. */
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ServerFrame } from '../../shared/frames.ts'
import { Acks } from './acks.ts'
import type { ClientClock } from './clock.ts'
import type { Keeper } from './kept.ts'
import { Budget } from './outbox.ts'
import { Pace, PACE_WAIT_MS } from './pace.ts'
import { Queries } from './queries.ts'
import type { Requests } from './requests.ts'
import { RoomSeat } from './seat.ts'
import type { Session } from './session.ts'
import type { Traffic } from './traffic.ts'
import type { Uplink } from './uplink.ts'
import { Watches } from './watches.ts'

export interface RoomsParts {
  readonly clock: ClientClock
  readonly random: () => number
  readonly requests: Requests
  readonly traffic: Traffic
  readonly session: Session
}

export class Rooms implements Uplink {
  readonly clock: ClientClock
  readonly random: () => number
  readonly requests: Requests
  readonly traffic: Traffic
  readonly budget = new Budget()
  readonly pace: Pace
  readonly queries: Queries
  readonly watches: Watches
  readonly #session: Session
  readonly #acks: Acks
  readonly #seats = new Map<string, RoomSeat>()
  readonly #byRef = new Map<number, RoomSeat>()
  #cancelFlush: (() => void) | undefined

  constructor(parts: RoomsParts) {
    this.clock = parts.clock
    this.random = parts.random
    this.requests = parts.requests
    this.traffic = parts.traffic
    this.#session = parts.session
    this.pace = new Pace(parts.clock)
    this.#acks = new Acks(parts.clock, (frames) => this.#session.sendAll(frames))
    this.queries = new Queries(this)
    this.watches = new Watches(this)
  }

  /** Commands and queries without an answer yet. */
  get waiting(): number {
    return this.budget.count + this.queries.size
  }

  join(kind: string, id: string, options: unknown, keeper: Keeper): Promise<RoomSeat> {
    return new Promise((resolve, reject) => {
      const name = `${kind}/${id}`
      if (this.#seats.has(name)) return reject(new TuttiError('already_joined'))
      const seat: RoomSeat = new RoomSeat(this, kind, id, options, keeper, {
        resolve: () => resolve(seat),
        reject,
      })
      this.#seats.set(name, seat)
      if (this.open) this.send(seat.joinFrame())
    })
  }

  // What the session tells.

  /** A new connection, with a new bucket at the host: JOIN of every room goes with HELLO. */
  greeting(): Uint8Array[] {
    this.pace.refill()
    return [...Array.from(this.#seats.values(), (seat) => seat.joinFrame()), ...this.watches.greeting()]
  }

  receive(frame: ServerFrame): void {
    if (frame.type === FRAME.REPLY) this.requests.replied(frame)
    else if (frame.type === FRAME.JOINED) this.requests.joined(frame)
    else if (frame.type === FRAME.BADGE) this.watches.badge(frame)
    else if ('ref' in frame) this.#byRef.get(frame.ref)?.receive(frame)
  }

  lost(): void {
    this.#acks.stop()
    for (const seat of this.#seats.values()) seat.lost()
    this.queries.lost()
  }

  closed(error: TuttiError, byHost: boolean): void {
    this.#cancelFlush?.()
    this.watches.stop()
    for (const seat of this.#seats.values()) seat.closed(error, byHost)
    this.queries.fail(error)
  }

  // What seats ask for.

  get open(): boolean {
    return this.#session.open
  }
  get rttMs(): number | undefined {
    return this.#session.sync.rttMs
  }
  serverNow(): number {
    const { offsetMs } = this.#session.sync
    return offsetMs === undefined ? this.clock.wall() : this.clock.now() + offsetMs
  }
  send(message: Uint8Array): void {
    this.#session.send(message)
  }
  bind(ref: number, seat: RoomSeat): void {
    this.#byRef.set(ref, seat)
  }
  unbind(ref: number): void {
    this.#byRef.delete(ref)
  }
  moved(seat: RoomSeat): void {
    this.#acks.moved(seat)
  }
  held(): void {
    this.#cancelFlush ??= this.clock.after(PACE_WAIT_MS, () => this.#flush())
  }
  gone(seat: RoomSeat): void {
    const name = `${seat.kind}/${seat.id}`
    if (this.#seats.get(name) === seat) this.#seats.delete(name)
  }

  #flush(): void {
    this.#cancelFlush = undefined
    for (const seat of this.#seats.values()) seat.flush()
    this.queries.flush()
  }
}
