/** What people propose: their forks, and every single change in them. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import type { Suggestion } from '../../../../shared/doc/types.ts'
import type { RoomKind } from '../../../engine/room.ts'
import type { ChangesInput, ForkChanges } from '../suggestions-jobs.ts'
import { snapshotAt, updatesAfter } from './log-rows.ts'
import { standingIn } from './standing.ts'
import { forksOf } from './stored-forks.ts'

/** What leaves in one answer. */
const FORK_BYTES = 2 * 1024 * 1024
const CHANGES = 2_000

export const suggestionQueries: Pick<NonNullable<RoomKind<DocContract>['queries']>, 'suggestions'> = {
  suggestions: async (asker, room, { user }, asking) => {
    const { reader, wallMs } = asking
    const read = await reader.snapshot(async (db) => {
      await standingIn(db, room, asker.id, wallMs)
      const stored = await forksOf(db, room, user)
      if (stored.length === 0) return undefined
      const snapshot = await snapshotAt(db, room)
      return { stored, snapshot: snapshot.data, tail: await updatesAfter(db, room, snapshot.n) }
    })
    if (read === undefined) return { forks: [], changes: [] }
    const { stored, snapshot, tail } = read
    const input: ChangesInput = { snapshot, tail, forks: stored.map(({ updates }) => updates) }
    // What this kind's job gives.
    const found = (await asking.job('changes', input)) as ForkChanges[]
    let bytes = 0
    const forks = stored.flatMap(({ user: of, name, at }, i) => {
      const { update } = found[i]!
      bytes += update.length
      return i > 0 && bytes > FORK_BYTES ? [] : [{ user: of, name, at, update }]
    })
    const changes = stored.flatMap(({ user: by, name, at }, i) =>
      found[i]!.changes.map((change): Suggestion => ({ ...change, by, name, at })),
    )
    return { forks, changes: changes.slice(0, CHANGES) }
  },
}
