/** Who else is here: people by name or id, the way to one of them, and what an invitation leads to. */
import { sql } from 'kysely'
import { TuttiError } from '../../../../shared/errors.ts'
import { CHAT, directRoom } from '../../../../shared/chat/rules.ts'
import type { Person } from '../../../../shared/chat/types.ts'
import { lowered, startsWith } from './names.ts'
import { isBanned } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery, View } from './view.ts'

/** Those who have shut the asking user out. */
const blockersAmong = async (view: View, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await view.db
    .selectFrom('chat_block')
    .where('blocked_id', '=', view.user)
    .where('user_id', 'in', ids)
    .select('user_id')
    .execute()
  return new Set(rows.map((row) => row.user_id))
}

/** Those who sit in a channel with the asking user. */
const companionsAmong = async (view: View, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await view.db
    .selectFrom('chat_member as me')
    .innerJoin('chat_member as other', 'other.room', 'me.room')
    .where('me.user_id', '=', view.user)
    .where('me.state', '=', 'in')
    .where('other.user_id', 'in', ids)
    .where('other.state', '=', 'in')
    .select('other.user_id')
    .distinct()
    .execute()
  return new Set(rows.map((row) => row.user_id))
}

type PersonRow = { id: string; name: string; last_seen_at: number }

/** A name is everybody's; when somebody was last seen is for their company, and for nobody whom they have blocked. */
const toldOf = async (view: View, rows: readonly PersonRow[]): Promise<Person[]> => {
  if (rows.length === 0) return []
  const ids = rows.map((row) => row.id)
  const [blockers, companions] = [await blockersAmong(view, ids), await companionsAmong(view, ids)]
  return rows.map(({ id, name, last_seen_at: lastSeenAt }): Person => {
    const told = lastSeenAt > 0 && (id === view.user || (companions.has(id) && !blockers.has(id)))
    return { id, name, ...(told ? { lastSeenAt } : {}) }
  })
}

export const knownPeople = async (view: View, ids: readonly string[]): Promise<ReadonlyMap<string, Person>> => {
  if (ids.length === 0) return new Map()
  const rows = await view.db.selectFrom('chat_person').where('id', 'in', ids).selectAll().execute()
  return new Map((await toldOf(view, rows)).map((person) => [person.id, person]))
}

/** By id: whoever it is, since their messages name them. By prefix: nobody who has blocked me or whom I have. */
export const people: ChatQuery<'people'> = (_user, _room, body, asking) =>
  viewing(asking, async (view) => {
    if (body.ids?.length === 0) return []
    let all = view.db.selectFrom('chat_person as p')
    if (body.ids !== undefined) all = all.where('p.id', 'in', body.ids)
    else
      all = all.where((where) =>
        where.not(
          where.exists(
            where
              .selectFrom('chat_block as b')
              .where((or) =>
                or.or([
                  or.and([or('b.user_id', '=', view.user), or('b.blocked_id', '=', or.ref('p.id'))]),
                  or.and([or('b.user_id', '=', or.ref('p.id')), or('b.blocked_id', '=', view.user)]),
                ]),
              )
              .select(sql.lit(1).as('one')),
          ),
        ),
      )
    if (body.prefix !== undefined) all = all.where(startsWith(view, 'p.name', body.prefix))
    const rows = await all
      .orderBy(lowered(view, 'p.name'))
      .orderBy('p.id')
      .limit(body.limit ?? (body.ids === undefined ? CHAT.page : body.ids.length))
      .selectAll('p')
      .execute()
    return toldOf(view, rows)
  })

/** Tells nothing: the room follows from the two ids. */
export const direct: ChatQuery<'direct'> = (user, _room, body) => {
  if (body.with === user.id) return Promise.reject(new TuttiError('bad_body', 'with: somebody else'))
  return Promise.resolve({ room: directRoom(user.id, body.with) })
}

/** Whoever holds a code knows the channel's name before joining; a code that opens nothing is as good as none. */
export const invitation: ChatQuery<'invitation'> = (_user, _room, body, asking) =>
  viewing(asking, async (view) => {
    const row = await view.db
      .selectFrom('chat_invite as i')
      .innerJoin('chat_channel as c', 'c.room', 'i.room')
      .leftJoin('chat_member as m', (join) => join.onRef('m.room', '=', 'c.room').on('m.user_id', '=', view.user))
      .where('i.code', '=', body.code)
      .where((or) => or.or([or('i.expires_at', '=', 0), or('i.expires_at', '>', view.wallMs)]))
      .where((or) => or.or([or('i.max_uses', '=', 0), or('i.uses', '<', or.ref('i.max_uses'))]))
      .where('c.archived', '=', 0)
      .select(['c.room', 'c.title', 'c.member_count', 'm.state', 'm.banned_until'])
      .executeTakeFirst()
    if (row === undefined || isBanned(row.state, row.banned_until, view.wallMs)) throw new TuttiError('not_found')
    return { room: row.room, title: row.title, members: row.member_count }
  })
