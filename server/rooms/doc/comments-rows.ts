/** The rows that comments keep, and the database seen as theirs. */
import type { Kysely } from 'kysely'

/** Times are Unix ms; flags 0 or 1. */
export interface CommentTables {
  doc_thread: {
    room: string
    id: string
    by_id: string
    /** Encoded Y.RelativePositions; null: it is about the whole document. */
    from_pos: Uint8Array | null
    to_pos: Uint8Array | null
    quote: string
    detached: number
    resolved_by: string | null
    resolved_at: number | null
  }
  doc_comment: {
    room: string
    thread: string
    id: string
    by_id: string
    name: string
    at: number
    text: string
    edited_at: number | null
    /** Who was told of it: a JSON list, or null. */
    mentions: string | null
  }
  doc_reaction: { room: string; thread: string; comment: string; emoji: string; user_id: string; at: number }
}

export type ThreadRecord = CommentTables['doc_thread']
export type CommentRecord = CommentTables['doc_comment']
export type ReactionRecord = CommentTables['doc_reaction']

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const commentDb = (db: Kysely<any>): Kysely<CommentTables> => db
