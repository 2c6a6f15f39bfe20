/** The server's end of a loopback connection, and the two queues between it and the client. */
import { ERRORS } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import type { Caller, Connection, ConnectionEvents, SocketRoute, TransportEvents } from '../ports.ts'
import { LoopbackSocket } from './loopback-socket.ts'

/** As the WebSocket standard has it, which routes keep to. */
const NOT_BINARY = 1008

type State = 'asking' | 'open' | 'closed'

export class LoopbackConnection implements Connection {
  readonly peer: Caller
  readonly client: LoopbackSocket
  readonly topics = new Set<string>()
  #state: State = 'asking'
  #route: SocketRoute | undefined
  #events: ConnectionEvents | undefined
  #up: Uint8Array[] = []
  #down: Uint8Array[] = []
  #downBytes = 0
  #upBytes = 0
  /** The close that travels to the client behind what was sent. */
  #farewell: { code: number; reason: string } | undefined
  #leaving: number | undefined

  constructor(peer: Caller) {
    this.peer = peer
    this.client = new LoopbackSocket(this)
  }

  // ── As the session sees it.

  get bufferedBytes(): number {
    return this.#state === 'open' ? this.#downBytes : 0
  }

  send(bytes: Uint8Array): boolean {
    if (this.#state !== 'open') return true
    if (this.#downBytes > this.#maxBuffer) {
      this.#events?.dropped()
      return false
    }
    this.#down.push(new Uint8Array(bytes))
    this.#downBytes += bytes.length
    return true
  }

  sendAlong(bytes: Uint8Array): void {
    this.send(bytes)
  }

  subscribe(topic: string): void {
    if (this.#state === 'open') this.topics.add(topic)
  }

  unsubscribe(topic: string): void {
    this.topics.delete(topic)
  }

  cork(write: () => void): void {
    write()
  }

  end(code: number, reason: string): void {
    if (this.#state !== 'open') return
    // Like uWS: above the hard limit the close frame is lost, too.
    this.#farewell = this.#downBytes > this.#maxBuffer ? { code: 1006, reason: '' } : { code, reason }
    this.#close(code)
  }

  terminate(): void {
    if (this.#state !== 'open') return
    this.#down = []
    this.#farewell = { code: 1006, reason: '' }
    this.#close(1006)
  }

  // ── As the client and the network see it.

  get upBytes(): number {
    return this.#upBytes
  }

  get quiet(): boolean {
    const stuck = this.client.stalled || (this.#down.length === 0 && this.#farewell === undefined)
    return this.#state !== 'asking' && this.#up.length === 0 && this.#leaving === undefined && stuck
  }

  /** True when neither end will ever hear of the other again. */
  get over(): boolean {
    return this.#state === 'closed' && this.#farewell === undefined
  }

  up(bytes: Uint8Array): void {
    this.#up.push(bytes)
    this.#upBytes += bytes.length
  }

  leave(code: number, reason: string): void {
    if (this.#state === 'asking') this.cut()
    else if (this.#state === 'open') this.#leaving = code
    else this.client.closed(code, reason)
  }

  /** The peer sent what is not bytes. */
  violate(): void {
    this.end(this.#route === undefined ? ERRORS.bad_frame.close : NOT_BINARY, 'bad_frame')
  }

  cut(): void {
    this.#up = []
    this.#down = []
    this.#farewell = undefined
    this.#close(1006)
    this.client.closed(1006, '')
  }

  /** Moves what is under way now by one hop; what that causes waits for the next call. */
  move(events: TransportEvents): void {
    if (this.#state === 'asking') return this.#ask(events)
    const { stalled } = this.client
    const up = this.#up
    const down = stalled ? [] : this.#down
    const leaving = this.#leaving
    const farewell = stalled ? undefined : this.#farewell
    this.#up = []
    this.#upBytes = 0
    if (!stalled) this.#down = []
    for (const bytes of up) this.#arrive(bytes)
    if (down.length > 0) this.#drain(down)
    if (leaving !== undefined) {
      this.#leaving = undefined
      this.#close(leaving)
      this.client.closed(leaving, '')
    }
    if (farewell !== undefined) {
      this.#farewell = undefined
      this.client.closed(farewell.code, farewell.reason)
    }
  }

  get #maxBuffer(): number {
    return this.#route?.maxBufferBytes ?? LIMITS.maxBackpressureBytes
  }

  #ask(events: TransportEvents): void {
    const { path } = this.peer
    const route = events.routes?.find((one) => path === one.path || path.startsWith(`${one.path}/`))
    if ((route ?? events).admit(this.peer) !== undefined) return this.cut()
    this.#route = route
    this.#state = 'open'
    this.#events = (route ?? events).opened(this)
    this.client.opened()
  }

  #arrive(bytes: Uint8Array): void {
    if (this.#state !== 'open') return
    if (bytes.length > (this.#route?.maxMessageBytes ?? LIMITS.maxFrameBytes)) return this.terminate()
    this.#events?.message(bytes)
    // Whoever kept the bytes without copying them finds out here.
    bytes.fill(0xc1)
  }

  #drain(down: Uint8Array[]): void {
    for (const bytes of down) {
      this.#downBytes -= bytes.length
      this.client.received(bytes)
    }
    if (this.#state === 'open') this.#events?.drained()
  }

  #close(code: number): void {
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.topics.clear()
    this.#events?.closed(code)
  }
}
