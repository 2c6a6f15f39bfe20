/** A member of a room of the plain uWebSockets.js server, which publishes each message by itself. */
import type { ChatWatch } from '../chat-watch.ts'
import { readStamp } from '../chat-text.ts'
import type { Chatter, ChatterOptions } from '../chatter.ts'
import { LeanSocket } from '../lean-socket.ts'

/** Server to client: 0x01 and the message's number (u32), then the text; 0x02: yours was taken. */
const SAID = 1

export class UwsChatter implements Chatter {
  readonly #options: ChatterOptions
  readonly #watch: ChatWatch
  #socket: LeanSocket | undefined
  #next = 0
  /** Sends without an answer yet, oldest first: answers come in order. */
  readonly #sentMs: number[] = []

  static async enter(options: ChatterOptions, watch: ChatWatch): Promise<UwsChatter> {
    const chatter = new UwsChatter(options, watch)
    const { url, room, localAddress, ears } = options
    chatter.#socket = await LeanSocket.open(
      { url: new URL(`/${room}`, url), localAddress },
      {
        message() {},
        piece: (bytes, start) => chatter.#piece(bytes, start),
        closed: (code) => ears.lost(`closed with ${code}`),
      },
    )
    return chatter
  }

  private constructor(options: ChatterOptions, watch: ChatWatch) {
    this.#options = options
    this.#watch = watch
  }

  say(text: string): void {
    this.#sentMs.push(performance.now())
    this.#socket?.send(Buffer.from(text))
  }

  close(): void {
    this.#socket?.close()
  }

  #piece(bytes: Buffer, start: number): void {
    const nowMs = performance.now()
    if (bytes[start] !== SAID) return this.#options.ears.acked(nowMs - (this.#sentMs.shift() ?? nowMs))
    const seq = bytes.readUInt32BE(start + 1)
    if (this.#next === 0) this.#next = seq
    if (this.#options.witness) {
      this.#watch.said(seq, readStamp(bytes.toString('latin1', start + 5, start + 53))?.sentMs ?? 0)
    }
    this.#next = this.#watch.heard(this.#next, seq, 1, nowMs)
  }
}
