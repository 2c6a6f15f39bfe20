/** A message's row, as it is told: what was deleted says nothing any more, whatever its row still holds. */
import { sql } from 'kysely'
import type { FileRef, Message } from '../../../../shared/chat/types.ts'
import type { ChatTables } from '../rows.ts'
import type { View } from './view.ts'

export type MessageTable = ChatTables['chat_message']
type Writable<T> = { -readonly [K in keyof T]: T[K] }

export const MESSAGE = [
  'n',
  'id',
  'by_id',
  'name',
  'at',
  'text',
  'system',
  'user_id',
  'reply',
  'root',
  'replies',
  'last_reply_at',
  'files',
  'mentions',
  'reactions',
  'rev',
  'edited_at',
  'deleted_at',
  'pinned',
] as const
export type MessageRow = Pick<MessageTable, (typeof MESSAGE)[number]>

/** An empty list or record is as good as none. */
const json = <T extends object>(text: string | null): T | undefined => {
  if (text === null) return undefined
  const value = JSON.parse(text) as T
  return Object.keys(value).length === 0 ? undefined : value
}

export const messageOf = (row: MessageRow, mine?: readonly string[]): Message => {
  const message: Writable<Message> = {
    n: row.n,
    id: row.id,
    by: row.by_id,
    name: row.name,
    at: row.at,
    text: row.deleted_at === null ? row.text : '',
  }
  if (row.system !== null) message.system = row.system as NonNullable<Message['system']>
  if (row.user_id !== null) message.user = row.user_id
  if (row.reply !== null) message.reply = row.reply
  if (row.root !== null) message.root = row.root
  if (row.replies > 0) message.replies = row.replies
  if (row.last_reply_at !== null) message.lastReplyAt = row.last_reply_at
  if (row.deleted_at !== null) return { ...message, deleted: true }
  const files = json<FileRef[]>(row.files)
  const mentions = json<string[]>(row.mentions)
  const reactions = json<Record<string, number>>(row.reactions)
  if (files !== undefined) message.files = files
  if (mentions !== undefined) message.mentions = mentions
  if (row.rev > 0) message.rev = row.rev
  if (row.edited_at !== null) message.editedAt = row.edited_at
  if (row.pinned === 1) message.pinned = true
  if (reactions !== undefined) message.reactions = reactions
  if (mine !== undefined) message.mine = mine
  return message
}

/** Rows of one channel as messages, with the asking user's own reactions. */
export const messagesOf = async (view: View, room: string, rows: readonly MessageRow[]): Promise<Message[]> => {
  const given: { n: number; emoji: string }[] = []
  for (const row of rows)
    for (const emoji of Object.keys(json<object>(row.deleted_at === null ? row.reactions : null) ?? {}))
      given.push({ n: row.n, emoji })
  const mine = new Map<number, string[]>()
  if (given.length > 0) {
    // One look for each: a message may have been given thousands.
    const wanted = sql.join(given.map(({ n, emoji }) => sql`(${sql.lit(n)}, ${emoji})`))
    const found = await view.db
      .selectFrom('chat_reaction')
      .select(['n', 'emoji'])
      .where('room', '=', room)
      .where('user_id', '=', view.user)
      .where(sql<boolean>`(n, emoji) in (values ${wanted})`)
      .orderBy('at')
      .execute()
    for (const { n, emoji } of found) {
      const list = mine.get(n)
      if (list === undefined) mine.set(n, [emoji])
      else list.push(emoji)
    }
  }
  return rows.map((row) => messageOf(row, mine.get(row.n)))
}
