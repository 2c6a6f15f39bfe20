/** Files beside a document: put by whoever may propose something for it, read by whoever reads what shows them. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import { DOC, DOC_FILE_TYPES, mayAs } from '../../../../shared/doc/rules.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { RoomKind } from '../../../engine/room.ts'
import { accessDb } from '../access-rows.ts'
import type { DocWrites } from '../tables.ts'
import { viewingRoom } from './view.ts'

export const docFiles: NonNullable<RoomKind<DocContract, DocWrites>['files']> = {
  maxBytes: DOC.fileMax,
  types: DOC_FILE_TYPES,

  mayPut: (asking) =>
    viewingRoom(asking, async (_view, { doc, role }) => {
      if (!mayAs(role, 'suggester') || doc.trashed_at !== null) throw new TuttiError('forbidden')
    }),

  /** What the document shows, or has shown; to whoever may put it there, also what waits for that. */
  mayRead: (hash, asking) =>
    viewingRoom(asking, async (view, { role }) => {
      if (mayAs(role, 'suggester')) return
      const shown = await view.db
        .selectFrom('doc_file')
        .select('hash')
        .where('room', '=', asking.room)
        .where('hash', '=', hash)
        .executeTakeFirst()
      if (shown === undefined) throw new TuttiError('not_found')
    }),

  /** What the document has ever shown: its versions show it still. */
  kept: async (room, hashes, reader) => {
    if (hashes.length === 0) return []
    const db = accessDb(reader.db)
    const [doc, gone] = await Promise.all([
      db.selectFrom('doc').select('room').where('room', '=', room).executeTakeFirst(),
      db.selectFrom('doc_gone').select('room').where('room', '=', room).executeTakeFirst(),
    ])
    if (gone !== undefined) return []
    // One that is missing and was not erased has not lost its files, but the host its database.
    if (doc === undefined) return hashes
    const shown = await db
      .selectFrom('doc_file')
      .select('hash')
      .where('room', '=', room)
      .where('hash', 'in', hashes)
      .execute()
    return shown.map(({ hash }) => hash)
  },
}
