/** The rows that inboxes keep, and the database seen as theirs. */
import type { Kysely } from 'kysely'
import type { Notice, NoticeType } from '../../../shared/inbox/contract.ts'

/** Lists are JSON; times Unix ms; flags 0 or 1. */
export interface InboxTables {
  inbox_notice: {
    room: string
    id: string
    /** The room's name does not tell whose it is. */
    user_id: string
    key: string
    type: string
    title: string
    text: string
    kind: string | null
    ref_room: string | null
    n: number | null
    at: number
    read: number
    /** Not shown any more, or never: kept so that its key is known. */
    removed: number
  }
  inbox_preference: { room: string; type: string; show: number; outs: string }
  inbox_quiet: { room: string; from_min: number; to_min: number; zone: number }
  inbox_target: {
    room: string
    id: string
    channel: string
    target: string
    secret: string | null
    /** What confirms a mail address; null: confirmed, or not needed. */
    code: string | null
    added_at: number
  }
}

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const inboxDb = (db: Kysely<any>): Kysely<InboxTables> => db

export const NOTICE_COLUMNS = ['id', 'type', 'title', 'text', 'kind', 'ref_room', 'n', 'at', 'read'] as const
type NoticeRow = Pick<InboxTables['inbox_notice'], (typeof NOTICE_COLUMNS)[number]>

export const noticeOf = (row: NoticeRow): Notice => ({
  id: row.id,
  type: row.type as NoticeType, // Only what passed the guard was written.
  title: row.title,
  text: row.text,
  ...(row.kind !== null && { kind: row.kind }),
  ...(row.ref_room !== null && { room: row.ref_room }),
  ...(row.n !== null && { n: row.n }),
  at: row.at,
  ...(row.read === 1 && { read: true }),
})
