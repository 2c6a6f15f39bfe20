/** What one tick of a room says, collected and encoded as it is said, released as one frame for each delivery class. */
import type { DeliveryClass } from '../../shared/contract.ts'
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import { writeEvents, writeFleeting, writeState } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Outlet } from '../ports.ts'
import type { MailFate } from './inbox.ts'
import type { Membership } from './membership.ts'
import { abandonArrivals, abandonReplies, sendArrivals, sendReplies } from './parcel.ts'
import type { Arrival, EventsFrame, Kick, Notices, Parcel, Reply, Settled } from './parcel.ts'

// Bodies are encoded when they are said, because later code may change the objects. One set for the process: a tick
// of one room ends before that of another begins.
const scratch = new Writer(4096)
// Apart, because the edge may ask for current values while a frame in `scratch` is being published.
const values = new Writer(1024)

export class Output {
  readonly #ref: number
  /** Newest values by op and key, for whoever joins or was too slow: one STATE frame each. */
  readonly #current = new Map<string, Uint8Array>()
  #events: Writer | undefined
  #eventCount = 0
  #fleeting: Writer | undefined
  #fleetingCount = 0
  readonly #newest = new Map<string, Uint8Array>()
  #arrivals: Arrival[] = []
  #replies: Reply[] = []
  #mails: ((fate: MailFate) => void)[] = []
  #settled: Settled[] = []
  readonly #kicks: Kick[] = []
  #notices: Notices | undefined
  #seq: number
  #spoken = 0

  /** `seq`: the last one that the room gave out before. */
  constructor(ref: number, seq = 0) {
    this.#ref = ref
    this.#seq = seq
  }

  /** The last ordered seq that the room has given out, in this tick too. */
  get seq(): number {
    return this.#seq
  }

  /** Changes with all that is told or recorded: a command that threw after it moved cannot be undone. */
  get mark(): number {
    return this.#spoken
  }

  /** The room did what cannot be taken back. */
  spoke(): void {
    this.#spoken++
  }

  broadcast(delivery: DeliveryClass, op: number, key: Key, body: unknown): void {
    if (delivery === 'ordered') {
      append((this.#events ??= new Writer(512)), op, body)
      this.#eventCount++
      this.#seq++
    } else if (delivery === 'fleeting') {
      append((this.#fleeting ??= new Writer(256)), op, body)
      this.#fleetingCount++
    } else {
      this.#now(op, key, this.state(op, key, body).slice(), isNothing(body))
    }
    this.#spoken++
  }

  /** A newest value that leaves with what this tick records; `to` undefined: for all. */
  settle(to: Membership | undefined, op: number, key: Key, frame: Uint8Array, body: unknown): void {
    this.#settled.push({ to, op, key, frame, gone: isNothing(body) })
    this.#spoken++
  }

  /** What waited for its tick leaves: to its member at once, to all with releaseNow(). */
  giveSettled(all: readonly Settled[]): void {
    for (const { to, op, key, frame, gone } of all) {
      if (to === undefined) this.#now(op, key, frame, gone)
      else to.newest(op, key, frame)
    }
  }

  takeSettled(): readonly Settled[] {
    const settled = this.#settled
    if (settled.length > 0) this.#settled = []
    return settled
  }

  /** A STATE frame for some members; valid until the next call. */
  state(op: number, key: Key, body: unknown): Uint8Array {
    writeState(scratch.clear(), this.#ref, op, key, body)
    return scratch.view()
  }

  /** STATE frames of several keys for one member; valid until the next call. */
  states(op: number, values: Iterable<readonly [key: Key, body: unknown]>): Uint8Array {
    scratch.clear()
    for (const [key, body] of values) writeState(scratch, this.#ref, op, key, body)
    return scratch.view()
  }

  /** A FLEETING frame of one event for some members; valid until the next call. */
  fleet(op: number, body: unknown): Uint8Array {
    const flat = scratch.clear().uint(op).value(body).copy()
    writeFleeting(scratch.clear(), this.#ref, 1, flat)
    return scratch.view()
  }

  /** Every present newest value; valid until the next call. */
  current(): Uint8Array {
    values.clear()
    for (const frame of this.#current.values()) values.raw(frame)
    return values.view()
  }

  arrived(from: Membership, answer: Arrival['answer']): void {
    this.#arrivals.push({ from, answer })
  }

  /** `body` is MessagePack. A command without a rid is not answered. */
  reply(to: Membership, rid: number, refusal: TuttiError | null, body: Uint8Array): void {
    if (rid !== 0) this.#replies.push({ to, rid, refusal, body })
  }

  /** Mail was handled in this tick. */
  mailed(settled: (fate: MailFate) => void): void {
    this.#mails.push(settled)
  }

  badge(body: unknown): void {
    const { unwatched = new Set<string>() } = this.#notices ?? {}
    this.#notices = { badge: encodeBody(body), unwatched }
    this.#spoken++
  }

  unwatch(user: string): void {
    this.#notices ??= { badge: undefined, unwatched: new Set() }
    this.#notices.unwatched.add(user)
    this.#spoken++
  }

  kick(membership: Membership, code: ErrorCode): void {
    this.#kicks.push({ membership, code })
  }

  /** How many are to go at the end of this tick. */
  get kicking(): number {
    return this.#kicks.length
  }

  /** Those kicked since the last call; the room may kick more while it is told. */
  takeKicks(): Kick[] {
    return this.#kicks.splice(0)
  }

  /** JOINED first (D4), then replies (D5). */
  releaseAnswers(): void {
    if (this.#arrivals.length > 0) sendArrivals(this.#arrivals.splice(0))
    if (this.#replies.length > 0) sendReplies(this.#replies.splice(0))
  }

  /** The ordered events of this tick as one frame (T4); undefined: there are none. */
  takeEvents(): EventsFrame | undefined {
    if (this.#eventCount === 0) return undefined
    const first = this.#seq - this.#eventCount + 1
    const flat = this.#events!.view()
    writeEvents(scratch.clear(), this.#ref, first, this.#eventCount, flat)
    this.#events!.clear()
    this.#eventCount = 0
    return { first, last: this.#seq, frame: scratch.copy(), flatLength: flat.length }
  }

  takeNotices(): Notices | undefined {
    const notices = this.#notices
    this.#notices = undefined
    return notices
  }

  /** What the room says now and nobody needs later, as one frame for each class. `headSeq`: the last that members have. */
  releaseNow(outlet: Outlet, headSeq: number): void {
    if (this.#newest.size > 0) {
      scratch.clear()
      for (const frame of this.#newest.values()) scratch.raw(frame)
      this.#newest.clear()
      outlet.publish('newest', scratch.view(), headSeq)
    }
    if (this.#fleetingCount > 0) {
      writeFleeting(scratch.clear(), this.#ref, this.#fleetingCount, this.#fleeting!.view())
      this.#fleeting!.clear()
      this.#fleetingCount = 0
      outlet.publish('fleeting', scratch.view(), headSeq)
    }
  }

  #now(op: number, key: Key, frame: Uint8Array, gone: boolean): void {
    const name = `${op}:${typeof key}:${key}`
    this.#newest.delete(name)
    this.#newest.set(name, frame)
    if (gone) this.#current.delete(name)
    else this.#current.set(name, frame)
  }

  /** Everything else, to leave together later; undefined: there is nothing. */
  pack(events: EventsFrame | undefined, kicks: readonly Kick[]): Parcel | undefined {
    const arrivals = this.#arrivals
    const replies = this.#replies
    const mails = this.#mails
    const notices = this.takeNotices()
    const settled = this.takeSettled()
    const waiting = arrivals.length + replies.length + mails.length + kicks.length + settled.length
    if (waiting === 0 && events === undefined && notices === undefined) return undefined
    this.#arrivals = []
    this.#replies = []
    this.#mails = []
    return { arrivals, replies, events, kicks, notices, settled, mails }
  }

  /** The room goes away in the middle of a tick: what it did is lost, and whoever asked for it is told so. */
  abandon(): void {
    abandonArrivals(this.#arrivals.splice(0))
    abandonReplies(this.#replies.splice(0))
    for (const settled of this.#mails.splice(0)) settled('broke')
  }
}

const isNothing = (body: unknown): boolean => body === null || body === undefined

/** A body that cannot be encoded throws, and must not leave its op behind. */
const append = (writer: Writer, op: number, body: unknown): void => {
  const before = writer.length
  try {
    writer.uint(op).value(body)
  } catch (thrown) {
    writer.rewind(before)
    throw thrown
  }
}

/** A plain value as MessagePack. @throws when it cannot be encoded. */
export const encodeBody = (body: unknown): Uint8Array => scratch.clear().value(body).copy()

export const NIL = encodeBody(null)
