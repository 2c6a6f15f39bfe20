/** A room's outlet on the foreign wires: what it publishes is read once, written once for each framing, and published. */
import type { DeliveryClass } from '../../shared/contract.ts'
import type { EngineSide, Outlet, Transport, User, Wire, WireMeter } from '../ports.ts'
import { AwareMirror } from './aware-mirror.ts'
import { behind, updated } from './codec.ts'
import { WIRE } from './limits.ts'
import { mergedTail, RoomState } from './room-state.ts'
import { tailOf, toldIn } from './told.ts'
import type { Told } from './told.ts'

/** Where members of one framing are reached: those of one address get the same bytes. */
export interface Address {
  readonly wire: Wire
  /** Stands in front of every message. */
  readonly prefix: Uint8Array
  /** Of a message that the room passes on; undefined: this framing has none. */
  readonly stateless: number | undefined
}

/** What a member of the room begins with. */
export interface Opening {
  /** Log position of the state. */
  readonly at: number
  /** Undefined: it is too large for JOINED, and has to be asked for. */
  readonly state: RoomState | undefined
  /** What came after it, written as an update; undefined: nothing. */
  readonly behind: RoomState | undefined
}

/** The live streams that a member listens to: edits, and what may be missed. */
export type Stream = 'ordered' | 'fleeting'

class Listeners {
  readonly address: Address
  readonly topics: Readonly<Record<Stream, string>>
  readonly live: Record<Stream, number> = { ordered: 0, fleeting: 0 }

  constructor(address: Address, topic: string) {
    this.address = address
    this.topics = { ordered: `${topic}/o`, fleeting: `${topic}/f` }
  }
}

export class WireFeed implements Outlet {
  readonly ref: number
  /** The last ordered seq that was published: where a member that leaves the stream goes on. */
  headSeq = 0
  readonly aware = new AwareMirror()
  readonly #feeds: WireFeeds
  /** By prefix. */
  readonly #listeners = new Map<string, Listeners>()
  #members = 0
  #names: readonly string[] = []
  #opening: { readonly key: string; readonly opening: Opening } | undefined
  #asked: Promise<RoomState> | undefined
  #next: Promise<RoomState> | undefined

  constructor(feeds: WireFeeds, ref: number) {
    this.#feeds = feeds
    this.ref = ref
  }

  publish(delivery: DeliveryClass, frames: Uint8Array, headSeq: number): void {
    if (delivery === 'ordered') this.headSeq = headSeq
    if (this.#members === 0 || delivery === 'newest') return
    for (const told of toldIn(frames, this.#names)) {
      if (told.is === 'aware') this.aware.learn(told.bytes)
      this.#tell(delivery, told)
    }
  }

  close(): void {
    this.#feeds.remove(this)
  }

  /** One more member; `names` are the room's events. */
  enter(names: readonly string[], aware: Uint8Array): void {
    this.#members++
    this.#names = names
    // Nobody listened before, so this is all that is known.
    this.aware.learn(aware)
  }

  exit(): void {
    this.#members--
    if (this.#members > 0) return
    this.aware.forget()
    this.#opening = undefined
  }

  /** The topic, for one more subscriber. */
  listen(address: Address, stream: Stream): string {
    const key = Buffer.from(address.prefix).toString('latin1')
    let listeners = this.#listeners.get(key)
    if (listeners === undefined) {
      listeners = new Listeners(address, `w/${this.ref}/${key}`)
      this.#listeners.set(key, listeners)
    }
    listeners.live[stream]++
    return listeners.topics[stream]
  }

  /** The topic, for one subscriber less. */
  quit(address: Address, stream: Stream): string {
    const key = Buffer.from(address.prefix).toString('latin1')
    const listeners = this.#listeners.get(key)!
    listeners.live[stream]--
    if (listeners.live.ordered + listeners.live.fleeting === 0) this.#listeners.delete(key)
    return listeners.topics[stream]
  }

  /** The room's events. */
  get names(): readonly string[] {
    return this.#names
  }

  /**
   * The state that JOINED carried at that seq: those who come in at the same moment share it. Of a tail of many updates
   * the room makes few: their number alone says nothing.
   */
  opening(seq: number, at: number, snapshot: Uint8Array | null, tail: readonly Uint8Array[]): Opening {
    const bytes = tail.reduce((sum, update) => sum + update.length, 0)
    const key = `${seq} ${at} ${tail.length} ${bytes}`
    if (this.#opening?.key === key) return this.#opening.opening
    const behindIt = mergedTail(tail)
    const opening = {
      at,
      state: snapshot === null ? undefined : new RoomState(snapshot),
      behind: behindIt && new RoomState(behindIt, updated),
    }
    this.#opening = { key, opening }
    return opening
  }

  /** The state as it is after this call: asked for once for all who wait. */
  state(user: User, room: string): Promise<RoomState> {
    if (this.#asked === undefined) {
      this.#asked = this.#feeds.state(user, room).finally(() => (this.#asked = undefined))
      return this.#asked
    }
    // What is under way may have been read before this one came in.
    const again = (): Promise<RoomState> => {
      this.#next = undefined
      return this.state(user, room)
    }
    return (this.#next ??= this.#asked.then(again, again))
  }

  /** The state at log position `at`, or later. */
  stateFrom(user: User, room: string, at: number): Promise<RoomState> {
    return this.#feeds.state(user, room, at)
  }

  /** SyncStep2 of that state, or a later one, for whoever has what `vector` says. */
  answer(user: User, room: string, state: RoomState, vector: Uint8Array, at?: number): Promise<Uint8Array> {
    return this.#feeds.answer(user, room, state, vector, at)
  }

  #tell(stream: Stream, told: Told): void {
    let tail: Uint8Array | undefined
    for (const { address, topics, live } of this.#listeners.values()) {
      if (live[stream] === 0) continue
      // Framings differ in the address alone, but for what not all of them can say.
      const own = told.is === 'said' ? tailOf(told, address) : (tail ??= tailOf(told, address))
      if (own === undefined) continue
      this.#feeds.publish(topics[stream], address.wire, behind(address.prefix, own), live[stream])
    }
  }
}

/** All rooms that have, or may get, members on a foreign wire, by their ref. */
export class WireFeeds {
  readonly #engine: Pick<EngineSide, 'query'>
  /** By the bytes that the room's kind gives, which are the same for all who ask for them. */
  readonly #states = new WeakMap<Uint8Array, RoomState>()
  readonly #transport: Transport
  readonly #meter: WireMeter
  readonly #byRef = new Map<number, WireFeed>()
  /** Diffs that are made on another thread. */
  #finding = 0

  constructor(transport: Transport, engine: Pick<EngineSide, 'query'>, meter: WireMeter) {
    this.#transport = transport
    this.#engine = engine
    this.#meter = meter
  }

  outlet(ref: number): Outlet {
    const feed = new WireFeed(this, ref)
    this.#byRef.set(ref, feed)
    return feed
  }

  at(ref: number): WireFeed | undefined {
    return this.#byRef.get(ref)
  }

  remove(feed: WireFeed): void {
    if (this.#byRef.get(feed.ref) === feed) this.#byRef.delete(feed.ref)
  }

  /** A document's state, at that log position or later; with everything that is kept by now where none is said. */
  async state(user: User, room: string, atLeast?: number): Promise<RoomState> {
    const body = atLeast === undefined ? {} : { atLeast }
    const { update } = (await this.#engine.query(user, 'doc', room, 'snapshot', body)) as { update: Uint8Array }
    const known = this.#states.get(update)
    if (known !== undefined) return known
    const state = new RoomState(update)
    this.#states.set(update, state)
    return state
  }

  async answer(
    user: User,
    room: string,
    state: RoomState,
    vector: Uint8Array,
    atLeast: number | undefined,
  ): Promise<Uint8Array> {
    if (!state.isLarge(vector) || this.#finding >= WIRE.diffsAtOnce) return state.answer(vector)
    this.#finding++
    try {
      return await state.beyond(vector, async () => {
        const body = { vector, ...(atLeast !== undefined && { atLeast }) }
        const found = (await this.#engine.query(user, 'doc', room, 'snapshot', body)) as { update: Uint8Array }
        return found.update
      })
    } finally {
      this.#finding--
    }
  }

  /** One message to everybody who listens. */
  publish(topic: string, wire: Wire, message: Uint8Array, receivers: number): void {
    this.#transport.publish(topic, message)
    this.#meter.encodes[wire]++
    this.#meter.messagesOut[wire] += receivers
    this.#meter.bytesOut[wire] += receivers * message.length
  }
}
