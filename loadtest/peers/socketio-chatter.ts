/** A member of a Socket.IO room: Engine.IO 4 over a bare WebSocket, which is what its own client ends up with. */
import type { ChatWatch } from '../chat-watch.ts'
import { readStamp } from '../chat-text.ts'
import type { Chatter, ChatterOptions } from '../chatter.ts'
import { LeanSocket } from '../lean-socket.ts'

export class SocketIoChatter implements Chatter {
  readonly #options: ChatterOptions
  readonly #watch: ChatWatch
  #socket: LeanSocket | undefined
  #entered: (() => void) | undefined
  #next = 0
  #ack = 0
  readonly #sentMs = new Map<number, number>()

  static async enter(options: ChatterOptions, watch: ChatWatch): Promise<SocketIoChatter> {
    const chatter = new SocketIoChatter(options, watch)
    const { url, room, localAddress, ears } = options
    const entered = new Promise<void>((resolve) => {
      chatter.#entered = resolve
    })
    const address = new URL(`/socket.io/?EIO=4&transport=websocket&room=${room}`, url)
    chatter.#socket = await LeanSocket.open(
      { url: address, localAddress },
      { message: (bytes) => chatter.#message(bytes), closed: (code) => ears.lost(`closed with ${code}`) },
    )
    // Its first packet may have come with the answer to the upgrade, before there was anything to answer on.
    chatter.#socket.sendText('40')
    await entered
    return chatter
  }

  private constructor(options: ChatterOptions, watch: ChatWatch) {
    this.#options = options
    this.#watch = watch
  }

  say(text: string): void {
    const ack = this.#ack++
    this.#sentMs.set(ack, performance.now())
    this.#socket?.sendText(`42${ack}["say",${JSON.stringify(text)}]`)
  }

  close(): void {
    this.#socket?.close()
  }

  /** `0` open, `2` ping, `40` connected, `42[…]` event, `43<id>[…]` answer. */
  #message(bytes: Uint8Array): void {
    const nowMs = performance.now()
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    if (text[0] === '2') return this.#socket?.sendText('3')
    if (text[0] === '0') return
    if (text.startsWith('40')) return this.#entered?.()
    if (text.startsWith('43')) {
      const ack = Number.parseInt(text.slice(2), 10)
      const sentMs = this.#sentMs.get(ack)
      this.#sentMs.delete(ack)
      return this.#options.ears.acked(nowMs - (sentMs ?? nowMs))
    }
    // ["said",<number>,"<text>"]: read by hand, or the clients would be what is measured.
    const start = text.indexOf(',') + 1
    const end = text.indexOf(',', start)
    const seq = Number(text.slice(start, end))
    if (this.#next === 0) this.#next = seq
    if (this.#options.witness) this.#watch.said(seq, readStamp(text.slice(end + 2, end + 50))?.sentMs ?? 0)
    this.#next = this.#watch.heard(this.#next, seq, 1, nowMs)
  }
}
