/** Files beside a channel: put by whoever may write there, read through the messages that show them. */
import { CHAT } from '../../../../shared/chat/rules.ts'
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { RoomKind } from '../../../engine/room.ts'
import type { ChatWrites } from '../tables.ts'
import { whyNot } from '../rights.ts'
import { chatDb } from '../rows.ts'
import type { ChannelType, FileRef } from '../../../../shared/chat/types.ts'
import { standingIn } from './standing.ts'
import { viewing } from './view.ts'
import type { View } from './view.ts'

const TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'application/pdf',
  'text/plain',
  'audio/mpeg',
  'audio/mp4',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'video/mp4',
  'video/webm',
  'application/zip',
] as const

export const chatFiles: NonNullable<RoomKind<ChatContract, ChatWrites>['files']> = {
  maxBytes: CHAT.fileBytesMax,
  types: TYPES,

  /** As the room would let them send, but for what only the room can know: slow mode, and what it has not written yet. */
  mayPut: (asking) =>
    viewing(asking, async (view) => {
      const { channel, role, mutedUntil } = await standingIn(view, asking.room)
      const other = channel.first_id === view.user ? channel.second_id : channel.first_id
      const block =
        channel.type === 'direct' && other !== null
          ? await view.db
              .selectFrom('chat_block')
              .where('user_id', '=', other)
              .where('blocked_id', '=', view.user)
              .select('at')
              .executeTakeFirst()
          : undefined
      const where = { type: channel.type as ChannelType, archived: channel.archived === 1 }
      const reason = whyNot('send', where, role, mutedUntil > view.wallMs, block !== undefined)
      if (reason !== null) throw new TuttiError('forbidden', reason)
    }),

  /** A hash alone opens nothing: a message that is still there must show it. */
  mayRead: (hash, asking) =>
    viewing(asking, async (view) => {
      await standingIn(view, asking.room)
      const shown = await view.db
        .selectFrom('chat_file as f')
        .innerJoin('chat_message as m', (join) => join.onRef('m.room', '=', 'f.room').onRef('m.n', '=', 'f.n'))
        .where('f.room', '=', asking.room)
        .where('f.hash', '=', hash)
        .where('m.deleted_at', 'is', null)
        .select('f.n')
        .limit(1)
        .executeTakeFirst()
      if (shown === undefined) throw new TuttiError('not_found')
    }),

  /** Waiting with a message that moderation holds, or shown by one. */
  kept: async (room, hashes, reader) => {
    if (hashes.length === 0) return []
    const db = chatDb(reader.db)
    // Channels are never removed: one that is missing has not lost its messages, but the host its database.
    const channel = await db.selectFrom('chat_channel').where('room', '=', room).select('room').executeTakeFirst()
    if (channel === undefined) return hashes
    // Asked first: one that is released meanwhile has become a message, and is seen as that.
    const held = await db
      .selectFrom('chat_held')
      .where('room', '=', room)
      .where('files', 'is not', null)
      .select('files')
      .execute()
    const shown = await (reader.db as View['db'])
      .selectFrom('chat_file')
      .where('room', '=', room)
      .where('hash', 'in', hashes)
      .select('hash')
      .distinct()
      .execute()
    const needed = new Set(shown.map((row) => row.hash))
    for (const { files } of held) for (const { hash } of JSON.parse(files ?? '[]') as FileRef[]) needed.add(hash)
    return hashes.filter((hash) => needed.has(hash))
  },
}
