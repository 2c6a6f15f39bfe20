/** What commands about the past, and texts that come in, need before their tick. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocFormat } from '../../../shared/doc/types.ts'
import type { Asking, RoomKind } from '../../engine/room.ts'
import { asked } from './asked.ts'
import { deedsOf } from './read/deeds.ts'
import type { Deeds } from './read/deeds.ts'
import { stateAt } from './read/past-reader.ts'
import type { Pieces } from './rewind.ts'
import type { TreeNode } from './text/tree.ts'
import { versionOf, versionsDb } from './versions-tables.ts'
import type { Version } from '../../../shared/doc/types.ts'

export interface PastLoads {
  readonly restore: Pieces
  readonly revert: Deeds
  readonly nameVersion: Version | null
  readonly write: readonly TreeNode[]
}

/** Text as blocks for the editor, parsed on another thread. @throws TuttiError `bad_body`, `body_too_large` */
export const parsed = (asking: Asking, format: DocFormat, text: string): Promise<readonly TreeNode[]> =>
  asked(asking, 'parse', { format, text })

export const pastLoads = {
  restore: async ({ n }, { room, reader }): Promise<PastLoads['restore']> => (await stateAt(reader.db, room, n)).pieces,

  revert: (deeds, { room, reader }): Promise<PastLoads['revert']> => deedsOf(reader.db, room, deeds),

  nameVersion: async ({ id }, { room, reader }): Promise<PastLoads['nameVersion']> => {
    const row = await versionsDb(reader.db)
      .selectFrom('doc_version')
      .selectAll()
      .where('room', '=', room)
      .where('id', '=', id)
      .executeTakeFirst()
    return row === undefined ? null : versionOf(row)
  },

  /** A secret for a new address. */
  hook: ({ url }, asking): Promise<string> | undefined =>
    url === null ? undefined : Promise.resolve(asking.secret() + asking.secret()),

  write: ({ format, text }, asking): Promise<PastLoads['write']> => parsed(asking, format, text),
} satisfies NonNullable<RoomKind<DocContract>['load']>

export const pastLimits = {
  keep: { perSecond: 0.5, burst: 20 },
  nameVersion: { perSecond: 0.5, burst: 20 },
  // Each reads the past, and makes the whole document anew.
  restore: { perSecond: 0.2, burst: 5 },
  revert: { perSecond: 0.2, burst: 5 },
  write: { perSecond: 2, burst: 20 },
  hook: { perSecond: 0.1, burst: 10 },
} as const
