/** The rows that documents keep, and the database seen as theirs. */
import type { Kysely } from 'kysely'

/** Times are Unix ms. */
export interface DocTables {
  doc: {
    room: string
    /** Which creation of this room. */
    born: string
    title: string
    type: string
    owner_id: string
    owner_name: string
    /** What everybody may do who knows the address; null: nothing. */
    public: string | null
    created_at: number
    updated_at: number
    trashed_at: number | null
  }
  /** The log: what was accepted, in order. */
  doc_update: {
    room: string
    n: number
    /** Empty: the host itself. */
    by_id: string
    at: number
    /** Null: an edit; else what the host did for them (EditType). */
    type: string | null
    /** Yjs V1. */
    data: Uint8Array
  }
  /** Who writes here, by name. */
  doc_author: { room: string; user_id: string; name: string }
  /** Whose Yjs client that is, from which log position on. */
  doc_client: { room: string; client: number; user_id: string; first_n: number }
  /** The whole document at a log position, in parts, the first of which has its state vector. */
  doc_snapshot: {
    room: string
    n: number
    part: number
    parts: number
    at: number
    vector: Uint8Array
    data: Uint8Array
    /** What the log had by then, counted from some beginning; null: from before anybody counted. */
    log_bytes: number | null
  }
}

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const docDb = (db: Kysely<any>): Kysely<DocTables> => db
