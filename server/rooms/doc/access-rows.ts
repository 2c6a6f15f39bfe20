/** The rows that say who may do what in which document, and where people keep them; and the database seen as theirs. */
import type { Kysely } from 'kysely'
import type { DocTables } from './rows.ts'

/** Times are Unix ms; flags 0 or 1. */
export interface AccessTables {
  /** Names of rooms whose document was erased: they are never used again. */
  doc_gone: { room: string; at: number }
  /**
   * `via` empty: what the owner has given. Else the code of the link that they came by: then `role` was that link's when
   * they came, and what they may do is what the link gives now.
   */
  doc_grant: { room: string; user_id: string; via: string; name: string; role: string; at: number }
  doc_link: {
    code: string
    room: string
    role: string
    /** 0: never. */
    expires_at: number
    salt: Uint8Array | null
    /** Null: it has no password. */
    hash: Uint8Array | null
    created_at: number
    by_id: string
  }
  /** Where one person keeps a document: theirs alone. */
  doc_shelf: { room: string; user_id: string; starred: number; folder: string }
  /** Title and text as search sees them, as of log position `n`. `dirty`: not in SQLite's index of words yet. */
  doc_text: { pos: number; room: string; title: string; text: string; n: number; at: number; dirty: number }
  /** Files that the document shows, or has shown. */
  doc_file: { room: string; hash: string }
}

export type GrantRecord = AccessTables['doc_grant']
export type LinkRecord = AccessTables['doc_link']
export type DocRecord = DocTables['doc']

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const accessDb = (db: Kysely<any>): Kysely<DocTables & AccessTables> => db
