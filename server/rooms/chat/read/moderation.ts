/** What moderators look through: invitations, reports, what is held, and who did what. */
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { AuditEntry, Held, Invite, Report } from '../../../../shared/chat/types.ts'
import { moderating } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery } from './view.ts'

/** Rows of a list that has no pages. */
const LIST_MAX = 200

/** Those that still open a door; 0 stands for no end. */
export const invites: ChatQuery<'invites'> = (_user, room, _body, asking) =>
  viewing(asking, async (view) => {
    await moderating(view, room)
    const rows = await view.db
      .selectFrom('chat_invite')
      .where('room', '=', room)
      .where((or) => or.or([or('expires_at', '=', 0), or('expires_at', '>', view.wallMs)]))
      .where((or) => or.or([or('max_uses', '=', 0), or('uses', '<', or.ref('max_uses'))]))
      .orderBy('created_at', 'desc')
      .limit(LIST_MAX)
      .selectAll()
      .execute()
    return rows.map((row): Invite => ({
      code: row.code,
      by: row.by_id,
      expiresAt: row.expires_at,
      maxUses: row.max_uses,
      uses: row.uses,
    }))
  })

/**
 * Newest first. A report keeps the words it is about, for the time that it is open: what a moderator then removed, or
 * its author deleted, is not to be read here any more.
 */
export const reports: ChatQuery<'reports'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await moderating(view, room)
    let open = view.db
      .selectFrom('chat_report as r')
      .leftJoin('chat_message as m', (join) => join.onRef('m.room', '=', 'r.room').onRef('m.n', '=', 'r.n'))
      .where('r.room', '=', room)
    if (body.open !== undefined) open = open.where('r.settled_at', body.open ? 'is' : 'is not', null)
    const rows = await open
      .orderBy('r.id', 'desc')
      .limit(LIST_MAX)
      .selectAll('r')
      .select(['m.n as there', 'm.deleted_at'])
      .execute()
    return rows.map((row): Report => ({
      id: row.id,
      n: row.n,
      by: row.by_id,
      reason: row.reason,
      at: row.at,
      text: row.there === null || row.deleted_at !== null ? '' : row.text,
      author: row.author_id,
      ...(row.settled_at === null
        ? {}
        : { settled: { by: row.settled_by ?? '', verdict: row.verdict ?? '', at: row.settled_at } }),
    }))
  })

/** Oldest first: the one that has waited longest is next. */
export const held: ChatQuery<'held'> = (_user, room, _body, asking) =>
  viewing(asking, async (view) => {
    await moderating(view, room)
    const rows = await view.db
      .selectFrom('chat_held')
      .where('room', '=', room)
      .orderBy('id')
      .limit(LIST_MAX)
      .select(['id', 'by_id', 'name', 'text', 'why', 'at'])
      .execute()
    return rows.map(({ by_id: by, ...row }): Held => ({ ...row, by }))
  })

export const audit: ChatQuery<'audit'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await moderating(view, room)
    const limit = body.limit ?? CHAT.page
    let entries = view.db.selectFrom('chat_audit').where('room', '=', room)
    if (body.before !== undefined) entries = entries.where('id', '<', body.before)
    const rows = await entries
      .orderBy('id', 'desc')
      .limit(limit + 1)
      .selectAll()
      .execute()
    const shown = rows.slice(0, limit)
    return {
      entries: shown.map((row): AuditEntry => ({
        id: row.id,
        at: row.at,
        by: row.by_id,
        did: row.did,
        ...(row.user_id === null ? {} : { user: row.user_id }),
        ...(row.n === null ? {} : { n: row.n }),
        ...(row.detail === null ? {} : { detail: row.detail }),
      })),
      next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
    }
  })
