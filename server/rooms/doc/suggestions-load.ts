/** What taking over or leaving single changes needs before its tick: they are found, and cut out, on another thread. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Asking, RoomKind } from '../../engine/room.ts'
import { snapshotAt, updatesAfter } from './read/log-rows.ts'
import { forksOf } from './read/stored-forks.ts'
import type { SettleInput, Settled } from './suggestions-jobs.ts'

/** Of the fork up to its update `m`. */
export interface Settling {
  readonly asOfMs: number
  readonly m: number
  readonly settled: Settled
}

const settling = async (asking: Asking, user: string, ids: readonly string[]): Promise<Settling | undefined> => {
  const { reader, room, wallMs } = asking
  const read = await reader.snapshot(async (db) => {
    const [fork] = await forksOf(db, room, user)
    if (fork === undefined) return undefined
    const snapshot = await snapshotAt(db, room)
    return { fork, snapshot: snapshot.data, tail: await updatesAfter(db, room, snapshot.n) }
  })
  if (read === undefined) return undefined
  const { fork, snapshot, tail } = read
  const input: SettleInput = { snapshot, tail, updates: fork.updates, ids, seed: asking.secret() }
  // What this kind's job gives.
  const settled = (await asking.job('settle', input)) as Settled
  return { asOfMs: wallMs, m: fork.m, settled }
}

export const suggestionLoads = {
  accept: ({ user, ids }, asking) => (ids === undefined ? undefined : settling(asking, user, ids)),
  reject: ({ user, ids }, asking) => (ids === undefined ? undefined : settling(asking, user, ids)),
} satisfies NonNullable<RoomKind<DocContract>['load']>
