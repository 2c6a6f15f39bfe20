/** A member of one of our channels. */
import { encodeClientFrame } from '../shared/client-codec.ts'
import { FRAME } from '../shared/frames.ts'
import type { ServerFrame } from '../shared/frames.ts'
import type { ChatWatch } from './chat-watch.ts'
import { readStamp } from './chat-text.ts'
import type { Chatter, ChatterOptions } from './chatter.ts'
import { eventsHead } from './events-head.ts'
import { LeanClient, guestToken } from './lean-client.ts'
import type { Joined } from './lean-client.ts'

type Events = Extract<ServerFrame, { type: typeof FRAME.EVENTS }>

export class TuttiChatter implements Chatter {
  readonly #options: ChatterOptions
  readonly #watch: ChatWatch
  #client: LeanClient | undefined
  #joined: Joined | undefined
  #send = -1
  #said = -1
  /** Seq of the next event. */
  #next = 0
  #rid = 1
  readonly #asked = new Map<number, (frame: Extract<ServerFrame, { type: typeof FRAME.REPLY }>) => void>()
  readonly #sentMs = new Map<number, number>()

  /** Resolves when it may write. The first member of a channel makes it. */
  static async enter(options: ChatterOptions, watch: ChatWatch): Promise<TuttiChatter> {
    const chatter = new TuttiChatter(options, watch)
    const { url, member, room, localAddress } = options
    const name = `m${member}`
    chatter.#client = await LeanClient.open(
      { url, token: await guestToken(url, name), device: `${room}-${name}`, localAddress },
      {
        frame: (frame) => chatter.#frame(frame),
        lost: (reason) => options.ears.lost(reason),
        ...(options.witness ? {} : { large: (head: Uint8Array) => chatter.#large(head) }),
      },
    )
    const joined = await chatter.#client.join('chat', room, { create: true })
    chatter.#joined = joined
    chatter.#next = joined.seq + 1
    chatter.#send = joined.commands.indexOf('send')
    chatter.#said = joined.events.indexOf('said')
    const create = { type: 'public', title: room, listed: false }
    if (member === 0) await chatter.#ask('create', create)
    else await chatter.#ask('enter', {})
    return chatter
  }

  private constructor(options: ChatterOptions, watch: ChatWatch) {
    this.#options = options
    this.#watch = watch
  }

  say(text: string): void {
    const ref = this.#joined?.ref
    if (ref === undefined) return
    const rid = ++this.#rid
    this.#sentMs.set(rid, performance.now())
    const nonce = new Uint8Array(16)
    const view = new DataView(nonce.buffer)
    const wallMs = Math.floor(performance.timeOrigin + performance.now())
    view.setUint16(0, Math.floor(wallMs / 2 ** 32))
    view.setUint32(2, wallMs >>> 0)
    view.setUint32(8, this.#options.member)
    view.setUint32(12, rid)
    this.#client?.send(encodeClientFrame({ type: FRAME.COMMAND, ref, op: this.#send, body: { text }, rid, nonce }))
  }

  close(): void {
    this.#client?.close()
  }

  #ask(command: string, body: unknown): Promise<void> {
    const { ref, commands } = this.#joined!
    const rid = ++this.#rid
    return new Promise((resolve, reject) => {
      this.#asked.set(rid, (frame) => {
        if (frame.code === null) resolve()
        else reject(new Error(`${command} was refused: ${frame.code} ${String(frame.body)}`))
      })
      this.#client?.frame({ type: FRAME.COMMAND, ref, op: commands.indexOf(command), body, rid, nonce: null })
    })
  }

  #large(head: Uint8Array): void {
    const events = eventsHead(head)
    if (events !== undefined) this.#heard(events.first, events.count)
  }

  #heard(first: number, count: number): void {
    this.#next = this.#watch.heard(this.#next, first, count, performance.now())
  }

  #frame(frame: ServerFrame): void {
    if (frame.type === FRAME.EVENTS) {
      if (this.#options.witness) this.#read(frame)
      this.#heard(frame.seq, frame.events.length)
    } else if (frame.type === FRAME.REPLY) this.#replied(frame)
    else if (frame.type === FRAME.LEFT) this.#options.ears.lost(`LEFT ${frame.code}`)
  }

  #replied(frame: Extract<ServerFrame, { type: typeof FRAME.REPLY }>): void {
    const asked = this.#asked.get(frame.rid)
    if (asked !== undefined) {
      this.#asked.delete(frame.rid)
      return asked(frame)
    }
    const sentMs = this.#sentMs.get(frame.rid)
    if (sentMs === undefined) return
    this.#sentMs.delete(frame.rid)
    if (frame.code === null) this.#options.ears.acked(performance.now() - sentMs)
    else this.#options.ears.refused(frame.code)
  }

  #read(frame: Events): void {
    frame.events.forEach(({ op, body }, i) => {
      const { text, n } = body as { text?: string; n?: number }
      const stamp = op === this.#said && typeof text === 'string' ? readStamp(text) : undefined
      this.#watch.said(frame.seq + i, stamp?.sentMs ?? 0)
      if (stamp !== undefined && typeof n === 'number') this.#watch.numbered(n)
    })
  }
}
