/** How comments are kept: the tables, and every way to change them. */
import { remove, upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'

/** A migration that has run anywhere is never changed. */
const comments: Migration = async (db, dialect) => {
  const postgres = dialect === 'postgres'
  const integer = postgres ? 'bigint' : 'integer'
  const bytes = postgres ? 'bytea' : 'blob'
  const table = (name: string) => db.schema.createTable(name)

  await table('doc_thread')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('from_pos', bytes)
    .addColumn('to_pos', bytes)
    .addColumn('quote', 'text', (c) => c.notNull())
    .addColumn('detached', integer, (c) => c.notNull())
    .addColumn('resolved_by', 'text')
    .addColumn('resolved_at', integer)
    .addPrimaryKeyConstraint('doc_thread_key', ['room', 'id'])
    .execute()
  await table('doc_comment')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('thread', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('by_id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('edited_at', integer)
    .addColumn('mentions', 'text')
    .addPrimaryKeyConstraint('doc_comment_key', ['room', 'thread', 'id'])
    .execute()
  await table('doc_reaction')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('thread', 'text', (c) => c.notNull())
    .addColumn('comment', 'text', (c) => c.notNull())
    .addColumn('emoji', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_reaction_key', ['room', 'thread', 'comment', 'emoji', 'user_id'])
    .execute()
}

export const commentMigrations = { doc_0003_comments: comments }

const thread = { room: 'text', thread: 'text' } as const
const comment = { ...thread, comment: 'text' } as const
const reaction = { ...comment, emoji: 'text', user_id: 'text' } as const

export const commentWrites = {
  thread: upsert(
    'doc_thread',
    {
      room: 'text',
      id: 'text',
      by_id: 'text',
      from_pos: 'bytes',
      to_pos: 'bytes',
      quote: 'text',
      detached: 'integer',
      resolved_by: 'text',
      resolved_at: 'integer',
    },
    ['room', 'id'],
  ),
  unthread: remove('doc_thread', { room: 'text', id: 'text' }),
  comment: upsert(
    'doc_comment',
    {
      ...thread,
      id: 'text',
      by_id: 'text',
      name: 'text',
      at: 'integer',
      text: 'text',
      edited_at: 'integer',
      mentions: 'text',
    },
    ['room', 'thread', 'id'],
  ),
  uncomment: remove('doc_comment', { ...thread, id: 'text' }),
  react: upsert('doc_reaction', { ...reaction, at: 'integer' }, ['room', 'thread', 'comment', 'emoji', 'user_id']),
  unreact: remove('doc_reaction', reaction),
  /** All that people gave a comment. */
  unreactAll: remove('doc_reaction', comment),
} as const
