/** What one tick of a room says, collected and encoded as it is said, released as one frame for each delivery class. */
import type { DeliveryClass } from '../../shared/contract.ts'
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import { writeEvents, writeFleeting, writeReply, writeState } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Outlet } from '../ports.ts'
import type { Membership } from './membership.ts'
import type { Ring } from './ring.ts'

// Bodies are encoded when they are said, because later code may change the objects. One set for the process: a tick
// of one room ends before that of another begins.
const scratch = new Writer(4096)
// Apart, because the edge may ask for current values while a frame in `scratch` is being published.
const values = new Writer(1024)

interface Reply {
  readonly to: Membership
  readonly rid: number
  refusal: TuttiError | null
  readonly body: Uint8Array
}

export class Output {
  readonly #ref: number
  readonly #ring: Ring
  /** Newest values by op and key, for whoever joins or was too slow: one STATE frame each. */
  readonly #current = new Map<string, Uint8Array>()
  #events: Writer | undefined
  #eventCount = 0
  #fleeting: Writer | undefined
  #fleetingCount = 0
  readonly #newest = new Map<string, Uint8Array>()
  readonly #joins: (() => void)[] = []
  #replies: Reply[] = []
  readonly #kicks: { readonly membership: Membership; readonly code: ErrorCode }[] = []
  #seq = 0
  #broadcasts = 0

  constructor(ref: number, ring: Ring) {
    this.#ref = ref
    this.#ring = ring
  }

  /** The last ordered seq that the room has given out, in this tick too. */
  get seq(): number {
    return this.#seq
  }

  /** Changes with everything that members are told together: a command that threw after it moved cannot be undone. */
  get mark(): number {
    return this.#broadcasts
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
      const name = `${op}:${typeof key}:${key}`
      const frame = this.state(op, key, body).slice()
      this.#newest.delete(name)
      this.#newest.set(name, frame)
      if (body === null || body === undefined) this.#current.delete(name)
      else this.#current.set(name, frame)
    }
    this.#broadcasts++
  }

  /** A STATE frame for some members; valid until the next call. */
  state(op: number, key: Key, body: unknown): Uint8Array {
    writeState(scratch.clear(), this.#ref, op, key, body)
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

  joined(announce: () => void): void {
    this.#joins.push(announce)
  }

  /** `body` is MessagePack. A command without a rid is not answered. */
  reply(to: Membership, rid: number, refusal: TuttiError | null, body: Uint8Array): void {
    if (rid !== 0) this.#replies.push({ to, rid, refusal, body })
  }

  kick(membership: Membership, code: ErrorCode): void {
    this.#kicks.push({ membership, code })
  }

  /** Those kicked since the last call; the room may kick more while it is told. */
  takeKicks(): { readonly membership: Membership; readonly code: ErrorCode }[] {
    return this.#kicks.splice(0)
  }

  /**
   * Everything leaves the room here and nowhere else, but for what send() gave to single members: JOINED first (D4),
   * then replies (D5), then one frame for each class (T4).
   */
  release(outlet: Outlet): void {
    for (const announce of this.#joins.splice(0)) announce()
    this.#releaseReplies()
    if (this.#eventCount > 0) this.#releaseEvents(outlet)
    if (this.#newest.size > 0) {
      scratch.clear()
      for (const frame of this.#newest.values()) scratch.raw(frame)
      this.#newest.clear()
      outlet.publish('newest', scratch.view(), this.#seq)
    }
    if (this.#fleetingCount > 0) {
      writeFleeting(scratch.clear(), this.#ref, this.#fleetingCount, this.#fleeting!.view())
      this.#fleeting!.clear()
      this.#fleetingCount = 0
      outlet.publish('fleeting', scratch.view(), this.#seq)
    }
  }

  /** The room goes away in the middle of a tick: what it did is lost, and whoever asked for it is told so. */
  abandon(unavailable: TuttiError): void {
    for (const reply of this.#replies) reply.refusal ??= unavailable
    this.#releaseReplies()
  }

  /** One message for each member that is owed answers, in the order asked. */
  #releaseReplies(): void {
    if (this.#replies.length === 0) return
    const bySender = new Map<Membership, Reply[]>()
    for (const reply of this.#replies.splice(0)) {
      const own = bySender.get(reply.to)
      if (own === undefined) bySender.set(reply.to, [reply])
      else own.push(reply)
    }
    for (const [to, replies] of bySender) {
      values.clear()
      for (const { rid, refusal, body } of replies) writeReply(values, rid, refusal, body)
      to.seat.replies(values.view(), replies.length)
    }
  }

  #releaseEvents(outlet: Outlet): void {
    const first = this.#seq - this.#eventCount + 1
    writeEvents(scratch.clear(), this.#ref, first, this.#eventCount, this.#events!.view())
    this.#events!.clear()
    this.#eventCount = 0
    const frame = scratch.copy()
    this.#ring.append(first, this.#seq, frame)
    outlet.publish('ordered', frame, this.#seq)
  }
}

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
