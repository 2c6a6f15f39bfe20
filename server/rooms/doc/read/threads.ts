/** The threads of a document, in pages. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import { DOC } from '../../../../shared/doc/rules.ts'
import type { Thread } from '../../../../shared/doc/types.ts'
import type { RoomKind } from '../../../engine/room.ts'
import { seqOf } from './seq.ts'
import { standingIn } from './standing.ts'
import { threadsOf } from './stored-threads.ts'
import type { StoredThread } from './stored-threads.ts'

/** Letters of comments in one page: it leaves as one frame. */
const PAGE_CHARS = 512 * 1024

export const threadQueries: Pick<NonNullable<RoomKind<DocContract>['queries']>, 'threads'> = {
  threads: (user, room, { resolved, after, limit = DOC.page }, { reader, wallMs }) =>
    reader.snapshot(async (db) => {
      await standingIn(db, room, user.id, wallMs)
      const seq = await seqOf(db, room)
      // One more than asked for tells whether there is more.
      const found = await threadsOf(db, room, { resolved, after, limit: limit + 1 })
      const page = fitting(found.slice(0, limit))
      return { seq, threads: page.map(shownThread), next: page.length < found.length ? page.at(-1)!.id : null }
    }),
}

/** At least one. */
const fitting = (threads: readonly StoredThread[]): readonly StoredThread[] => {
  let chars = 0
  const end = threads.findIndex(({ comments }, i) => {
    for (const { text } of comments) chars += text.length
    return i > 0 && chars > PAGE_CHARS
  })
  return end === -1 ? threads : threads.slice(0, end)
}

/** As its members see it. */
export const shownThread = ({ by: _by, comments, ...thread }: StoredThread): Thread => ({
  ...thread,
  comments: comments.map(({ mentions: _mentions, ...comment }) => comment),
})
