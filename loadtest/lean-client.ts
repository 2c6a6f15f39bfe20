/** A session that costs little: speaks tutti.v1 through the shared codecs, keeps no state, resumes nothing. */
import { encodeClientFrame } from '../shared/client-codec.ts'
import { TuttiError } from '../shared/errors.ts'
import { FRAME, PROTOCOL, PROTOCOL_VERSION } from '../shared/frames.ts'
import type { ClientFrame, ServerFrame } from '../shared/frames.ts'
import { decodeServerFrames } from '../shared/server-codec.ts'
import { eventsHead } from './events-head.ts'
import { LeanSocket } from './lean-socket.ts'
import type { LeanOptions } from './lean-socket.ts'

const ANSWER_MS = 30_000

export type Joined = Extract<ServerFrame, { type: typeof FRAME.JOINED }>

export interface LeanClientOptions extends LeanOptions {
  readonly token: string
  /** One installation: the same user may be there once for each. */
  readonly device: string
}

/** What a client hears; bodies are views that are valid only during the call. */
export interface LeanClientEvents {
  /** A STATE frame whose body is bytes, whatever its key: what is sent most. Read by hand, past the generic codec. */
  state?(op: number, body: Uint8Array): void
  /** A message above LARGE_BYTES that begins with EVENTS, of which only the head is looked at; without this it comes as frames. */
  large?(head: Uint8Array, length: number): void
  /** Every other frame but PING. */
  frame?(frame: ServerFrame): void
  /** The connection ended and nobody asked for it. */
  lost?(reason: string): void
}

export class LeanClient {
  readonly #events: LeanClientEvents
  #socket: LeanSocket | undefined
  #waiting: { type: number; resolve: (frame: ServerFrame) => void; reject: (error: Error) => void } | undefined
  #closing = false
  /** Payload bytes of WebSocket messages, in and out. */
  bytesIn = 0
  bytesOut = 0

  /** Resolves after WELCOME. */
  static async open(options: LeanClientOptions, events: LeanClientEvents): Promise<LeanClient> {
    const client = new LeanClient(events)
    client.#socket = await LeanSocket.open(
      { ...options, protocol: PROTOCOL },
      {
        message: (bytes) => client.#message(bytes),
        ...(events.large === undefined
          ? {}
          : {
              skips: (head: Uint8Array) => eventsHead(head) !== undefined,
              large: (head: Uint8Array, length: number) => {
                client.bytesIn += length
                events.large?.(head, length)
              },
            }),
        closed: (code, reason) => client.#closed(`closed with ${code} ${reason}`.trim()),
      },
    )
    const welcome = client.#answer(FRAME.WELCOME)
    const { token, device } = options
    client.send(encodeClientFrame({ type: FRAME.HELLO, version: PROTOCOL_VERSION, token, device, resume: null }))
    await welcome
    return client
  }

  private constructor(events: LeanClientEvents) {
    this.#events = events
  }

  async join(kind: string, room: string, options: unknown = null): Promise<Joined> {
    const joined = this.#answer(FRAME.JOINED)
    this.frame({ type: FRAME.JOIN, rid: 1, kind, room, since: null, options })
    // #message resolves with the type that was asked for.
    return (await joined) as Joined
  }

  frame(frame: ClientFrame): void {
    this.send(encodeClientFrame(frame))
  }

  /** Bytes that are frames already. */
  send(bytes: Uint8Array): void {
    this.bytesOut += bytes.length
    this.#socket?.send(bytes)
  }

  close(): void {
    this.#closing = true
    this.#socket?.close()
  }

  #answer(type: number): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS)
      const settle = () => {
        clearTimeout(timer)
        this.#waiting = undefined
      }
      this.#waiting = {
        type,
        resolve: (frame) => {
          settle()
          resolve(frame)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      }
    })
  }

  #message(bytes: Uint8Array): void {
    this.bytesIn += bytes.length
    const rest = this.#events.state === undefined ? bytes : this.#states(bytes)
    if (rest.length === 0) return
    for (const frame of decodeServerFrames(rest)) {
      const { type } = frame
      if (type === FRAME.PING) this.frame({ type: FRAME.PONG, time: frame.time })
      else if (type === this.#waiting?.type) this.#waiting.resolve(frame)
      else if (type === FRAME.REPLY && frame.code !== null && this.#waiting !== undefined)
        this.#waiting.reject(new TuttiError(frame.code))
      else if (type === FRAME.BYE) this.#closed(`BYE ${frame.code} ${frame.reason}`)
      else if (type === FRAME.STATE && frame.body instanceof Uint8Array) this.#events.state?.(frame.op, frame.body)
      else this.#events.frame?.(frame)
    }
  }

  /** Takes the leading STATE frames whose body is bytes; what is left goes to the codec. */
  #states(bytes: Uint8Array): Uint8Array {
    let at = 0
    while (bytes[at] === 0x95 && bytes[at + 1] === FRAME.STATE) {
      // ref: any MessagePack unsigned integer; op below 128, key nil or a short text, and bin, or it is not ours to shorten.
      const ref = bytes[at + 2]!
      const op = at + 3 + (ref < 0x80 ? 0 : 1 << (ref - 0xcc))
      const key = bytes[op + 1]!
      const bin = op + 2 + (key >> 5 === 5 ? key & 31 : 0)
      const long = bytes[bin] === 0xc5
      if (bytes[op]! >= 0x80 || (key !== 0xc0 && key >> 5 !== 5) || (!long && bytes[bin] !== 0xc4)) break
      const length = long ? (bytes[bin + 1]! << 8) | bytes[bin + 2]! : bytes[bin + 1]!
      const start = bin + (long ? 3 : 2)
      if (start + length > bytes.length) break
      this.#events.state?.(bytes[op]!, bytes.subarray(start, start + length))
      at = start + length
    }
    return at === 0 ? bytes : bytes.subarray(at)
  }

  #closed(reason: string): void {
    if (this.#waiting !== undefined) this.#waiting.reject(new Error(reason))
    else if (!this.#closing) this.#events.lost?.(reason)
    this.#closing = true
  }
}

/** A token for a new guest of the server. */
export const guestToken = async (url: URL, name: string): Promise<string> => {
  const response = await fetch(new URL('/v1/guest', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`no guest token: ${JSON.stringify(body)}`)
  const { token } = body as { token?: unknown }
  if (typeof token !== 'string') throw new Error('no guest token in the answer')
  return token
}
