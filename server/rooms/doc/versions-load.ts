/** What commands about the past, and texts that come in, need before their tick. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocFormat } from '../../../shared/doc/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
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
  readonly write: Brought
}

/** Text as blocks for the editor, parsed on another thread. @throws TuttiError `bad_body`, `body_too_large` */
export const parsed = (asking: Asking, format: DocFormat, text: string): Promise<readonly TreeNode[]> =>
  asked(asking, 'parse', { format, text })

/** A text as blocks, or one that is still to be made into an edit elsewhere. */
export type Brought = { readonly tree: readonly TreeNode[] } | { readonly source: string }

const sourceOf = async ({ files, room }: Asking, hash: string): Promise<string> => {
  const file = await files.read(`doc/${room}`, hash)
  if (file === undefined) throw new TuttiError('not_found', 'there is no such file beside the document')
  if (file.content.length > DOC.importFileMax)
    throw new TuttiError('body_too_large', 'a text to be written may have 4 MiB')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file.content)
  } catch (cause) {
    throw new TuttiError('bad_body', 'the file is no text in UTF-8', { cause })
  }
}

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

  write: async ({ format, text, file }, asking): Promise<PastLoads['write']> => {
    if ((text === undefined) === (file === undefined))
      throw new TuttiError('bad_body', 'it brings a text or a file: one of them')
    return file === undefined ? { tree: await parsed(asking, format, text!) } : { source: await sourceOf(asking, file) }
  },
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
