/** From a message's row to the message, and back. */
import type { FileRef, Message } from '../../../shared/chat/types.ts'
import type { MessageRecord } from './loaded.ts'

/** As the room holds it: the very object that was said, changed as time goes by. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] }

export const messageOf = (row: MessageRecord): Mutable<Message> => {
  const message: Mutable<Message> = {
    n: row.n,
    id: row.id,
    by: row.by_id,
    name: row.name,
    at: row.at,
    text: row.text,
  }
  if (row.system !== null) message.system = row.system as NonNullable<Message['system']>
  if (row.user_id !== null) message.user = row.user_id
  if (row.reply !== null) message.reply = row.reply
  if (row.root !== null) message.root = row.root
  if (row.replies > 0) message.replies = row.replies
  if (row.last_reply_at !== null) message.lastReplyAt = row.last_reply_at
  if (row.files !== null) message.files = JSON.parse(row.files) as FileRef[]
  if (row.mentions !== null) message.mentions = JSON.parse(row.mentions) as string[]
  if (row.reactions !== null) message.reactions = JSON.parse(row.reactions) as Record<string, number>
  if (row.rev > 0) message.rev = row.rev
  if (row.edited_at !== null) message.editedAt = row.edited_at
  if (row.deleted_at !== null) message.deleted = true
  if (row.pinned === 1) message.pinned = true
  return message
}

export const listText = (list: readonly unknown[] | undefined): string | null =>
  list === undefined || list.length === 0 ? null : JSON.stringify(list)
