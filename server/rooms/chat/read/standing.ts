/** Where the asking user stands in a channel: the one gate that every answer about a channel passes. */
import { TuttiError } from '../../../../shared/errors.ts'
import type { ChannelRole } from '../../../../shared/chat/types.ts'
import type { ChatTables } from '../rows.ts'
import type { View } from './view.ts'

export type ChannelTable = ChatTables['chat_channel']

export interface Standing {
  readonly channel: ChannelTable
  readonly role: ChannelRole
  /** Of the channel's ordered events: the last one that this view contains. */
  readonly seq: number
  readonly mutedUntil: number
}

/** 0: for good. A ban that has run out leaves whoever it was as a stranger. */
export const isBanned = (state: string | null, until: number | null, wallMs: number): boolean =>
  state === 'banned' && (until === 0 || (until ?? 0) > wallMs)

/**
 * Reads the role where the answer is read: whoever was let in a moment ago may be out by now.
 * @throws TuttiError `unknown_room` where there is no channel, or none that this user may know of; `forbidden`: banned
 */
export const standingIn = async (view: View, room: string): Promise<Standing> => {
  const row = await view.db
    .selectFrom('chat_channel as c')
    .leftJoin('chat_member as m', (join) => join.onRef('m.room', '=', 'c.room').on('m.user_id', '=', view.user))
    .leftJoin('room as r', (join) => join.on('r.kind', '=', 'chat').onRef('r.id', '=', 'c.room'))
    .where('c.room', '=', room)
    .selectAll('c')
    .select(['m.role', 'm.state', 'm.banned_until', 'm.muted_until', 'r.seq'])
    .executeTakeFirst()
  if (row === undefined) throw new TuttiError('unknown_room')
  const { role, state, banned_until: bannedUntil, muted_until: mutedUntil, seq, ...channel } = row
  if (isBanned(state, bannedUntil, view.wallMs)) throw new TuttiError('forbidden')
  const member = state === 'in'
  if (!member && channel.type !== 'public') throw new TuttiError('unknown_room')
  return {
    channel,
    role: member ? (role as ChannelRole) : 'visitor',
    seq: seq ?? 0,
    mutedUntil: member ? (mutedUntil ?? 0) : 0,
  }
}

/** @throws TuttiError as standingIn, and `forbidden` for all but owners and moderators */
export const moderating = async (view: View, room: string): Promise<Standing> => {
  const standing = await standingIn(view, room)
  if (standing.role !== 'owner' && standing.role !== 'moderator') throw new TuttiError('forbidden')
  return standing
}
