/** Transport in memory whose messages move only when told: the twin of the uWebSockets.js one. */
import { TuttiError } from '../../shared/errors.ts'
import { PROTOCOL } from '../../shared/frames.ts'
import type { Caller, HttpResponse, Transport, TransportEvents } from '../ports.ts'
import { LoopbackConnection } from './loopback-connection.ts'
import type { LoopbackSocket } from './loopback-socket.ts'

export interface LoopbackRequest {
  readonly method?: string
  /** With its query string. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly address?: string
}

export interface Loopback extends Transport {
  /** A client's socket, which opens (or fails) at the next delivery. */
  connect(caller?: Partial<Caller>): LoopbackSocket
  /** Moves what is under way, on all sockets and both ways, by one hop. */
  deliver(): void
  /** Delivers, and lets promises run, until nothing moves. */
  flush(): Promise<void>
  request(request: LoopbackRequest): Promise<HttpResponse>
}

export const createLoopback = (): Loopback => new LoopbackTransport()

class LoopbackTransport implements Loopback {
  #events: TransportEvents | undefined
  #accepting = false
  readonly #connections = new Set<LoopbackConnection>()

  listen(_host: string, port: number, events: TransportEvents): Promise<number> {
    this.#events = events
    this.#accepting = true
    return Promise.resolve(port === 0 ? 1 : port)
  }

  publish(topic: string, bytes: Uint8Array): void {
    for (const connection of this.#connections) if (connection.topics.has(topic)) connection.send(bytes)
  }

  stopListening(): void {
    this.#accepting = false
  }

  close(): void {
    this.#accepting = false
    for (const connection of this.#connections) connection.cut()
    this.#connections.clear()
  }

  connect(caller: Partial<Caller> = {}): LoopbackSocket {
    const { address = '127.0.0.1', origin, path = '/', query = new URLSearchParams() } = caller
    const { protocols = path === '/' ? [PROTOCOL] : [] } = caller
    const connection = new LoopbackConnection({ address, origin, path, query, protocols })
    this.#connections.add(connection)
    return connection.client
  }

  deliver(): void {
    // Who connects because of this delivery waits for the next.
    const connections = [...this.#connections]
    for (const connection of connections) {
      if (connection.client.readyState === 0 && !this.#accepting) connection.cut()
      else connection.move(this.#listener())
      if (connection.over) this.#connections.delete(connection)
    }
  }

  async flush(): Promise<void> {
    for (let round = 0; round < 10_000; round++) {
      await settled()
      if ([...this.#connections].every((connection) => connection.quiet)) return
      this.deliver()
    }
    throw new Error('the network does not fall quiet')
  }

  request(request: LoopbackRequest): Promise<HttpResponse> {
    const url = new URL(request.url, 'http://loopback')
    const headers = new Map(Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
    return this.#listener().request({
      method: request.method ?? 'GET',
      path: decodeURIComponent(url.pathname),
      query: url.searchParams,
      headers,
      peer: { address: request.address ?? '127.0.0.1', origin: headers.get('origin') },
      body: (maxBytes) => {
        const bytes = typeof request.body === 'string' ? Buffer.from(request.body) : (request.body ?? new Uint8Array(0))
        const limit = this.#listener().bodyLimit(request.method ?? 'GET', decodeURIComponent(url.pathname))
        const fits = bytes.length <= Math.min(maxBytes, limit)
        return fits ? Promise.resolve(bytes) : Promise.reject(new TuttiError('body_too_large'))
      },
    })
  }

  #listener(): TransportEvents {
    if (this.#events === undefined) throw new Error('nobody listens')
    return this.#events
  }
}

/** Token checks go through the thread pool: a turn of the event loop lets what is ready be told. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
