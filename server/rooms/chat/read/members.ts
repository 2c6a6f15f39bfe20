/** Who is in a channel, and who may not be. */
import { sql } from 'kysely'
import { TuttiError } from '../../../../shared/errors.ts'
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { ChannelRole, MemberRow } from '../../../../shared/chat/types.ts'
import { cursorOf, lowered, readCursor, startsWith } from './names.ts'
import { moderating, standingIn } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery } from './view.ts'

/** Bans that are told at once. */
const BANS_MAX = 500

const MEMBER = ['user_id', 'name', 'role', 'joined_at', 'muted_until', 'banned_until', 'reason'] as const

export const members: ChatQuery<'members'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    const { channel, role } = await standingIn(view, room)
    const limit = body.limit ?? CHAT.page
    const low = lowered(view, 'name')
    let rows = view.db
      .selectFrom('chat_member')
      .where('room', '=', room)
      // Written out: an index of these alone is found only so.
      .where('state', '=', sql.lit('in'))
    if (body.role !== undefined) rows = rows.where('role', '=', body.role)
    if (body.prefix !== undefined) rows = rows.where(startsWith(view, 'name', body.prefix))
    if (body.after !== undefined) {
      const cursor = readCursor(body.after)
      if (cursor === undefined) throw new TuttiError('bad_body', 'after is no cursor of this query')
      rows = rows.where(sql<boolean>`(${low}, user_id) > (${cursor.low}, ${cursor.id})`)
    }
    const found = await rows
      .orderBy(low)
      .orderBy('user_id')
      .limit(limit + 1)
      .select(MEMBER)
      .select(low.as('low'))
      .execute()
    const shown = found.slice(0, limit)
    const end = shown.at(-1)
    // Why somebody is muted is between them and the moderators.
    const staff = role === 'owner' || role === 'moderator'
    return {
      members: shown.map((row): MemberRow => {
        const told = staff || row.user_id === view.user
        return {
          user: row.user_id,
          name: row.name,
          role: row.role as ChannelRole,
          joinedAt: row.joined_at,
          ...(row.muted_until > view.wallMs ? { mutedUntil: row.muted_until } : {}),
          ...(told && row.muted_until > view.wallMs && row.reason !== null ? { reason: row.reason } : {}),
        }
      }),
      next: found.length > limit && end !== undefined ? cursorOf(end.low, end.user_id) : null,
      total: channel.member_count,
    }
  })

/** Those that hold. */
export const bans: ChatQuery<'bans'> = (_user, room, _body, asking) =>
  viewing(asking, async (view) => {
    await moderating(view, room)
    const rows = await view.db
      .selectFrom('chat_member')
      .where('room', '=', room)
      .where('state', '=', sql.lit('banned'))
      .where((or) => or.or([or('banned_until', '=', 0), or('banned_until', '>', view.wallMs)]))
      .orderBy('user_id')
      .limit(BANS_MAX)
      .select(MEMBER)
      .execute()
    return rows.map((row): MemberRow => ({
      user: row.user_id,
      name: row.name,
      role: row.role as ChannelRole,
      joinedAt: row.joined_at,
      bannedUntil: row.banned_until,
      ...(row.reason === null ? {} : { reason: row.reason }),
    }))
  })
