/** One client process of the chat load: whole channels of members, on our server or a peer's. */
import { Beat } from './beat.ts'
import { ChatWatch } from './chat-watch.ts'
import { stampedText } from './chat-text.ts'
import type { Chatter, ChatterEars, ChatterOptions } from './chatter.ts'
import { TuttiChatter } from './chatter-tutti.ts'
import type { Driver } from './driver.ts'
import type { Histogram } from './histogram.ts'
import { sourceOf } from './idle-driver.ts'
import { LatencyCounts } from './latency-counts.ts'
import { SocketIoChatter } from './peers/socketio-chatter.ts'
import { UwsChatter } from './peers/uws-chatter.ts'
import { pooled } from './pool.ts'
import type { Counts, Share } from './swarm-messages.ts'

export interface ChatPlan {
  readonly url: string
  /** Of this run: so that it never meets the channels of another. */
  readonly run: string
  readonly as: 'tutti' | 'socketio' | 'uws'
  readonly rooms: number
  readonly members: number
  /** Messages a second in each room, said by its members in turn. */
  readonly rate: number
  readonly textBytes: number
}

const CONNECT_AT_ONCE = 32
const SETTLE_MS = 50

const enter = {
  tutti: (options, watch) => TuttiChatter.enter(options, watch),
  socketio: (options, watch) => SocketIoChatter.enter(options, watch),
  uws: (options, watch) => UwsChatter.enter(options, watch),
} satisfies Record<ChatPlan['as'], (options: ChatterOptions, watch: ChatWatch) => Promise<Chatter>>

class ChatDriver implements Driver {
  readonly #plan: ChatPlan
  readonly #share: Share
  readonly #delivery = new LatencyCounts()
  readonly #ack = new LatencyCounts()
  readonly #watches: ChatWatch[] = []
  readonly #chatters: Chatter[][] = []
  #beat: Beat | undefined
  #said = 0
  #refused = 0
  #refusal = ''
  readonly #lost: string[] = []
  #measuring = false
  #marks = { deliveries: 0, acks: 0, said: 0, leftOut: 0 }
  #counted: Counts = {}
  #told = { deliveries: 0, acks: 0 }

  constructor(plan: ChatPlan, share: Share) {
    this.#plan = plan
    this.#share = share
  }

  async join(): Promise<number> {
    const { rooms, members, rate } = this.#plan
    const { index, count } = this.#share
    const mine = Array.from({ length: rooms }, (_, room) => room).filter((room) => room % count === index)
    // The first makes the channel, and then the others come.
    await pooled(mine.length, CONNECT_AT_ONCE, async (i) => {
      const watch = new ChatWatch(this.#delivery)
      this.#watches[i] = watch
      this.#chatters[i] = [await this.#enter(mine[i]!, 0, watch)]
    })
    await pooled(mine.length * (members - 1), CONNECT_AT_ONCE, async (k) => {
      const i = k % mine.length
      const member = 1 + Math.floor(k / mine.length)
      this.#chatters[i]![member] = await this.#enter(mine[i]!, member, this.#watches[i]!)
    })
    if (rate > 0) {
      this.#beat = new Beat(rate, mine.length, (i) => this.#say(i))
      this.#beat.start()
    }
    setInterval(() => this.#settle(), SETTLE_MS).unref()
    return mine.length * members
  }

  #enter(room: number, member: number, watch: ChatWatch): Promise<Chatter> {
    const { url, run, as, members } = this.#plan
    const base = new URL('/', url)
    const ears: ChatterEars = {
      acked: (ms) => {
        this.#marks.acks++
        if (this.#measuring) this.#ack.record(ms)
      },
      refused: (reason) => {
        this.#refused++
        this.#refusal = reason
      },
      lost: (reason) => this.#lost.push(reason),
    }
    const localAddress = sourceOf(base, room * members + member)
    return enter[as](
      { url: base, localAddress, room: `load-${run}-${room}`, member, witness: member === 0, ears },
      watch,
    )
  }

  #say(i: number): void {
    const chatters = this.#chatters[i]!
    const number = this.#said++
    const member = Math.floor(number / this.#chatters.length) % chatters.length
    chatters[member]!.say(stampedText(this.#plan.textBytes, performance.now(), member, number))
  }

  #settle(): void {
    for (const watch of this.#watches) watch.settle()
    if (this.#measuring) return
    // Frames of the warm-up are settled before the window opens, and are not of it.
    this.#delivery.clear()
  }

  #deliveries(): number {
    return this.#watches.reduce((sum, { deliveries }) => sum + deliveries, 0)
  }

  open(): void {
    for (const watch of this.#watches) watch.lost = watch.duplicated = watch.outOfOrder = 0
    this.#delivery.clear()
    this.#ack.clear()
    this.#refused = 0
    this.#marks = { deliveries: this.#deliveries(), acks: 0, said: this.#said, leftOut: this.#beat?.leftOut ?? 0 }
    this.#measuring = true
  }

  close(): void {
    this.#settle()
    this.#measuring = false
    const sum = (of: (watch: ChatWatch) => number) => this.#watches.reduce((total, watch) => total + of(watch), 0)
    this.#counted = {
      deliveries: this.#deliveries() - this.#marks.deliveries,
      acks: this.#marks.acks,
      said: this.#said - this.#marks.said,
      refused: this.#refused,
      lost: sum((watch) => watch.lost),
      duplicated: sum((watch) => watch.duplicated),
      outOfOrder: sum((watch) => watch.outOfOrder),
    }
  }

  progress(): Counts {
    const now = { deliveries: this.#deliveries(), acks: this.#marks.acks }
    const told = this.#told
    this.#told = now
    return { 'deliveries/s': now.deliveries - told.deliveries, 'acks/s': Math.max(0, now.acks - told.acks) }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    return { delivery: this.#delivery.histogram(), ack: this.#ack.histogram() }
  }

  counts(): Counts {
    return this.#counted
  }

  faults(): string[] {
    const faults: string[] = []
    const leftOut = (this.#beat?.leftOut ?? 0) - this.#marks.leftOut
    if (this.#lost.length > 0) faults.push(`${this.#lost.length} members were lost: ${this.#lost[0]}`)
    if (this.#refused > 0) faults.push(`${this.#refused} messages were refused: ${this.#refusal}`)
    if (leftOut > 0) faults.push(`a client process fell behind and left out ${leftOut} messages`)
    return faults
  }
}

/** `plan` is what chat.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new ChatDriver(plan as ChatPlan, share)
