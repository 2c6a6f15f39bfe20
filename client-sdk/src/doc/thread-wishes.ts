/** What I did to the comments a moment ago, as it will look once the host has said so. */
import type { Anchor } from '../../../shared/doc/types.ts'
import type { DocComment, DocThread } from './comment-types.ts'

export type ThreadChange = (threads: readonly DocThread[]) => readonly DocThread[]

export interface Author {
  readonly id: string
  readonly name: string
}

const inThread =
  (id: string, change: (thread: DocThread) => DocThread | null): ThreadChange =>
  (threads) =>
    threads.flatMap((thread) => (thread.id === id ? (change(thread) ?? []) : thread))

const inComment = (thread: string, id: string, change: (comment: DocComment) => DocComment | null): ThreadChange =>
  inThread(thread, (whole) => ({
    ...whole,
    comments: whole.comments.flatMap((comment) => (comment.id === id ? (change(comment) ?? []) : comment)),
  }))

export const said = (local: string, by: Author, at: number, text: string): DocComment => ({
  id: local,
  by: by.id,
  name: by.name,
  at,
  text,
  editedAt: null,
  reactions: [],
  status: 'sending',
})

export const started =
  (comment: DocComment, anchor: Anchor | null): ThreadChange =>
  (threads) => [
    ...threads,
    {
      id: comment.id,
      anchor,
      detached: false,
      resolvedBy: null,
      resolvedAt: null,
      comments: [comment],
      status: 'sending',
    },
  ]

export const replied = (thread: string, comment: DocComment): ThreadChange =>
  inThread(thread, (whole) => ({ ...whole, comments: [...whole.comments, comment] }))

export const edited = (thread: string, comment: string, text: string, at: number): ThreadChange =>
  inComment(thread, comment, (old) => ({ ...old, text, editedAt: at, status: 'sending' }))

/** A thread without comments is none. */
export const deleted = (thread: string, comment: string): ThreadChange =>
  inThread(thread, (whole) => {
    const comments = whole.comments.filter(({ id }) => id !== comment)
    return comments.length === 0 ? null : { ...whole, comments }
  })

export const reacted = (thread: string, comment: string, emoji: string, on: boolean, by: Author): ThreadChange =>
  inComment(thread, comment, (old) => {
    const users = old.reactions.find((one) => one.emoji === emoji)?.users ?? []
    const others = users.filter((user) => user !== by.id)
    const all = on ? [...others, by.id] : others
    const rest = old.reactions.filter((one) => one.emoji !== emoji)
    return { ...old, reactions: all.length === 0 ? rest : [...rest, { emoji, users: all }] }
  })

export const resolved = (thread: string, on: boolean, by: Author, at: number): ThreadChange =>
  inThread(thread, (whole) => ({ ...whole, resolvedBy: on ? by.id : null, resolvedAt: on ? at : null }))
