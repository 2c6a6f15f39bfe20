/** One socket from its opening to its end: bytes to frames and back, pings answered, silence noticed. */
import { encodeClientFrame } from '../../shared/client-codec.ts'
import { ERRORS } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { FRAME, PROTOCOL } from '../../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { decodeServerFrames } from '../../shared/server-codec.ts'
import type { ClientClock } from './clock.ts'
import type { OpenSocket, SocketLike } from './socket.ts'
import type { Traffic } from './traffic.ts'

const OPEN_MS = 15_000
/** How long a connection that is in doubt has to prove that it lives. */
const DOUBT_MS = 4_000
/** After BYE the server closes; if that gets lost, so do we. */
const BYE_MS = 1_000

/** How a connection ended. `closeCode` is the WebSocket's, or the one that BYE's code stands for. */
export interface End {
  readonly closeCode: number
  readonly code: ErrorCode | undefined
  readonly reason: string
  readonly retryMs: number
}

export interface ConnectionEvents {
  opened(): void
  frame(frame: ServerFrame): void
  /** Last call. */
  ended(end: End): void
}

/** After `end()`, or once `ended` was called, nothing is heard of it again: stale callbacks of its socket go nowhere. */
export class Connection {
  readonly #clock: ClientClock
  readonly #traffic: Traffic
  readonly #events: ConnectionEvents
  #socket: SocketLike | undefined
  #over = false
  #bye: Extract<ServerFrame, { type: typeof FRAME.BYE }> | undefined
  #silenceMs = OPEN_MS
  #heardMs = 0
  #deadlineMs = Infinity
  #cancelWatch: (() => void) | undefined

  constructor(clock: ClientClock, traffic: Traffic, events: ConnectionEvents) {
    this.#clock = clock
    this.#traffic = traffic
    this.#events = events
  }

  open(openSocket: OpenSocket, url: string): void {
    this.#heard()
    this.#watch()
    try {
      const opening = openSocket(url, PROTOCOL)
      if (!('then' in opening)) this.#attach(opening)
      else
        opening.then(
          (socket) => this.#attach(socket),
          (thrown) => this.#closed(1006, String(thrown)),
        )
    } catch (thrown) {
      // A URL that is none throws here: the caller may still be inside its constructor, so it hears of it later.
      this.#clock.after(0, () => this.#closed(1006, String(thrown)))
    }
  }

  /** From WELCOME: how long the server may be silent. */
  expect(pingMs: number): void {
    this.#silenceMs = pingMs + LIMITS.pongMs
    this.#heard()
    this.#watch()
  }

  /** Something suggests that the line is dead: it is unless a frame comes soon. */
  doubt(): void {
    this.send({ type: FRAME.PROBE, time: this.#clock.now() })
    this.#deadlineMs = Math.min(this.#deadlineMs, this.#clock.now() + DOUBT_MS)
    this.#watch()
  }

  send(frame: ClientFrame): void {
    this.sendBytes(encodeClientFrame(frame), 1)
  }

  /** Many frames in as few messages as the protocol's limits allow (PROTOCOL F2, F5). */
  sendAll(frames: readonly Uint8Array[]): void {
    let from = 0
    let length = 0
    for (let i = 0; i <= frames.length; i++) {
      const next = frames[i]
      const full = i - from === LIMITS.maxFramesPerMessage || length + (next?.length ?? 0) > LIMITS.maxFrameBytes
      if (i > from && (next === undefined || full)) {
        const message = new Uint8Array(length)
        let at = 0
        for (const frame of frames.slice(from, i)) {
          message.set(frame, at)
          at += frame.length
        }
        this.sendBytes(message, i - from)
        from = i
        length = 0
      }
      length += next?.length ?? 0
    }
  }

  sendBytes(message: Uint8Array, frames: number): void {
    if (this.#over || this.#socket === undefined) return
    this.#traffic.framesOut += frames
    this.#traffic.bytesOut += message.length
    this.#socket.send(message)
  }

  end(): void {
    if (this.#over) return
    this.#over = true
    this.#cancelWatch?.()
    this.#drop()
  }

  #attach(socket: SocketLike): void {
    this.#socket = socket
    // A close always follows an error, and says more. Set first and kept: `ws` throws errors that nobody listens to.
    socket.onerror = () => {}
    if (this.#over) return this.#drop()
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      this.#heard()
      this.#events.opened()
    }
    socket.onmessage = (event: { readonly data: unknown }) => this.#message(event.data)
    socket.onclose = (event: { readonly code: number; readonly reason: string }) =>
      this.#closed(event.code, String(event.reason))
  }

  #message(data: unknown): void {
    if (this.#over) return
    this.#heard()
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data
    if (!(bytes instanceof Uint8Array)) return this.#closed(1003, 'not binary')
    this.#traffic.bytesIn += bytes.length
    let frames: ServerFrame[]
    try {
      frames = decodeServerFrames(bytes)
    } catch (thrown) {
      return this.#closed(1002, String(thrown))
    }
    this.#traffic.framesIn += frames.length
    for (const frame of frames) {
      if (this.#over) return
      if (frame.type === FRAME.PING) this.send({ type: FRAME.PONG, time: frame.time })
      else if (frame.type === FRAME.BYE) this.#lastWord(frame)
      else this.#events.frame(frame)
    }
  }

  #lastWord(bye: Extract<ServerFrame, { type: typeof FRAME.BYE }>): void {
    this.#bye = bye
    this.#deadlineMs = this.#clock.now() + BYE_MS
    this.#watch()
  }

  #heard(): void {
    this.#heardMs = this.#clock.now()
    if (this.#bye === undefined) this.#deadlineMs = this.#heardMs + this.#silenceMs
  }

  /** One timer that is set again when it fires early: moving it with every frame would cost more than the frame. */
  #watch(): void {
    this.#cancelWatch?.()
    if (this.#over) return
    const waitMs = this.#deadlineMs - this.#clock.now()
    if (waitMs > 0) this.#cancelWatch = this.#clock.after(waitMs, () => this.#watch())
    else this.#closed(1006, 'nothing was heard for too long')
  }

  #closed(closeCode: number, reason: string): void {
    if (this.#over) return
    this.end()
    const { code, retryMs = 0 } = this.#bye ?? { code: codeOf(closeCode) }
    // The range rule of E2 needs a code of ours: without one, BYE's own says what the server meant.
    const known = closeCode >= 4000 && closeCode <= 4999
    this.#events.ended({
      closeCode: known || code === undefined ? closeCode : closeCodeOf(code),
      code,
      reason: this.#bye?.reason || reason,
      retryMs,
    })
  }

  #drop(): void {
    const socket = this.#socket
    if (socket === undefined) return
    this.#socket = undefined
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close(1000, '')
  }
}

const closeCodeOf = (code: ErrorCode): number => {
  const row = ERRORS[code]
  return 'close' in row ? row.close : 1006
}

const codeOf = (closeCode: number): ErrorCode | undefined =>
  // Object.keys gives the table's own keys, which are the codes.
  (Object.keys(ERRORS) as ErrorCode[]).find((code) => closeCode >= 4000 && closeCodeOf(code) === closeCode)
