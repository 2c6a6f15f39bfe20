/** One message, and what has happened to it. */
import { sql } from 'kysely'
import { TuttiError } from '../../../../shared/errors.ts'
import { CHAT } from '../../../../shared/chat/rules.ts'
import { MESSAGE, messagesOf } from './message.ts'
import { standingIn } from './standing.ts'
import { viewing } from './view.ts'
import type { ChatQuery, View } from './view.ts'

export const message: ChatQuery<'message'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await standingIn(view, room)
    const row = await view.db
      .selectFrom('chat_message')
      .where('room', '=', room)
      .where('n', '=', body.n)
      .select(MESSAGE)
      .executeTakeFirst()
    return row === undefined ? null : (await messagesOf(view, room, [row]))[0]!
  })

/** Newest first. */
export const pins: ChatQuery<'pins'> = (_user, room, _body, asking) =>
  viewing(asking, async (view) => {
    await standingIn(view, room)
    const rows = await view.db
      .selectFrom('chat_message')
      .where('room', '=', room)
      .where('pinned', '=', sql.lit(1))
      .where('deleted_at', 'is', null)
      .orderBy('n', 'desc')
      .limit(CHAT.pinsMax)
      .select(MESSAGE)
      .execute()
    return messagesOf(view, room, rows)
  })

/** Of a message that is not deleted: what a text was before, and who gave what. */
const alive = async (view: View, room: string, n: number): Promise<void> => {
  const row = await view.db
    .selectFrom('chat_message')
    .where('room', '=', room)
    .where('n', '=', n)
    .where('deleted_at', 'is', null)
    .select('n')
    .executeTakeFirst()
  if (row === undefined) throw new TuttiError('not_found')
}

/** Oldest first; the present text is the message's own. */
export const revisions: ChatQuery<'revisions'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await standingIn(view, room)
    await alive(view, room, body.n)
    const rows = await view.db
      .selectFrom('chat_revision')
      .where('room', '=', room)
      .where('n', '=', body.n)
      .orderBy('rev', 'desc')
      .limit(CHAT.revisionsMax)
      .select(['rev', 'text', 'at'])
      .execute()
    return rows.toReversed()
  })

/** So many in all: who wants to know of more has the counts. */
export const reactions: ChatQuery<'reactions'> = (_user, room, body, asking) =>
  viewing(asking, async (view) => {
    await standingIn(view, room)
    await alive(view, room, body.n)
    const rows = await view.db
      .selectFrom('chat_reaction')
      .where('room', '=', room)
      .where('n', '=', body.n)
      .orderBy('emoji')
      .orderBy('user_id')
      .limit(CHAT.reactionsMax * CHAT.pageMax)
      .select(['emoji', 'user_id', 'name'])
      .execute()
    return rows.map(({ emoji, user_id: user, name }) => ({ emoji, user, name }))
  })
