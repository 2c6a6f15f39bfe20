/** Threads as the database has them: for whoever opens the document, and for whoever asks. */
import type { Kysely } from 'kysely'
import type { Comment, Thread } from '../../../../shared/doc/types.ts'
import { commentDb } from '../comments-rows.ts'
import { grouped } from '../grouped.ts'
import type { CommentRecord, CommentTables, ReactionRecord, ThreadRecord } from '../comments-rows.ts'

/** A comment, and who was told of it. */
export interface StoredComment extends Comment {
  readonly mentions: readonly string[]
}

export interface StoredThread extends Thread {
  /** Who began it. */
  readonly by: string
  readonly comments: readonly StoredComment[]
}

export interface ThreadsWanted {
  /** Absent: both. */
  readonly resolved?: boolean | undefined
  /** Behind the one with this id. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
  /** These alone. */
  readonly ids?: readonly string[]
}

/** The oldest first. */
export const threadsOf = async (
  any: Kysely<CommentTables>,
  room: string,
  { resolved, after, limit, ids }: ThreadsWanted = {},
): Promise<StoredThread[]> => {
  const db = commentDb(any)
  let wanted = db.selectFrom('doc_thread').selectAll().where('room', '=', room)
  if (resolved !== undefined) wanted = wanted.where('resolved_at', resolved ? 'is not' : 'is', null)
  if (after !== undefined) wanted = wanted.where('id', '>', after)
  if (ids !== undefined) wanted = wanted.where('id', 'in', [...ids])
  if (limit !== undefined) wanted = wanted.limit(limit)
  const threads = await wanted.orderBy('id').execute()
  const first = threads[0]?.id
  const last = threads.at(-1)?.id
  if (first === undefined || last === undefined) return []
  // A comment's id sorts by its time; people are shown in the order in which they reacted.
  const comments = await db
    .selectFrom('doc_comment')
    .selectAll()
    .where('room', '=', room)
    .where('thread', '>=', first)
    .where('thread', '<=', last)
    .orderBy('id')
    .execute()
  const reactions = await db
    .selectFrom('doc_reaction')
    .selectAll()
    .where('room', '=', room)
    .where('thread', '>=', first)
    .where('thread', '<=', last)
    .orderBy('at')
    .orderBy('user_id')
    .execute()
  const byThread = grouped(comments, ({ thread }) => thread)
  const byComment = grouped(reactions, ({ thread, comment }) => `${thread}/${comment}`)
  return threads.map((row) =>
    threadOf(
      row,
      (byThread.get(row.id) ?? []).map((comment) => commentOf(comment, byComment.get(`${row.id}/${comment.id}`) ?? [])),
    ),
  )
}

const threadOf = (row: ThreadRecord, comments: StoredComment[]): StoredThread => ({
  id: row.id,
  by: row.by_id,
  anchor:
    row.from_pos === null || row.to_pos === null ? null : { from: row.from_pos, to: row.to_pos, quote: row.quote },
  detached: row.detached === 1,
  resolvedBy: row.resolved_by,
  resolvedAt: row.resolved_at,
  comments,
})

const commentOf = (row: CommentRecord, reactions: readonly ReactionRecord[]): StoredComment => ({
  id: row.id,
  by: row.by_id,
  name: row.name,
  at: row.at,
  text: row.text,
  editedAt: row.edited_at,
  // Written by this kind alone.
  mentions: row.mentions === null ? [] : (JSON.parse(row.mentions) as string[]),
  reactions: [...grouped(reactions, ({ emoji }) => emoji)].map(([emoji, given]) => ({
    emoji,
    users: given.map(({ user_id }) => user_id),
  })),
})
