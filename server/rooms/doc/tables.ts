/** Every way in which a document changes its rows. */
import { insert, remove, tables, update, upsert } from '../../engine/tables.ts'
import { accessWrites } from './access-tables.ts'
import { clientWrites } from './clients-tables.ts'
import { accessUpkeep } from './erasing.ts'
import { commentWrites } from './comments-tables.ts'
import { docMigrations } from './migrations.ts'
import { suggestionWrites } from './suggestions-tables.ts'
import { hookWrites } from './hooks-tables.ts'
import { versionsWrites } from './versions-tables.ts'

export const docTables = tables({
  migrations: docMigrations,
  upkeep: accessUpkeep,
  writes: {
    doc: upsert(
      'doc',
      {
        room: 'text',
        born: 'text',
        title: 'text',
        type: 'text',
        owner_id: 'text',
        owner_name: 'text',
        public: 'text',
        created_at: 'integer',
        updated_at: 'integer',
        trashed_at: 'integer',
      },
      ['room'],
    ),
    touched: update('doc', { room: 'text', updated_at: 'integer' }, ['room']),
    update: insert('doc_update', {
      room: 'text',
      n: 'integer',
      by_id: 'text',
      at: 'integer',
      type: 'text',
      data: 'bytes',
    }),
    author: upsert('doc_author', { room: 'text', user_id: 'text', name: 'text' }, ['room', 'user_id']),
    client: insert('doc_client', { room: 'text', client: 'integer', user_id: 'text', first_n: 'integer' }),
    snapshot: upsert(
      'doc_snapshot',
      {
        room: 'text',
        n: 'integer',
        part: 'integer',
        parts: 'integer',
        at: 'integer',
        vector: 'bytes',
        data: 'bytes',
        log_bytes: 'integer',
      },
      ['room', 'n', 'part'],
    ),
    unsnapshot: remove('doc_snapshot', { room: 'text', n: 'integer' }),
    unsnapshotAll: remove('doc_snapshot', { room: 'text' }),
    ...clientWrites,
    ...accessWrites,
    ...versionsWrites,
    ...hookWrites,
    ...commentWrites,
    ...suggestionWrites,
  },
})

export type DocWrites = (typeof docTables)['writes']
