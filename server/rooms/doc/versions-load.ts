/** What commands about the past, and texts that come in, need before their tick. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { DocFormat } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking, RoomKind } from '../../engine/room.ts'
import { asked } from './asked.ts'
import { logRows, stateAt } from './read/past-reader.ts'
import type { Pieces, Step } from './rewind.ts'
import type { TreeNode } from './text/tree.ts'
import { versionOf, versionsDb } from './versions-tables.ts'
import type { Version } from '../../../shared/doc/types.ts'

/** What was written in [fromMs, toMs] by somebody, and what it was written on. */
export interface Deeds {
  readonly base: Pieces
  readonly steps: readonly Step[]
}

export interface PastLoads {
  readonly restore: Pieces
  readonly revert: Deeds
  readonly nameVersion: Version | null
  readonly write: readonly TreeNode[]
}

/** Text as blocks for the editor, parsed on another thread. @throws TuttiError `bad_body`, `body_too_large` */
export const parsed = (asking: Asking, format: DocFormat, text: string): Promise<readonly TreeNode[]> =>
  asked(asking, 'parse', { format, text })

const deedsOf = async (asking: Asking, user: string, fromMs: number, toMs: number): Promise<Deeds> => {
  const { room, reader } = asking
  const db = versionsDb(reader.db)
  const first = await db
    .selectFrom('doc_update')
    .select('n')
    .where('room', '=', room)
    .where('by_id', '=', user)
    .where('at', '>=', fromMs)
    .where('at', '<=', toMs)
    .orderBy('n')
    .limit(1)
    .executeTakeFirst()
  if (first === undefined) throw new TuttiError('not_found', 'they have written nothing then')
  const { pieces } = await stateAt(reader.db, room, first.n - 1)
  const rows = await logRows(db, room, first.n - 1, Number.MAX_SAFE_INTEGER)
  const steps = rows.map(({ by_id, at, data }) => ({
    update: data,
    undo: by_id === user && at >= fromMs && at <= toMs,
  }))
  return { base: pieces, steps }
}

export const pastLoads = {
  restore: async ({ n }, { room, reader }): Promise<PastLoads['restore']> => (await stateAt(reader.db, room, n)).pieces,

  revert: ({ user, fromMs, toMs }, asking): Promise<PastLoads['revert']> => deedsOf(asking, user, fromMs, toMs),

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
