/** What ordered events make of a message: the same as the host has made of its row. */
import type { Message } from '../../../shared/chat/types.ts'

export interface Edited {
  readonly n: number
  readonly text: string
  readonly rev: number
  readonly at: number
  readonly mentions?: readonly string[]
}
export interface Reacted {
  readonly n: number
  readonly emoji: string
  readonly by: string
  readonly on: boolean
  readonly count: number
}

export const edited = <M extends Message>(message: M, { text, rev, at, mentions }: Edited): M => {
  const { mentions: _, ...rest } = message
  // The spread of a generic keeps everything but what was named.
  return { ...rest, text, rev, editedAt: at, ...(mentions !== undefined && { mentions }) } as unknown as M
}

/** Text and all that hung on it go; the number, and the thread that began there, stay. */
export const deleted = <M extends Message>(message: M): M => {
  const { files: _f, mentions: _m, reactions: _r, mine: _i, pinned: _p, rev: _v, editedAt: _e, ...rest } = message
  return { ...rest, text: '', deleted: true } as unknown as M
}

export const reacted = <M extends Message>(message: M, { emoji, by, on, count }: Reacted, me: string): M => {
  const { reactions = {}, mine = [], ...rest } = message
  const { [emoji]: _, ...others } = reactions
  const all = count > 0 ? { ...reactions, [emoji]: count } : others
  let own = mine
  if (by === me) own = on ? [...mine.filter((one) => one !== emoji), emoji] : mine.filter((one) => one !== emoji)
  return {
    ...rest,
    ...(Object.keys(all).length > 0 && { reactions: all }),
    ...(own.length > 0 && { mine: own }),
  } as unknown as M
}

export const pinned = <M extends Message>(message: M, on: boolean): M => {
  const { pinned: _, ...rest } = message
  return { ...rest, ...(on && { pinned: true }) } as unknown as M
}

/** The message got a reply in its thread. */
export const replied = <M extends Message>(message: M, at: number): M => ({
  ...message,
  replies: (message.replies ?? 0) + 1,
  lastReplyAt: at,
})
