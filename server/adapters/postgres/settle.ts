/** What became of a commit whose answer did not come: the database is asked so that it cannot change its mind. */
import type { Clock, CommitOutcome, RoomCommit } from '../../ports.ts'
import type { Line } from './line.ts'

const BACKOFF_MS = { first: 100, last: 2_000 } as const

/**
 * A plain read could be overtaken by the old connection's commit. To raise the fence waits for that commit where it
 * is under way, and makes it fail where it has not begun. As often as it takes.
 */
const RAISE = 'update room set fence = fence + 1 where key = any($1::bigint[]) returning key, fence, rev'

export const settle = async (
  line: Line,
  rooms: readonly RoomCommit[],
  clock: Clock,
  outcomes: Map<RoomCommit, CommitOutcome>,
): Promise<void> => {
  let waitMs: number = BACKOFF_MS.first
  while (!line.closed) {
    try {
      const rows = await line.ask<{ key: string; fence: string; rev: string }>(RAISE, [rooms.map(({ key }) => key)])
      const found = new Map(
        rows.map(({ key, fence, rev }) => [Number(key), { fence: Number(fence), rev: Number(rev) }]),
      )
      for (const room of rooms) outcomes.set(room, outcomeOf(room, found.get(room.key)))
      return
    } catch {
      // The line tells of its troubles itself.
      const ms = waitMs
      await new Promise<void>((resolve) => clock.after(ms, resolve))
      waitMs = Math.min(waitMs * 2, BACKOFF_MS.last)
    }
  }
  for (const room of rooms) outcomes.set(room, { is: 'failed', reason: 'closed before the commit could be settled' })
}

const outcomeOf = (
  room: RoomCommit,
  now: { readonly fence: number; readonly rev: number } | undefined,
): CommitOutcome => {
  // Raised by someone else meanwhile, or by a settlement whose answer was lost as well: whose rev it is cannot be told.
  if (now === undefined || now.fence !== room.fence + 1) return { is: 'lost', reason: 'taken over while being settled' }
  if (now.rev === room.nextRev) return { is: 'committed', fence: now.fence }
  if (now.rev === room.rev) return { is: 'failed', reason: 'the connection broke before the commit' }
  return { is: 'lost', reason: 'another rev stands there' }
}
