/** What one tick says that must not be seen before the tick is durable: it leaves as a whole, in order, or never. */
import { TuttiError } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import type { Key } from '../../shared/frames.ts'
import { writeReply } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { Joined } from '../ports.ts'
import type { MailFate } from './inbox.ts'
import type { Membership } from './membership.ts'
import { unavailable } from './unavailable.ts'

/** A JOIN was answered. */
export interface Arrival {
  readonly from: Membership
  readonly answer: Joined | TuttiError
}

export interface Reply {
  readonly to: Membership
  readonly rid: number
  readonly refusal: TuttiError | null
  /** MessagePack. */
  readonly body: Uint8Array
}

/** Ordered events `first` to `last` as one EVENTS frame, which ends with their `flatLength` bytes. */
export interface EventsFrame {
  readonly first: number
  readonly last: number
  readonly frame: Uint8Array
  readonly flatLength: number
}

export interface Kick {
  readonly membership: Membership
  readonly code: ErrorCode
}

/** What those see who are no members: the room's latest badge, and who may no longer watch. */
export interface Notices {
  /** MessagePack. */
  badge: Uint8Array | undefined
  readonly unwatched: Set<string>
}

/** A `newest` value for one member, or for all (`to` undefined), that waited for its tick to be durable. */
export interface Settled {
  readonly to: Membership | undefined
  readonly op: number
  readonly key: Key
  /** One STATE frame. */
  readonly frame: Uint8Array
  /** There is no value any more. */
  readonly gone: boolean
}

export interface Parcel {
  readonly arrivals: readonly Arrival[]
  readonly replies: readonly Reply[]
  readonly events: EventsFrame | undefined
  readonly kicks: readonly Kick[]
  readonly notices: Notices | undefined
  readonly settled: readonly Settled[]
  /** Mail that was handled: to hear what becomes of it. */
  readonly mails: readonly ((fate: MailFate) => void)[]
}

const writer = new Writer(1024)

/** One message for each member that is owed answers, in the order asked. */
export const sendReplies = (replies: readonly Reply[]): void => {
  if (replies.length === 1) return sendTo(replies[0]!.to, replies)
  const bySender = new Map<Membership, Reply[]>()
  for (const reply of replies) {
    const own = bySender.get(reply.to)
    if (own === undefined) bySender.set(reply.to, [reply])
    else own.push(reply)
  }
  for (const [to, own] of bySender) sendTo(to, own)
}

const sendTo = (to: Membership, replies: readonly Reply[]): void => {
  writer.clear()
  for (const { rid, refusal, body } of replies) writeReply(writer, rid, refusal, body)
  to.seat.replies(writer.view(), replies.length)
}

export const sendArrivals = (arrivals: readonly Arrival[]): void => {
  for (const { from, answer } of arrivals) {
    if (answer instanceof TuttiError) from.seat.refused(answer)
    // One that has left meanwhile is never announced.
    else if (from.member !== undefined) from.announce(answer)
  }
}

export const sendKicks = (kicks: readonly Kick[]): void => {
  for (const { membership, code } of kicks) membership.seat.left(code)
}

// ── A tick that is lost: what it refused, and whom it kicked, may have come of what is no longer so.

export const abandonReplies = (replies: readonly Reply[]): void =>
  sendReplies(replies.map((reply) => ({ ...reply, refusal: inVain(reply.refusal) })))

/** Those who were let in are in the room still, and go with it. */
export const abandonArrivals = (arrivals: readonly Arrival[]): void => {
  for (const { from, answer } of arrivals) if (answer instanceof TuttiError) from.seat.refused(inVain(answer))
}

export const abandonKicks = (kicks: readonly Kick[]): void => {
  for (const { membership } of kicks) sendBack(membership)
}

/** The room is reloaded: whoever was in it may come again. */
export const sendBack = ({ announced, seat }: Membership, code: ErrorCode = 'room_reset'): void => {
  if (announced) seat.left(code)
  else seat.refused(unavailable())
}

/** To try again helps, but for what broke the room. */
const inVain = (refusal: TuttiError | null): TuttiError => (refusal?.code === 'internal' ? refusal : unavailable())
