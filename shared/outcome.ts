/** How a room hears what became of something that it sent out of the house. */
import { id, looseObject, object, optional, text, unknown } from './guards.ts'
import { check } from './contract.ts'
import type { Guard } from './contract.ts'

/** In a payload as `reply`: mail `op` to that room, once, when the message has ended. */
export interface ReplyTo {
  readonly kind: string
  readonly room: string
  readonly op: string
  /** Comes back as it was given. */
  readonly about?: unknown
}

/** The mail. `sent`: the channel took it, and `answer` is what it had to say. `given_up`: nobody will try any more. */
export type Outcome =
  | { readonly is: 'sent'; readonly about: unknown; readonly answer: unknown }
  | { readonly is: 'given_up'; readonly about: unknown; readonly reason: string }

const replyGuard = looseObject({
  reply: optional(object({ kind: text(1, 32), room: id(), op: text(1, 32), about: optional(unknown()) })),
}) as Guard<{ readonly reply?: ReplyTo }>

/** Who wants to hear of a message with this payload (JSON); undefined: nobody. */
export const replyTo = (payload: string): ReplyTo | undefined => {
  // Most have none, and are not looked into.
  if (!payload.includes('"reply"')) return undefined
  try {
    return check(replyGuard, JSON.parse(payload)).reply
  } catch {
    return undefined
  }
}
