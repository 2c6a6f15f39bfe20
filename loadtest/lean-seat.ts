/** A seat in a room by the lean client: gives commands by name, and hears events by name. */
import { FRAME } from '../shared/frames.ts'
import type { ServerFrame } from '../shared/frames.ts'
import { LeanClient } from './lean-client.ts'
import type { Joined, LeanClientEvents, LeanClientOptions } from './lean-client.ts'

type Reply = Extract<ServerFrame, { type: typeof FRAME.REPLY }>

export interface SeatOptions extends LeanClientOptions {
  readonly kind: string
  readonly room: string
  readonly join: unknown
}

export interface SeatEvents extends Pick<LeanClientEvents, 'state' | 'lost'> {
  /** A newest event whose body is no bytes, or any where `state` is not asked for. */
  heard?(event: string, body: unknown): void
}

export class LeanSeat {
  readonly joined: Joined
  readonly client: LeanClient
  readonly #asked = new Map<number, (reply: Reply) => void>()
  #rid = 1

  static async open({ kind, room, join, ...options }: SeatOptions, events: SeatEvents = {}): Promise<LeanSeat> {
    let seat: LeanSeat | undefined
    const { state, lost } = events
    const client = await LeanClient.open(options, {
      ...(state === undefined ? {} : { state }),
      frame: (frame) => {
        if (frame.type === FRAME.REPLY) seat?.asked(frame)
        else if (frame.type === FRAME.STATE) events.heard?.(seat?.joined.events[frame.op] ?? '', frame.body)
        else if (frame.type === FRAME.LEFT) lost?.(`LEFT ${frame.code}`)
      },
      ...(lost === undefined ? {} : { lost }),
    })
    seat = new LeanSeat(client, await client.join(kind, room, join))
    return seat
  }

  private constructor(client: LeanClient, joined: Joined) {
    this.client = client
    this.joined = joined
  }

  /** The answer's body. Rejects when it is refused. */
  ask(command: string, body: unknown): Promise<unknown> {
    const { ref, commands } = this.joined
    const rid = ++this.#rid
    return new Promise((resolve, reject) => {
      this.#asked.set(rid, ({ code, body: answer }) => {
        if (code === null) resolve(answer)
        else reject(new Error(`${command} was refused: ${code} ${String(answer)}`))
      })
      this.client.frame({ type: FRAME.COMMAND, ref, op: commands.indexOf(command), body, rid, nonce: null })
    })
  }

  input(body: Uint8Array): void {
    this.client.frame({ type: FRAME.INPUT, ref: this.joined.ref, body })
  }

  close(): void {
    this.client.close()
  }

  private asked(reply: Reply): void {
    const settle = this.#asked.get(reply.rid)
    this.#asked.delete(reply.rid)
    settle?.(reply)
  }
}
