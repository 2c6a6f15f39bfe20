/** What may judge a message before anybody sees it, and how the judgements of several add up. */
import type { Role } from '../../engine/room.ts'

export interface Draft {
  readonly room: string
  /** The author. */
  readonly by: string
  readonly name: string
  readonly role: Role
  readonly text: string
  /** An edit of a message that is there already. */
  readonly edit: boolean
}

export type Verdict =
  | { readonly is: 'allow' }
  | { readonly is: 'reject'; readonly reason: string }
  | { readonly is: 'rewrite'; readonly text: string }
  /** Waits for a moderator; an edit is refused instead. */
  | { readonly is: 'hold'; readonly why: string }

/**
 * May ask the outside world: it runs beside the room, before the command. One that fails, or takes longer than
 * CHAT.moderateMs, counts as ModerationOptions.onFailure says.
 */
export type Moderator = (draft: Draft) => Verdict | Promise<Verdict>

export const ALLOW: Verdict = { is: 'allow' }

/** The first judge that does not simply let it through decides; what one has rewritten, the next ones judge. */
export const judge = (text: string, before: Verdict | undefined, then: (text: string) => Verdict): Verdict => {
  if (before === undefined || before.is === 'allow') return then(text)
  if (before.is !== 'rewrite') return before
  const after = then(before.text)
  return after.is === 'allow' ? before : after
}
