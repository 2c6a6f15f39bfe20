/** Messages by their words, newest first: in one channel, and in all of mine. */
import { TuttiError } from '../../../../shared/errors.ts'
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { Message } from '../../../../shared/chat/types.ts'
import { firstNumber } from './first-number.ts'
import { huntPostgres } from './hunt-postgres.ts'
import { huntSqlite } from './hunt-sqlite.ts'
import type { Catch, Found, Hunt } from './hunt.ts'
import { messagesOf } from './message.ts'
import { standingIn } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery, View } from './view.ts'
import { wordsOf } from '../../../../shared/words.ts'

/** Channels that are searched at once, those last entered first. */
const ROOMS_MAX = 1000
const END = Number.MAX_SAFE_INTEGER

/** Signs alone find nothing, but where something else is asked for as well. */
const hunt = async (view: View, what: Hunt): Promise<Catch> => {
  const empty = wordsOf(what.text).length === 0 && what.from === undefined && what.has === undefined
  if (empty || what.rooms.length === 0 || what.low >= what.high) return { found: [], stopped: null }
  return view.dialect === 'postgres' ? huntPostgres(view, what) : huntSqlite(view, what)
}

/** One more than the page was looked for, to know whether there is more. */
const cut = ({ found, stopped }: Catch, limit: number): { shown: readonly Found[]; low: number | null } => {
  const shown = found.slice(0, limit)
  return { shown, low: found.length > limit ? shown.at(-1)!.pos : stopped }
}

/** The position of the first message from this number on: positions rise with numbers. */
const positionFrom = async (view: View, room: string, n: number): Promise<number> => {
  const row = await view.db
    .selectFrom('chat_message')
    .where('room', '=', room)
    .where('n', '>=', n)
    .orderBy('n')
    .limit(1)
    .select('pos')
    .executeTakeFirst()
  return row?.pos ?? END
}

export const search: ChatQuery<'search'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await standingIn(view, room)
    const limit = body.limit ?? CHAT.page
    const at = async (wallMs: number) => positionFrom(view, room, await firstNumber(view, room, 'at', wallMs))
    const high = Math.min(
      body.before === undefined ? END : await positionFrom(view, room, body.before),
      body.untilMs === undefined ? END : await at(body.untilMs + 1),
    )
    const low = body.sinceMs === undefined ? 0 : await at(body.sinceMs)
    const { text, from, has } = body
    const result = cut(await hunt(view, { rooms: [room], text, from, has, low, high, limit: limit + 1 }), limit)
    return {
      hits: await messagesOf(view, room, result.shown),
      next: result.low === null ? null : await firstNumber(view, room, 'pos', result.low),
    }
  })

const CURSOR = /^[0-9]{1,16}$/

export const searchAll: ChatQuery<'searchAll'> = (_user, _room, body, asking) =>
  viewing(asking, async (view) => {
    if (body.before !== undefined && !CURSOR.test(body.before))
      throw new TuttiError('bad_body', 'before is no cursor of this query')
    const limit = body.limit ?? CHAT.page
    const rows = await view.db
      .selectFrom('chat_member')
      .where('user_id', '=', view.user)
      .where('state', '=', 'in')
      .orderBy('joined_at', 'desc')
      .limit(ROOMS_MAX)
      .select('room')
      .execute()
    const high = body.before === undefined ? END : Number(body.before)
    const rooms = rows.map((row) => row.room)
    const { text, from } = body
    const result = cut(await hunt(view, { rooms, text, from, has: undefined, low: 0, high, limit: limit + 1 }), limit)
    const messages = new Map<Found, Message>()
    for (const channel of new Set(result.shown.map((row) => row.room))) {
      const ours = result.shown.filter((row) => row.room === channel)
      for (const [i, message] of (await messagesOf(view, channel, ours)).entries()) messages.set(ours[i]!, message)
    }
    return {
      hits: result.shown.map((row) => ({ ...messages.get(row)!, channel: row.room })),
      next: result.low === null ? null : String(result.low),
    }
  })
