/** What became of a commit whose answer did not come: the database is asked so that it cannot change its mind. */
import type { RoomCommit } from '../../ports.ts'
import type { Line } from './line.ts'

const BACKOFF_MS = { first: 100, last: 2_000 } as const

/**
 * A plain read could be overtaken by the old connection's commit. To raise the fence waits for that commit where it
 * is under way, and makes it fail where it has not begun. Where another one stands already, it has failed or is done, and
 * whoever raised it is not to be disturbed.
 */
const RAISE = `
  update room set fence = room.fence + 1 from unnest($1::bigint[], $2::bigint[]) as given(key, fence)
  where room.key = given.key and room.fence = given.fence returning room.key, room.fence, room.rev`

/** `unwritten`: ours still, under the new fence, and as it was before the commit. `lost`: nobody can tell, or it is not ours. */
export type Settled =
  | { readonly is: 'committed' | 'unwritten'; readonly fence: number }
  | { readonly is: 'lost'; readonly reason: string }

/** In the order of the rooms; undefined when the line was closed before the database answered. */
export const settle = async (line: Line, rooms: readonly RoomCommit[]): Promise<readonly Settled[] | undefined> => {
  let waitMs: number = BACKOFF_MS.first
  while (!line.closed) {
    try {
      const rows = await line.ask<{ key: string; fence: string; rev: string }>(RAISE, [
        rooms.map(({ key }) => key),
        rooms.map(({ fence }) => fence),
      ])
      const found = new Map(
        rows.map(({ key, fence, rev }) => [Number(key), { fence: Number(fence), rev: Number(rev) }]),
      )
      return rooms.map((room) => settled(room, found.get(room.key)))
    } catch {
      // The line tells of its troubles itself.
      await line.wait(waitMs)
      waitMs = Math.min(waitMs * 2, BACKOFF_MS.last)
    }
  }
  return undefined
}

const settled = (room: RoomCommit, now: { readonly fence: number; readonly rev: number } | undefined): Settled => {
  // Raised by someone else meanwhile, or by a settlement whose answer was lost as well: whose rev it is cannot be told.
  if (now?.fence !== room.fence + 1) return { is: 'lost', reason: 'taken over while being settled' }
  if (now.rev === room.nextRev) return { is: 'committed', fence: now.fence }
  if (now.rev === room.rev) return { is: 'unwritten', fence: now.fence }
  return { is: 'lost', reason: 'another rev stands there' }
}
