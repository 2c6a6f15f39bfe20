/** Pages of a channel's messages: found by their numbers, never by counting from the start. */
import { TuttiError } from '../../../../shared/errors.ts'
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { MessagePage } from '../../../../shared/chat/types.ts'
import { firstNumber } from './first-number.ts'
import { MESSAGE, messagesOf } from './message.ts'
import type { MessageRow } from './message.ts'
import { standingIn } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery, View } from './view.ts'

/** The main timeline, or one thread without its root. */
type Line = 'main' | number

const rowsOf = (view: View, room: string, line: Line) => {
  const all = view.db.selectFrom('chat_message').where('room', '=', room)
  return line === 'main' ? all.where('root', 'is', null) : all.where('root', '=', line)
}

/** The nearest messages with smaller numbers; ascending. */
const older = async (view: View, room: string, line: Line, n: number, limit: number): Promise<MessageRow[]> => {
  const rows = await rowsOf(view, room, line)
    .where('n', '<', n)
    .orderBy('n', 'desc')
    .limit(limit)
    .select(MESSAGE)
    .execute()
  return rows.toReversed()
}

const newer = (view: View, room: string, line: Line, n: number, limit: number): Promise<MessageRow[]> =>
  rowsOf(view, room, line).where('n', '>', n).orderBy('n').limit(limit).select(MESSAGE).execute()

const anyFrom = async (view: View, room: string, n: number, beyond: '>=' | '<='): Promise<boolean> =>
  (await rowsOf(view, room, 'main').where('n', beyond, n).select('n').limit(1).executeTakeFirst()) !== undefined

type Slice = Omit<MessagePage, 'messages' | 'seq'> & { readonly rows: MessageRow[] }

const last = async (view: View, room: string, limit: number): Promise<Slice> => {
  const rows = await older(view, room, 'main', Number.MAX_SAFE_INTEGER, limit + 1)
  const before = rows.length > limit
  return { rows: before ? rows.slice(1) : rows, before, after: false }
}

const before = async (view: View, room: string, n: number, limit: number): Promise<Slice> => {
  const rows = await older(view, room, 'main', n, limit + 1)
  const more = rows.length > limit
  return { rows: more ? rows.slice(1) : rows, before: more, after: await anyFrom(view, room, n, '>=') }
}

const after = async (view: View, room: string, n: number, limit: number): Promise<Slice> => {
  const rows = await newer(view, room, 'main', n, limit + 1)
  const more = rows.length > limit
  return { rows: more ? rows.slice(0, limit) : rows, before: await anyFrom(view, room, n, '<='), after: more }
}

/** `n` itself and what came before it get the odd one; where one side is short the other fills the page. */
const around = async (view: View, room: string, n: number, limit: number): Promise<Slice> => {
  const early = await older(view, room, 'main', n + 1, limit + 1)
  const late = await newer(view, room, 'main', n, limit + 1)
  const lateShare = Math.min(late.length, Math.max(Math.floor(limit / 2), limit - early.length))
  const earlyShare = Math.min(early.length, limit - lateShare)
  const rows = [...early.slice(early.length - earlyShare), ...late.slice(0, lateShare)]
  return { rows, before: early.length > earlyShare, after: late.length > lateShare }
}

export const history: ChatQuery<'history'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    const { seq } = await standingIn(view, room)
    const limit = body.limit ?? CHAT.page
    const places = [body.before, body.after, body.around, body.at].filter((place) => place !== undefined)
    if (places.length > 1) throw new TuttiError('bad_body', 'one of before, after, around and at')
    let slice: Slice
    if (body.before !== undefined) slice = await before(view, room, body.before, limit)
    else if (body.after !== undefined) slice = await after(view, room, body.after, limit)
    else if (body.around !== undefined) slice = await around(view, room, body.around, limit)
    else if (body.at !== undefined)
      slice = await around(view, room, await firstNumber(view, room, 'at', body.at), limit)
    else slice = await last(view, room, limit)
    const { rows, ...more } = slice
    return { messages: await messagesOf(view, room, rows), ...more, seq }
  })

/** The root comes first, on the first page. What outlived its root (retention) is still a thread. */
export const thread: ChatQuery<'thread'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    const { seq } = await standingIn(view, room)
    const limit = body.limit ?? CHAT.page
    const from = body.after ?? 0
    const root = await rowsOf(view, room, 'main').where('n', '=', body.root).select(MESSAGE).executeTakeFirst()
    const first = root !== undefined && from < body.root ? [root] : []
    const rows = [...first, ...(await newer(view, room, body.root, from, limit + 1 - first.length))]
    if (root === undefined && rows.length === 0 && from === 0) throw new TuttiError('not_found')
    const more = rows.length > limit
    const messages = await messagesOf(view, room, more ? rows.slice(0, limit) : rows)
    return { messages, before: from > 0, after: more, seq }
  })
