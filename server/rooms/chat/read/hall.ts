/** Questions across channels: mine, and those that anybody may find. */
import { sql } from 'kysely'
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { ChannelRow, NotifyLevel } from '../../../../shared/chat/types.ts'
import { channelInfo } from './channel-info.ts'
import { lowered, startsWith } from './names.ts'
import { knownPeople } from './people.ts'
import { isBanned } from './standing.ts'
import type { ChannelTable } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery, View } from './view.ts'

/** Channels in one list. */
const LIST_MAX = 1000
/** Letters of the last message that a list shows. */
const PREVIEW = 120
/** Nobody reads a higher number on a badge. */
const MENTIONS_MAX = 999

interface Place {
  readonly channel: ChannelTable
  /** Undefined: not a member. */
  readonly mine: { readonly read: number; readonly notify: string; readonly notifyUntil: number } | undefined
}

/** The newest message of each, whatever thread it is in: its number is what unread is counted from. */
const lastOf = async (view: View, rooms: readonly string[]) => {
  if (rooms.length === 0) return new Map<string, never>()
  const rows = await view.db
    .selectFrom('chat_channel as c')
    .innerJoin('chat_message as m', (join) =>
      join
        .onRef('m.room', '=', 'c.room')
        .on('m.n', '=', (of) =>
          of
            .selectFrom('chat_message as l')
            .whereRef('l.room', '=', 'c.room')
            .orderBy('l.n', 'desc')
            .limit(1)
            .select('l.n'),
        ),
    )
    .where('c.room', 'in', rooms)
    .select(['m.room', 'm.n', 'm.at', 'm.by_id', 'm.name', 'm.deleted_at'])
    .select(sql<string>`substr(m.text, 1, ${sql.lit(PREVIEW)})`.as('text'))
    .execute()
  return new Map(rows.map((row) => [row.room, row]))
}

/** Unread mentions by channel, of the user or of everybody, in others' messages that are still there. */
const mentionsOf = async (view: View, rooms: readonly string[]): Promise<Map<string, number>> => {
  if (rooms.length === 0) return new Map()
  const rows = await view.db
    .selectFrom('chat_member as c')
    .where('c.user_id', '=', view.user)
    .where('c.room', 'in', rooms)
    .select(['c.room'])
    .select((of) =>
      of
        .selectFrom(
          of
            .selectFrom('chat_mention as u')
            .whereRef('u.room', '=', 'c.room')
            .where('u.user_id', 'in', [view.user, '*'])
            .whereRef('u.n', '>', 'c.read')
            // Asked of each mention: of all unread messages it would be too much.
            .where((where) =>
              where.exists(
                where
                  .selectFrom('chat_message as m')
                  .whereRef('m.room', '=', 'u.room')
                  .whereRef('m.n', '=', 'u.n')
                  .where('m.by_id', '<>', view.user)
                  .where('m.deleted_at', 'is', null)
                  .select('m.n'),
              ),
            )
            .select('u.n')
            .distinct()
            .limit(MENTIONS_MAX)
            .as('unread'),
        )
        .select((count) => count.fn.countAll<number>().as('count'))
        .as('count'),
    )
    .execute()
  return new Map(rows.map(({ room, count }) => [room, Number(count ?? 0)]))
}

/** Channels in which the user may read, as they are listed. */
const rowsOf = async (view: View, places: readonly Place[]): Promise<ChannelRow[]> => {
  const rooms = places.map(({ channel }) => channel.room)
  const last = await lastOf(view, rooms)
  const mentions = await mentionsOf(
    view,
    places.filter(({ mine }) => mine !== undefined).map(({ channel }) => channel.room),
  )
  const peerId = ({ channel: { type, first_id: first, second_id: second } }: Place): string | null =>
    type !== 'direct' ? null : first === view.user ? second : first
  const peers = await knownPeople(
    view,
    places.map(peerId).filter((id) => id !== null),
  )
  return places.map((place): ChannelRow => {
    const { channel, mine } = place
    const newest = last.get(channel.room)
    const other = peerId(place)
    const silent = mine !== undefined && (mine.notifyUntil === 0 || mine.notifyUntil > view.wallMs)
    return {
      channel: channelInfo(channel),
      ...(other === null ? {} : { peer: peers.get(other) ?? { id: other, name: '' } }),
      lastN: newest?.n ?? 0,
      lastAt: newest?.at ?? channel.created_at,
      member: mine !== undefined,
      read: mine?.read ?? 0,
      mentions: mentions.get(channel.room) ?? 0,
      // A choice that has run out is as if it had not been made.
      notify: silent ? (mine.notify as NotifyLevel) : 'all',
      ...(newest === undefined || newest.deleted_at !== null
        ? {}
        : { last: { by: newest.by_id, name: newest.name, text: newest.text } }),
    }
  })
}

/** Those with the latest words first. */
export const channels: ChatQuery<'channels'> = (_user, _room, _body, asking) =>
  viewing(asking, async (view) => {
    const rows = await view.db
      .selectFrom('chat_member as m')
      .innerJoin('chat_channel as c', 'c.room', 'm.room')
      .where('m.user_id', '=', view.user)
      .where('m.state', '=', 'in')
      .orderBy('m.joined_at', 'desc')
      .limit(LIST_MAX)
      .selectAll('c')
      .select(['m.read', 'm.notify', 'm.notify_until'])
      .execute()
    const listed = await rowsOf(
      view,
      rows.map(({ read, notify, notify_until: notifyUntil, ...channel }) => ({
        channel,
        mine: { read, notify, notifyUntil },
      })),
    )
    return listed.toSorted((a, b) => b.lastAt - a.lastAt || (a.channel.room < b.channel.room ? -1 : 1))
  })

/** Public channels that want to be found and are in use, by title. */
export const discover: ChatQuery<'discover'> = (_user, _room, body, asking) =>
  viewing(asking, async (view) => {
    let listed = view.db
      .selectFrom('chat_channel as c')
      .leftJoin('chat_member as m', (join) => join.onRef('m.room', '=', 'c.room').on('m.user_id', '=', view.user))
      // Written out: an index of these alone is found only so.
      .where('c.type', '=', sql.lit('public'))
      .where('c.listed', '=', sql.lit(1))
      .where('c.archived', '=', sql.lit(0))
      .where((or) =>
        or.or([
          or('m.state', 'is', null),
          or('m.state', '<>', 'banned'),
          or.and([or('m.banned_until', '<>', 0), or('m.banned_until', '<=', view.wallMs)]),
        ]),
      )
    if (body.prefix !== undefined) listed = listed.where(startsWith(view, 'c.title', body.prefix))
    const rows = await listed
      .orderBy(lowered(view, 'c.title'))
      .orderBy('c.room')
      .limit(body.limit ?? CHAT.page)
      .selectAll('c')
      .select(['m.state', 'm.read', 'm.notify', 'm.notify_until', 'm.banned_until'])
      .execute()
    return rowsOf(
      view,
      rows
        .filter(({ state, banned_until: until }) => !isBanned(state, until, view.wallMs))
        .map(({ state, read, notify, notify_until: notifyUntil, banned_until: _until, ...channel }) => ({
          channel,
          mine:
            state === 'in' ? { read: read ?? 0, notify: notify ?? 'all', notifyUntil: notifyUntil ?? 0 } : undefined,
        })),
    )
  })
