/** One member of one room, from JOIN to the end: what the edge holds as Entry and the runner as its member. */
import type { Key } from '../../shared/frames.ts'
import type { Backlog, Entry, JoinRequest, Joined, Seat } from '../ports.ts'
import type { Member } from './room.ts'

/** What a membership asks of its room's runner. */
export interface Host {
  command(from: Membership, op: number, body: unknown, rid: number, nonce: Uint8Array | null): void
  input(from: Membership, body: Uint8Array): void
  leave(membership: Membership, why: 'left' | 'lost'): void
  ack(from: Membership, seq: number): void
  backlog(from: Membership, seq: number, maxBytes: number): Backlog | 'none' | 'gone' | 'later'
  current(): Uint8Array
}

const NOTHING = new Uint8Array(0)
/** FLEETING frames that wait for JOINED: more are dropped, as for any member that cannot take them. */
const MAX_FLEETING = 64

export class Membership implements Entry {
  readonly request: JoinRequest
  readonly seat: Seat
  /** Set when the room let the member in. */
  member: Member | undefined
  /** JOINED has left: what is sent to this member alone may go at once. */
  announced = false
  /** INPUT frames that wait for the next tick, oldest first. */
  readonly inputs: Uint8Array[] = []
  #host: Host | undefined
  #gone: 'left' | 'lost' | undefined
  /** Sent before JOINED has left, in order: the latest of each op and key, and the first of what is fleeting. */
  readonly #early = new Map<string | number, () => void>()
  #earlyFleeting = 0

  constructor(request: JoinRequest, seat: Seat) {
    this.request = request
    this.seat = seat
  }

  /** The room is found. False: the client has gone meanwhile, and nobody is to be let in. */
  enter(host: Host): boolean {
    if (this.#gone !== undefined) return false
    this.#host = host
    return true
  }

  /** JOINED leaves, and right behind it what was sent to the member meanwhile. */
  announce(joined: Joined): void {
    this.announced = true
    this.seat.joined(joined)
    for (const send of this.#early.values()) send()
    this.#early.clear()
  }

  /** One STATE frame; the bytes are valid during the call. */
  newest(op: number, key: Key, frame: Uint8Array): void {
    if (this.announced) return this.seat.newest(op, key, frame)
    const slot = `${op} ${typeof key} ${key}`
    const kept = frame.slice()
    this.#early.delete(slot)
    this.#early.set(slot, () => this.seat.newest(op, key, kept))
  }

  /** One FLEETING frame, likewise. */
  fleeting(frame: Uint8Array): void {
    if (this.announced) return this.seat.fleeting(frame)
    if (this.#earlyFleeting === MAX_FLEETING) return
    const kept = frame.slice()
    this.#early.set(this.#earlyFleeting++, () => this.seat.fleeting(kept))
  }

  command(op: number, body: unknown, rid: number, nonce: Uint8Array | null): void {
    this.#host?.command(this, op, body, rid, nonce)
  }

  input(body: Uint8Array): void {
    this.#host?.input(this, body)
  }

  ack(seq: number): void {
    this.#host?.ack(this, seq)
  }

  leave(why: 'left' | 'lost'): void {
    if (this.#gone !== undefined) return
    this.#gone = why
    this.#host?.leave(this, why)
  }

  backlog(seq: number, maxBytes: number): Backlog | 'none' | 'gone' | 'later' {
    return this.#host?.backlog(this, seq, maxBytes) ?? 'gone'
  }

  current(): Uint8Array {
    return this.#host?.current() ?? NOTHING
  }
}
