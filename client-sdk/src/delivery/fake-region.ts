/** A region as a test tells it: what the helpers ask is answered by hand, on a clock that is turned by hand. */
import type { DeliveryState, OrderView } from '../../../shared/delivery/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { AnyRoom } from '../any-client.ts'
import { makeClock } from '../fake-host.ts'
import type { TestClock } from '../fake-host.ts'
import type { Off } from '../listeners.ts'
import { RoomEars } from '../room-ears.ts'
import type { DeliveryClient } from './types.ts'

export interface Asked {
  readonly command: string
  readonly body: unknown
  readonly nonce: Uint8Array | null | undefined
  answer(body?: unknown): void
  refuse(code: ErrorCode, retryMs?: number): void
}

/** The host's clock against the device's. */
const AHEAD_MS = 7_000

export class FakeRegion extends RoomEars implements AnyRoom {
  readonly id = 'town'
  readonly position = null
  readonly clock: TestClock
  readonly client: DeliveryClient
  state: DeliveryState
  /** Not answered yet. */
  asked: Asked[] = []
  readonly sent: { readonly command: string; readonly body: unknown }[] = []
  readonly inputs: Uint8Array[] = []
  readonly queried: { readonly name: string; readonly body: unknown }[] = []
  /** By query. */
  readonly answers: Record<string, unknown> = { zones: [] }
  /** How far somebody has set the device's clock. */
  setMs = 0
  listening = 0

  constructor(state: Partial<DeliveryState> & Pick<DeliveryState, 'role'>) {
    super()
    const clock = makeClock()
    this.clock = clock
    this.state = {
      region: null,
      now: clock.wall(),
      orders: [],
      courier: null,
      offer: null,
      restaurant: null,
      figures: null,
      ...state,
    }
    this.client = {
      clock: {
        now: () => clock.now(),
        wall: () => clock.wall() + this.setMs,
        after: (ms, run) => clock.after(ms, run),
      },
      state: 'ready',
      user: { id: 'rob', name: 'Rob' },
      on: () => () => {},
      ready: async () => {},
      serverNow: () => clock.wall() + AHEAD_MS,
      join: async () => {
        this.become('live')
        return this
      },
      query: async (_kind, _room, name, body) => {
        this.queried.push({ name, body })
        const answer = this.answers[name]
        if (answer === undefined) throw new TuttiError('not_found')
        return answer
      },
      watch: () => () => {},
      http: async (path) => ({ url: path, authorization: '' }),
    }
  }

  now(): number {
    return this.client.serverNow()
  }

  // What the host does.

  says(event: string, body: unknown, key: string | number | null = null): void {
    this.tell(event, body, { seq: 0, key })
  }
  lose(): void {
    this.become('lost')
  }
  returns(state: Partial<DeliveryState> = {}): void {
    this.state = { ...this.state, ...state }
    this.become('live')
    this.joinedAgain.emit({ state: this.state, recovered: false })
  }
  /** Refuses for now whatever is asked; null: not any more. */
  putsOff(since: number | null): void {
    this.retries(since)
  }
  ends(code: ErrorCode): void {
    this.become('left')
    this.left.emit(code)
  }
  /** The next one that was asked. */
  next(command: string): Asked {
    const at = this.asked.findIndex((one) => one.command === command)
    if (at < 0) throw new Error(`nobody asked to ${command}`)
    return this.asked.splice(at, 1)[0]!
  }

  // What helpers do.

  override on(event: string, run: Parameters<RoomEars['on']>[1]): Off {
    return this.#counted(super.on(event, run))
  }
  override onJoined(run: Parameters<RoomEars['onJoined']>[0]): Off {
    return this.#counted(super.onJoined(run))
  }
  override onLeft(run: Parameters<RoomEars['onLeft']>[0]): Off {
    return this.#counted(super.onLeft(run))
  }
  override onStatus(run: Parameters<RoomEars['onStatus']>[0]): Off {
    return this.#counted(super.onStatus(run))
  }
  override onRetrying(run: Parameters<RoomEars['onRetrying']>[0]): Off {
    return this.#counted(super.onRetrying(run))
  }
  send(command: string, body: unknown): boolean {
    this.sent.push({ command, body })
    return true
  }
  request(command: string, body: unknown, options: Parameters<AnyRoom['request']>[2] = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.asked.push({
        command,
        body,
        nonce: options.nonce,
        answer: (answer = {}) => resolve(answer),
        refuse: (code, retryMs) => reject(new TuttiError(code, undefined, retryMs === undefined ? {} : { retryMs })),
      })
    })
  }
  input(bytes: Uint8Array): boolean {
    if (this.status !== 'live') return false
    this.inputs.push(bytes)
    return true
  }
  leave(): void {
    this.become('left')
  }

  #counted(off: Off): Off {
    let on = true
    this.listening++
    return () => {
      if (on) this.listening--
      on = false
      off()
    }
  }
}

export const orderOf = (id: string, more: Partial<OrderView> = {}): OrderView => ({
  id,
  n: 1,
  state: 'confirmed',
  assignment: 'assigned',
  epoch: 3,
  placedMs: 0,
  readyMs: 0,
  promisedMs: 0,
  eta: null,
  restaurant: { id: 'corner', name: 'The Corner', place: { latE7: 0, lonE7: 0 } },
  drop: null,
  customer: null,
  courier: null,
  lines: [],
  amounts: null,
  currency: 'EUR',
  steps: [],
  ...more,
})
