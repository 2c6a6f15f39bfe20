/** Transport over uWebSockets.js: WebSockets and HTTP on one port. */
import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  us_listen_socket,
  WebSocket,
  WebSocketBehavior,
} from 'uWebSockets.js'
import { ERRORS } from '../../shared/errors.ts'
import { PROTOCOL } from '../../shared/frames.ts'
import { httpError } from '../../shared/http-errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Caller, Connection, ConnectionEvents, Peer, SocketEvents, Transport, TransportEvents } from '../ports.ts'
import { callerOf, protocolRefusal } from './caller.ts'
import { addressText, forwardedAddress } from './address.ts'
import { loadUws } from './uws-binary.ts'
import type { Uws } from './uws-binary.ts'
import { BodyBudget } from './uws-body.ts'
import { exchange, write } from './uws-http.ts'

/** A text where only bytes are spoken, on a wire whose codes are the WebSocket standard's own. */
const NOT_BINARY = 1008

export interface UwsOptions {
  /** How many trusted proxies stand in front of us, each appending to X-Forwarded-For. */
  readonly proxies?: number
}

/** @throws BinaryError when this machine has no binary */
export const createUwsTransport = (options: UwsOptions = {}): Transport => new UwsTransport(loadUws(), options)

/** What uWS keeps for a socket: a plain object, whose fields it copies onto the socket. */
interface SocketData {
  readonly connection: UwsConnection
}
type Socket = WebSocket<SocketData> & SocketData

class UwsTransport implements Transport {
  readonly #uws: Uws
  readonly #app: TemplatedApp
  readonly #proxies: number
  readonly #bodies = new BodyBudget()
  #listening: us_listen_socket | undefined

  constructor(uws: Uws, options: UwsOptions) {
    this.#uws = uws
    this.#app = uws.App()
    this.#proxies = options.proxies ?? 0
  }

  listen(host: string, port: number, events: TransportEvents): Promise<number> {
    this.#serve(events)
    return new Promise((resolve, reject) => {
      const listening = (socket: us_listen_socket | false): void => {
        if (socket === false) return reject(new Error(`cannot listen on ${host}:${port}: is the port taken?`))
        this.#listening = socket
        resolve(this.#uws.us_socket_local_port(socket as never)) // Declared for sockets; takes listen sockets as well.
      }
      // By default uWS shares a port with whoever holds it (SO_REUSEPORT), and both would get half of the clients.
      const exclusive = 1
      const listen = this.#app.listen.bind(this.#app) as unknown as (...args: unknown[]) => void // Four arguments are not declared.
      listen(host, port, exclusive, listening)
    })
  }

  publish(topic: string, bytes: Uint8Array): void {
    this.#app.publish(topic, bytes, true, false)
  }

  stopListening(): void {
    if (this.#listening !== undefined) this.#uws.us_listen_socket_close(this.#listening)
    this.#listening = undefined
  }

  close(): void {
    this.#listening = undefined
    this.#app.close()
  }

  #serve(events: TransportEvents): void {
    for (const route of events.routes ?? []) {
      const limits = { message: route.maxMessageBytes, buffer: route.maxBufferBytes }
      // Nobody speaks for such a client's line but the socket itself: uWS pings, and buries what does not answer.
      const sockets = this.#sockets(route, limits, { native: false })
      this.#app.ws<SocketData>(route.path, sockets)
      this.#app.ws<SocketData>(`${route.path}/*`, sockets)
    }
    const limits = { message: LIMITS.maxFrameBytes, buffer: LIMITS.maxBackpressureBytes }
    this.#app.ws<SocketData>('/*', this.#sockets(events, limits, { native: true }))
    this.#app.any('/*', (res, req) => exchange(res, req, this.#peer(res, req), events, this.#bodies))
  }

  #sockets(
    events: SocketEvents,
    limits: { readonly message: number; readonly buffer: number },
    { native }: { readonly native: boolean },
  ): WebSocketBehavior<SocketData> {
    return {
      maxPayloadLength: limits.message,
      maxBackpressure: limits.buffer,
      compression: this.#uws.DISABLED,
      // A session pings by itself, in a way that browsers can see; this only buries what even that has missed.
      idleTimeout: 120,
      sendPingsAutomatically: !native,
      upgrade: (res, req, context) => {
        const caller = callerOf(this.#peer(res, req), req)
        const refusal = (native ? protocolRefusal(caller) : undefined) ?? events.admit(caller)
        if (refusal !== undefined) return write(res, 'GET', httpError(refusal))
        const key = req.getHeader('sec-websocket-key')
        const extensions = req.getHeader('sec-websocket-extensions')
        const protocol = native ? PROTOCOL : (caller.protocols[0] ?? '')
        const connection = new UwsConnection(caller, this)
        res.upgrade<SocketData>({ connection }, key, protocol, extensions, context)
      },
      open: (ws) => {
        const { connection } = ws as Socket
        connection.open(ws, events)
      },
      message: (ws, message, isBinary) => {
        const { connection } = ws as Socket
        if (isBinary) connection.events!.message(new Uint8Array(message))
        else connection.end(native ? ERRORS.bad_frame.close : NOT_BINARY, 'bad_frame')
      },
      drain: (ws) => (ws as Socket).connection.events!.drained(),
      dropped: (ws) => (ws as Socket).connection.events?.dropped(),
      close: (ws, code) => (ws as Socket).connection.closed(code),
    }
  }

  #peer(res: HttpResponse, req: HttpRequest): Peer {
    const socket = addressText(new Uint8Array(res.getRemoteAddress()))
    const origin = req.getHeader('origin')
    return {
      address: forwardedAddress(socket, req.getHeader('x-forwarded-for'), this.#proxies),
      origin: origin === '' ? undefined : origin,
    }
  }
}

let lastOwn = 0

/** uWS throws when a closed socket is touched, so the socket is forgotten the moment it closes. */
class UwsConnection implements Connection {
  readonly peer: Caller
  events: ConnectionEvents | undefined
  readonly #transport: UwsTransport
  #socket: WebSocket<SocketData> | undefined
  /** A topic that nobody else listens to: what uWS publishes in one turn it writes to each socket in one go. */
  #own: string | undefined

  constructor(peer: Caller, transport: UwsTransport) {
    this.peer = peer
    this.#transport = transport
  }

  open(socket: WebSocket<SocketData>, events: SocketEvents): void {
    this.#socket = socket
    this.events = events.opened(this)
  }

  closed(code: number): void {
    this.#socket = undefined
    this.events?.closed(code)
  }

  get bufferedBytes(): number {
    return this.#socket === undefined ? 0 : this.#socket.getBufferedAmount()
  }

  send(bytes: Uint8Array): boolean {
    const dropped = 2
    return this.#socket === undefined || this.#socket.send(bytes, true, false) !== dropped
  }

  sendAlong(bytes: Uint8Array): void {
    if (this.#socket === undefined) return
    if (this.#own === undefined) {
      this.#own = `=${lastOwn++}`
      this.#socket.subscribe(this.#own)
    }
    this.#transport.publish(this.#own, bytes)
  }

  subscribe(topic: string): void {
    this.#socket?.subscribe(topic)
  }

  unsubscribe(topic: string): void {
    this.#socket?.unsubscribe(topic)
  }

  cork(write: () => void): void {
    if (this.#socket === undefined) return write()
    let failure: { readonly thrown: unknown } | undefined
    this.#socket.cork(() => {
      try {
        write()
      } catch (thrown) {
        failure = { thrown } // Through native code it would end the process.
      }
    })
    if (failure !== undefined) throw failure.thrown
  }

  end(code: number, reason: string): void {
    this.#socket?.end(code, reason)
  }

  terminate(): void {
    this.#socket?.close()
  }
}
