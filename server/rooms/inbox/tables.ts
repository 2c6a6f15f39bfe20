/** Every way in which an inbox changes its rows, and what becomes of old ones. */
import { INBOX } from '../../../shared/inbox/contract.ts'
import { insert, remove, tables, update, upsert } from '../../engine/tables.ts'
import { inboxMigrations } from './migrations.ts'

const READ_MS = INBOX.readDays * 86_400_000

/** A few hundred at a time; both databases take the same words. */
const FORGET_OLD = `delete from inbox_notice where (room, id) in (
  select room, id from inbox_notice where read = 1 and at < {now} - ${READ_MS} limit 300)`

export const inboxTables = tables({
  migrations: inboxMigrations,
  writes: {
    notice: insert('inbox_notice', {
      room: 'text',
      id: 'text',
      user_id: 'text',
      key: 'text',
      type: 'text',
      title: 'text',
      text: 'text',
      kind: 'text',
      ref_room: 'text',
      n: 'integer',
      at: 'integer',
      read: 'integer',
      removed: 'integer',
    }),
    read: update('inbox_notice', { room: 'text', id: 'text', read: 'integer' }, ['room', 'id']),
    removed: update(
      'inbox_notice',
      { room: 'text', id: 'text', title: 'text', text: 'text', read: 'integer', removed: 'integer' },
      ['room', 'id'],
    ),
    forget: remove('inbox_notice', { room: 'text', id: 'text' }),
    preference: upsert('inbox_preference', { room: 'text', type: 'text', show: 'integer', outs: 'text' }, [
      'room',
      'type',
    ]),
    quiet: upsert('inbox_quiet', { room: 'text', from_min: 'integer', to_min: 'integer', zone: 'integer' }, ['room']),
    target: upsert(
      'inbox_target',
      {
        room: 'text',
        id: 'text',
        channel: 'text',
        target: 'text',
        secret: 'text',
        code: 'text',
        added_at: 'integer',
      },
      ['room', 'id'],
    ),
    untarget: remove('inbox_target', { room: 'text', id: 'text' }),
  },
  upkeep: { inbox_old: { everyMs: 3_600_000, sql: { sqlite: [FORGET_OLD], postgres: [FORGET_OLD] } } },
})

export type InboxWrites = (typeof inboxTables)['writes']
