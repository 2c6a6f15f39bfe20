/** A line to the host that a person can pause, cut and slow down, to see what resume, prediction and interpolation do. */
import { Pipe } from './pipe.ts'

/** What the line does to messages. Times in ms; latency counts both ways together. */
export interface LineFault {
  paused: boolean
  cut: boolean
  /** 300 ms more, and unsteady: on top of what follows. */
  slow: boolean
  latencyMs: number
  /** 0–100. A lost packet of a TCP stream stops everything behind it until it was sent again. */
  lossPercent: number
}

/** The least wait before TCP sends a lost packet again. */
const RESEND_MS = 200
const SLOW_MS = 300
const SLOW_JITTER_MS = 60
const ABNORMAL = 1006

export class Line {
  readonly fault: LineFault = { paused: false, cut: false, slow: false, latencyMs: 0, lossPercent: 0 }
  bytesIn = 0
  bytesOut = 0
  readonly #open = new Set<LineSocket>()
  readonly #away = new Set<string>()

  /** What the SDK opens sockets with. `seat`: which of a page's connections it is. */
  readonly socket = (url: string, protocol: string, seat = ''): LineSocket => {
    const made = new LineSocket(this, seat, new WebSocket(url, protocol), () => this.#open.delete(made))
    this.#open.add(made)
    return made
  }

  /** No network for one of a page's connections alone. */
  cutSeat(seat: string, cut: boolean): void {
    if (cut) this.#away.add(seat)
    else if (this.#away.delete(seat)) plugIn()
    for (const socket of this.#open) if (this.isCut(socket.seat)) socket.sever()
  }

  isCut(seat: string): boolean {
    return this.fault.cut || this.#away.has(seat)
  }

  set(fault: Partial<LineFault>): void {
    const wasCut = this.fault.cut
    Object.assign(this.fault, fault)
    if (wasCut && !this.fault.cut) plugIn()
    for (const socket of this.#open) {
      if (this.fault.cut) socket.sever()
      else socket.flush()
    }
  }

  /** Ms that a message sent now takes, one way. */
  readonly delayMs = (): number => {
    const { slow, latencyMs, lossPercent } = this.fault
    const lost = Math.random() * 100 < lossPercent ? Math.max(RESEND_MS, latencyMs * 2) : 0
    const dragged = slow ? SLOW_MS / 2 + Math.random() * SLOW_JITTER_MS : 0
    return latencyMs / 2 + dragged + lost
  }
}

/** A browser says when a cable is back, and the SDK does not sit out the rest of its backoff then. */
const plugIn = (): void => {
  window.dispatchEvent(new Event('online'))
}

/** As the SDK wants a socket: the handlers are set once, as properties. */
export class LineSocket {
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null
  onerror: ((event: unknown) => void) | null = null
  readonly seat: string
  readonly #line: Line
  readonly #socket: WebSocket
  readonly #ended: () => void
  readonly #in: Pipe
  readonly #out: Pipe
  #over = false

  constructor(line: Line, seat: string, socket: WebSocket, ended: () => void) {
    this.seat = seat
    this.#line = line
    this.#socket = socket
    this.#ended = ended
    this.#in = new Pipe(line.delayMs, () => line.fault.paused)
    this.#out = new Pipe(line.delayMs, () => line.fault.paused)
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => (line.isCut(seat) ? this.sever() : this.#in.push(() => this.onopen?.()))
    socket.onerror = (event) => this.#in.push(() => this.onerror?.(event))
    socket.onclose = ({ code, reason }) => this.#in.push(() => this.#end(code, reason))
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (this.#over) return
      line.bytesIn += data.byteLength
      this.#in.push(() => this.onmessage?.({ data }))
    }
  }

  get binaryType(): BinaryType {
    return this.#socket.binaryType
  }
  set binaryType(type: BinaryType) {
    this.#socket.binaryType = type
  }
  get readyState(): number {
    return this.#over ? WebSocket.CLOSED : this.#socket.readyState
  }
  get bufferedAmount(): number {
    return this.#socket.bufferedAmount
  }

  send(bytes: Uint8Array): void {
    if (this.#over) return
    this.#line.bytesOut += bytes.byteLength
    // Whoever sends may reuse its buffer at once: what waits must be a copy.
    const kept = bytes.slice()
    this.#out.push(() => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(kept)
    })
  }

  close(code?: number, reason?: string): void {
    this.#out.push(() => this.#socket.close(code, reason))
  }

  flush(): void {
    this.#in.flush()
    this.#out.flush()
  }

  /** As a pulled cable: no goodbye, and what was on the way is gone. */
  sever(): void {
    this.#socket.close()
    this.#end(ABNORMAL, 'the line was cut')
  }

  #end(code: number, reason: string): void {
    if (this.#over) return
    this.#over = true
    this.#in.clear()
    this.#out.clear()
    this.#ended()
    this.onclose?.({ code, reason })
  }
}
