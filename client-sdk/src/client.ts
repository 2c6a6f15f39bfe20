/** The client: one session, its rooms, and what is asked beside them. */
import { TuttiError } from '../../shared/errors.ts'
import { httpAddress, socketAddress } from './address.ts'
import { systemClock } from './clock.ts'
import type { ClientClock } from './clock.ts'
import { guestTokens } from './guest.ts'
import { Keeper } from './kept.ts'
import type { JoinSettings } from './kept.ts'
import { Listeners } from './listeners.ts'
import type { Off } from './listeners.ts'
import { Requests } from './requests.ts'
import { Rooms } from './rooms.ts'
import { Session } from './session.ts'
import { openWebSocket } from './socket.ts'
import type { OpenSocket } from './socket.ts'
import { Tokens } from './tokens.ts'
import type { TokenSource } from './tokens.ts'
import { Traffic } from './traffic.ts'
import type {
  AnyRegistry,
  ClientState,
  ClosedBy,
  ContractOf,
  KindName,
  QueryAnswer,
  QueryBody,
  QueryName,
  RequestOptions,
  Room,
} from './typed.ts'

const PROBE_MS = 15_000

export interface ConnectOptions {
  /** A function is asked again before its token expires. Neither this nor `socket`: a guest token is fetched. */
  readonly token?: TokenSource | undefined
  /** Names this installation: a second connection of the same user and device replaces the first. Default: random. */
  readonly device?: string | undefined
  /** A guest's name. */
  readonly name?: string | undefined
  readonly socket?: OpenSocket | undefined
  readonly clock?: ClientClock | undefined
  /** In [0, 1). */
  readonly random?: (() => number) | undefined
  /** How often round trip and clock are measured, in ms; 0: only by probe(). */
  readonly probeMs?: number | undefined
}

export interface ClientStats {
  /** The last round trip; undefined before the first. */
  readonly rttMs: number | undefined
  readonly bytesIn: number
  readonly bytesOut: number
  readonly framesIn: number
  readonly framesOut: number
  readonly bytesInPerSecond: number
  readonly bytesOutPerSecond: number
  readonly reconnects: number
  /** Rooms that came back with nothing missed, and how many events they caught up on. */
  readonly resumed: number
  readonly missedRecovered: number
  /** Commands and queries without an answer yet. */
  readonly waiting: number
}

interface ClientEvents {
  readonly state: ClientState
  readonly rtt: number
}

export class Client<R = AnyRegistry> {
  readonly clock: ClientClock
  readonly #address: string
  readonly #tokens: Tokens
  readonly #session: Session
  readonly #rooms: Rooms
  readonly #traffic: Traffic
  readonly #listeners: { readonly [T in keyof ClientEvents]: Listeners<[ClientEvents[T]]> } = {
    state: new Listeners(),
    rtt: new Listeners(),
  }

  constructor(url: string, options: ConnectOptions) {
    const { clock = systemClock, random = Math.random, socket, device = randomName(random) } = options
    const address = socketAddress(url)
    const token = options.token ?? (socket === undefined ? guestTokens(address, options.name) : '')
    const traffic = new Traffic(clock)
    const requests = new Requests()
    this.clock = clock
    this.#address = address
    this.#tokens = new Tokens(token, clock)
    this.#traffic = traffic
    this.#session = new Session(
      {
        url: address,
        device,
        probeMs: options.probeMs ?? PROBE_MS,
        clock,
        random,
        openSocket: socket ?? openWebSocket,
        tokens: this.#tokens,
        traffic,
        requests,
      },
      {
        greeting: () => this.#rooms.greeting(),
        welcomed: () => this.#rooms.queries.flush(),
        frame: (frame) => this.#rooms.receive(frame),
        lost: () => this.#rooms.lost(),
        state: (state) => this.#became(state),
        rtt: (rttMs) => this.#listeners.rtt.emit(rttMs),
      },
    )
    this.#rooms = new Rooms({ clock, random, requests, traffic, session: this.#session })
  }

  get state(): ClientState {
    return this.#session.state
  }
  /** Why it is closed; undefined where close() did it. */
  get closedBy(): ClosedBy | undefined {
    return this.#session.closedBy
  }
  get user(): { readonly id: string; readonly name: string } | undefined {
    return this.#session.user
  }
  get session(): string | undefined {
    return this.#session.id
  }
  get stats(): ClientStats {
    const { bytesIn, bytesOut, framesIn, framesOut, reconnects, resumed, missedRecovered } = this.#traffic
    const rates = this.#traffic.rates()
    return {
      rttMs: this.#session.sync.rttMs,
      bytesIn,
      bytesOut,
      framesIn,
      framesOut,
      bytesInPerSecond: rates.inPerSecond,
      bytesOutPerSecond: rates.outPerSecond,
      reconnects,
      resumed,
      missedRecovered,
      waiting: this.#rooms.waiting,
    }
  }

  on<T extends keyof ClientEvents>(event: T, run: (what: ClientEvents[T]) => void): Off {
    return this.#listeners[event].add(run)
  }

  /** Resolves once there is a session. Rejects when the client is closed before that. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      const settled = (): boolean => {
        if (this.state === 'ready' || this.state === 'draining') resolve()
        else if (this.state === 'closed') reject(this.#closedError())
        else return false
        return true
      }
      if (settled()) return
      const off = this.on('state', () => {
        if (settled()) off()
      })
    })
  }

  /** Resolves with the room once the host let us in. Rejects with TuttiError when it will not. */
  async join<K extends KindName<R>>(
    kind: K,
    id: string,
    options?: unknown,
    settings: JoinSettings = {},
  ): Promise<Room<ContractOf<R, K>>> {
    const keeper = new Keeper(settings.outbox)
    const left = settings.outbox === undefined ? [] : await keeper.left()
    if (this.state === 'closed') throw this.#closedError()
    const seat = await this.#rooms.join(kind, id, options ?? null, keeper)
    for (const { command, body, nonce } of left) seat.request(command, body, { nonce }).catch(() => {})
    // The seat takes any command; the contract's types stand in front of it.
    return seat as unknown as Room<ContractOf<R, K>>
  }

  /** Reads beside the room. Waits while offline. Rejects with TuttiError. */
  query<K extends KindName<R>, T extends QueryName<ContractOf<R, K>>>(
    kind: K,
    room: string,
    name: T,
    body: QueryBody<ContractOf<R, K>, T>,
    options?: RequestOptions,
  ): Promise<QueryAnswer<ContractOf<R, K>, T>> {
    if (this.state === 'closed') return Promise.reject(this.#closedError())
    const answer = this.#rooms.queries.ask(kind, room, name, body, options?.timeoutMs)
    // What the host answers is the contract's to say.
    return answer as Promise<QueryAnswer<ContractOf<R, K>, T>>
  }

  /** One round trip, in ms. Rejects where there is no connection, or no longer. */
  probe(): Promise<number> {
    if (!this.#session.open) return Promise.reject(new TuttiError('unavailable', 'there is no connection'))
    return this.#session.probes.probe()
  }

  /** Hears of these rooms' badges without a seat in them, from now on and after every reconnect. */
  watch<K extends KindName<R>>(kind: K, rooms: readonly string[], run: (room: string, badge: unknown) => void): Off {
    return this.#rooms.watches.add(kind, rooms, run)
  }

  /** The host's Unix ms, estimated; this machine's own before the first WELCOME. */
  serverNow(): number {
    return this.#rooms.serverNow()
  }

  /** The same host and user over HTTP, for what does not travel on the socket. Rejects as the token source does. */
  async http(path: string): Promise<{ readonly url: string; readonly authorization: string }> {
    return { url: httpAddress(this.#address, path).href, authorization: `Bearer ${await this.#tokens.get()}` }
  }

  close(): void {
    this.#session.close()
  }

  /** Begins to connect; called once, by connect(). */
  start(): this {
    this.#session.start()
    return this
  }

  #became(state: ClientState): void {
    if (state === 'closed') this.#rooms.closed(this.#closedError(), this.closedBy !== undefined)
    this.#listeners.state.emit(state)
  }

  #closedError(): TuttiError {
    return new TuttiError(this.closedBy?.code ?? 'unavailable', this.closedBy?.reason ?? 'the client is closed')
  }
}

/** A device that nobody named is new each time. */
const randomName = (random: () => number): string =>
  Array.from({ length: 4 }, () => Math.floor(random() * 36 ** 5).toString(36)).join('')

/** Connects, and stays connected until close(). `R` is `typeof rooms` of the registry of kinds. */
export const connect = <R = AnyRegistry>(url: string, options: ConnectOptions = {}): Client<R> =>
  new Client<R>(url, options).start()
