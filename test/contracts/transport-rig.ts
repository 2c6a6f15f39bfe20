/** What the suite of transports stands on: a client, a session that remembers, and a host that listens. */
import type { TuttiError } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type {
  Caller,
  Connection,
  ConnectionEvents,
  HttpRequest,
  HttpResponse,
  Peer,
  Transport,
  TransportEvents,
} from '../../server/ports.ts'

/** A client's end, as the suite needs it. */
export interface Client {
  readonly messages: Uint8Array[]
  /** Resolves with the close code. */
  readonly closed: Promise<number>
  send(data: Uint8Array | string): void
  close(code: number): void
  /** The line goes dead. */
  cut(): void
  /** Stops or goes on reading. */
  stall(stalled: boolean): void
}

export interface Rig {
  readonly transport: Transport
  /** Rejects when the connection is refused. */
  connect(origin?: string, path?: string, protocols?: string[]): Promise<Client>
  request(
    method: string,
    url: string,
    options?: { body?: string; headers?: Record<string, string> },
  ): Promise<HttpResponse>
  /** Until `done` holds; lets what is under way arrive. */
  until(done: () => boolean): Promise<void>
  /** How many messages of 256 KiB pile up before a stalled reader shows in bufferedBytes. */
  readonly swallows: number
}

export class Recorder implements ConnectionEvents {
  readonly connection: Connection
  readonly messages: Uint8Array[] = []
  readonly codes: number[] = []
  drains = 0
  drops = 0

  constructor(connection: Connection) {
    this.connection = connection
  }
  message(bytes: Uint8Array): void {
    this.messages.push(new Uint8Array(bytes))
  }
  drained(): void {
    this.drains++
  }
  dropped(): void {
    this.drops++
  }
  closed(code: number): void {
    this.codes.push(code)
  }
}

export const LARGE = 1024 * 1024

export class Listener implements TransportEvents {
  readonly peers: Peer[] = []
  readonly recorders: Recorder[] = []
  readonly requests: HttpRequest[] = []
  refusal: TuttiError | undefined
  readonly callers: Caller[] = []
  readonly routes = [
    {
      path: '/other',
      maxMessageBytes: LARGE,
      maxBufferBytes: 2 * LIMITS.maxBackpressureBytes,
      admit: (caller: Caller) => {
        this.callers.push(caller)
        return this.refusal
      },
      opened: (connection: Connection) => this.opened(connection),
    },
  ]
  respond: (request: HttpRequest) => Promise<HttpResponse> = () => Promise.resolve({ status: 204 })

  bodyLimit(method: string, path: string): number {
    return method === 'POST' && path === '/large' ? LARGE : LIMITS.maxHttpBodyBytes
  }
  admit({ address, origin }: Peer): TuttiError | undefined {
    this.peers.push({ address, origin })
    return this.refusal
  }
  opened(connection: Connection): ConnectionEvents {
    const recorder = new Recorder(connection)
    this.recorders.push(recorder)
    return recorder
  }
  request(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request)
    return this.respond(request)
  }
}
