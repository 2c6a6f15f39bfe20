/** What a document is opened with. */
import type { DocRole, DocType } from '../../../shared/doc/rules.ts'
import type { DocInfo } from '../../../shared/doc/types.ts'
import type { Reader } from '../../engine/room.ts'
import { storedAccess } from './access.ts'
import type { StoredAccess } from './access-facts.ts'
import { ownersIn, recoveryOf } from './clients-tables.ts'
import { hookOf } from './hooks-tables.ts'
import type { StoredHook } from './hooks-tables.ts'
import type { Snapshot } from './past.ts'
import type { StoredRecovery } from './recovery.ts'
import { forksOf } from './read/stored-forks.ts'
import type { StoredFork } from './read/stored-forks.ts'
import { threadsOf } from './read/stored-threads.ts'
import type { StoredThread } from './read/stored-threads.ts'
import { marksOf, snapshotAt, updatesAfter } from './read/log-rows.ts'
import type { StoredMarks } from './read/log-rows.ts'
import { docDb } from './rows.ts'
import type { DocTables } from './rows.ts'
import { storedVersions } from './versions-stored.ts'
import type { StoredVersions } from './versions-stored.ts'

export interface Stored {
  readonly info: DocInfo
  readonly ownerName: string
  readonly snapshot: Snapshot
  readonly snapshots: StoredMarks
  readonly tail: readonly Uint8Array[]
  /** Who has written, by name. */
  readonly authors: ReadonlyMap<string, string>
  /** Yjs client → who writes with it now. */
  readonly clients: ReadonlyMap<number, string>
  readonly recovery: StoredRecovery | undefined
  readonly access: StoredAccess
  readonly versions: StoredVersions
  readonly hook: StoredHook | null
  readonly threads: readonly StoredThread[]
  readonly forks: readonly StoredFork[]
}

/** Undefined: there is no document yet. */
export const stored = (room: string, reader: Reader): Promise<Stored | undefined> =>
  reader.snapshot(async (any) => {
    const db = docDb(any)
    const row = await db.selectFrom('doc').selectAll().where('room', '=', room).executeTakeFirst()
    if (row === undefined) return undefined
    const snapshot = await snapshotAt(db, room)
    const tail = await updatesAfter(db, room, snapshot.n)
    const authors = await db.selectFrom('doc_author').select(['user_id', 'name']).where('room', '=', room).execute()
    const access = await storedAccess(room, any)
    return {
      info: infoOf(row),
      ownerName: row.owner_name,
      snapshot,
      snapshots: await marksOf(db, room),
      tail,
      authors: new Map(authors.map(({ user_id, name }) => [user_id, name])),
      clients: await ownersIn(any, room),
      recovery: await recoveryOf(any, room),
      access,
      versions: await storedVersions(any, room),
      hook: await hookOf(any, room),
      threads: await threadsOf(any, room),
      forks: await forksOf(any, room),
    }
  })

export const infoOf = (row: DocTables['doc']): DocInfo => ({
  // Written by this kind alone, as the role below.
  title: row.title,
  type: row.type as DocType,
  owner: row.owner_id,
  public: row.public as DocRole | null,
  born: row.born,
  createdAt: row.created_at,
  trashedAt: row.trashed_at,
})
