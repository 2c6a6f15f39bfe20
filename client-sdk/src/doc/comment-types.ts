/** Comments as a page sees them: what the host has, and what I did a moment ago. */
import type { Anchor, Comment, Thread } from '../../../shared/doc/types.ts'

/** `sending`: shown at once, not answered yet; its id is another one afterwards. */
export interface DocComment extends Comment {
  readonly status: 'sent' | 'sending'
}

export interface DocThread extends Thread {
  readonly comments: readonly DocComment[]
  readonly status: 'sent' | 'sending'
}

export interface DocComments {
  /** The oldest first; another array whenever something changed. Asked of the host when they are first looked at. */
  readonly threads: readonly DocThread[]
  /** They are there. */
  readonly loaded: boolean
  /** A new thread, at `anchor` (see anchorOf) or, with null, about the whole document. Rejects where the host refuses. */
  start(
    anchor: Anchor | null,
    text: string,
    mentions?: readonly string[],
  ): Promise<{ readonly thread: string; readonly comment: string }>
  reply(
    thread: string,
    text: string,
    mentions?: readonly string[],
  ): Promise<{ readonly thread: string; readonly comment: string }>
  edit(thread: string, comment: string, text: string): Promise<void>
  delete(thread: string, comment: string): Promise<void>
  react(thread: string, comment: string, emoji: string, on: boolean): Promise<void>
  resolve(thread: string, on: boolean): Promise<void>
}
