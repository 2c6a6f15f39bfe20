/** The client's end of a loopback connection: shaped like a browser's WebSocket, so that the SDK can use it. */
import { PROTOCOL } from '../../shared/frames.ts'
import type { LoopbackConnection } from './loopback-connection.ts'

interface MessageEvent {
  readonly data: ArrayBuffer
}
interface CloseEvent {
  readonly code: number
  readonly reason: string
}

export class LoopbackSocket {
  binaryType = 'arraybuffer'
  readonly protocol = PROTOCOL
  readyState = 0
  onopen: (() => void) | null = null
  onmessage: ((event: MessageEvent) => void) | null = null
  onclose: ((event: CloseEvent) => void) | null = null
  onerror: (() => void) | null = null
  /** True: a reader that does not read; what is sent to it stays in the server's buffer. */
  stalled = false
  readonly #connection: LoopbackConnection

  constructor(connection: LoopbackConnection) {
    this.#connection = connection
  }

  get bufferedAmount(): number {
    return this.#connection.upBytes
  }

  send(data: Uint8Array | ArrayBuffer | string): void {
    if (this.readyState === 0) throw new Error('the socket is not open yet')
    if (this.readyState !== 1) return
    if (typeof data === 'string') this.#connection.violate()
    else this.#connection.up(data instanceof Uint8Array ? new Uint8Array(data) : new Uint8Array(data.slice(0)))
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState >= 2) return
    this.readyState = 2
    this.#connection.leave(code, reason)
  }

  /** The line goes dead: both ends find their socket closed, and what was under way is lost. */
  cut(): void {
    this.#connection.cut()
  }

  // What the network does to this end.

  opened(): void {
    this.readyState = 1
    this.onopen?.()
  }

  received(bytes: Uint8Array): void {
    if (this.readyState !== 1) return
    const copy = new Uint8Array(bytes)
    this.onmessage?.({ data: copy.buffer })
  }

  closed(code: number, reason: string): void {
    if (this.readyState === 3) return
    const refused = this.readyState === 0
    this.readyState = 3
    if (refused) this.onerror?.()
    this.onclose?.({ code, reason })
  }
}
