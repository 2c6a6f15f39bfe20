/** What one tick says that must not be seen before the tick is durable: it leaves as a whole, in order, or never. */
import type { ErrorCode, TuttiError } from '../../shared/errors.ts'
import { writeReply } from '../../shared/room-codec.ts'
import { Writer } from '../../shared/writer.ts'
import type { MailFate } from './inbox.ts'
import type { Membership } from './membership.ts'

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

export interface Parcel {
  readonly joins: readonly (() => void)[]
  readonly replies: readonly Reply[]
  readonly events: EventsFrame | undefined
  readonly kicks: readonly Kick[]
  readonly notices: Notices | undefined
  /** Mail that was handled: to hear what becomes of it. */
  readonly mails: readonly ((fate: MailFate) => void)[]
}

const writer = new Writer(1024)

/** One message for each member that is owed answers, in the order asked. */
export const sendReplies = (replies: readonly Reply[]): void => {
  const bySender = new Map<Membership, Reply[]>()
  for (const reply of replies) {
    const own = bySender.get(reply.to)
    if (own === undefined) bySender.set(reply.to, [reply])
    else own.push(reply)
  }
  for (const [to, own] of bySender) {
    writer.clear()
    for (const { rid, refusal, body } of own) writeReply(writer, rid, refusal, body)
    to.seat.replies(writer.view(), own.length)
  }
}

/** The tick is lost: whoever asked for it is told so, but for those who were refused anyway. */
export const abandonReplies = (replies: readonly Reply[], error: TuttiError): void =>
  sendReplies(replies.map((reply) => ({ ...reply, refusal: reply.refusal ?? error })))
