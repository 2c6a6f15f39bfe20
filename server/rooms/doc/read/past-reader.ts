/** A document's past, read from its log: the state at any position, and the steps between two. */
import type { Kysely } from 'kysely'
import { TuttiError } from '../../../../shared/errors.ts'
import { docDb } from '../rows.ts'
import type { DocTables } from '../rows.ts'
import { snapshotAt } from './log-rows.ts'

type Db = Kysely<DocTables>

/** What one question may read of a log. */
export const READ_MAX = { bytes: 64 * 1024 * 1024, rows: 300_000 } as const
const PAGE = 2_000

export interface PastState {
  readonly n: number
  /** Updates that make it, in order: at least one. */
  readonly pieces: readonly Uint8Array[]
}

export interface LogRow {
  readonly n: number
  readonly by_id: string
  readonly at: number
  readonly data: Uint8Array
}

/** The last log position. */
export const headOf = async (db: Db, room: string): Promise<number> => {
  const last = async (table: 'doc_update' | 'doc_snapshot') =>
    (await db.selectFrom(table).select('n').where('room', '=', room).orderBy('n', 'desc').limit(1).executeTakeFirst())
      ?.n ?? 0
  return Math.max(await last('doc_update'), await last('doc_snapshot'))
}

/** Rows behind `after` up to `to`, in order, page by page. @throws TuttiError `body_too_large` */
export const logRows = async (db: Db, room: string, after: number, to: number): Promise<LogRow[]> => {
  const rows: LogRow[] = []
  let bytes = 0
  for (let from = after; ;) {
    const page = await db
      .selectFrom('doc_update')
      .select(['n', 'by_id', 'at', 'data'])
      .where('room', '=', room)
      .where('n', '>', from)
      .where('n', '<=', to)
      .orderBy('n')
      .limit(PAGE)
      .execute()
    for (const row of page) {
      rows.push(row)
      bytes += row.data.length
    }
    if (bytes > READ_MAX.bytes || rows.length > READ_MAX.rows)
      throw new TuttiError('body_too_large', 'too many edits at once: ask for less of the past')
    if (page.length < PAGE) return rows
    from = page.at(-1)!.n
  }
}

/** The document at `n`; absent: as it is now. @throws TuttiError `not_found` for a position that is still to come */
export const stateAt = async (any: Kysely<unknown>, room: string, n?: number): Promise<PastState> => {
  const db = docDb(any)
  const head = await headOf(db, room)
  const at = n ?? head
  if (at > head) throw new TuttiError('not_found', 'the document has not come so far')
  const snapshot = await snapshotAt(db, room, at)
  const rows = await logRows(db, room, snapshot.n, at)
  return { n: at, pieces: [snapshot.data, ...rows.map(({ data }) => data)] }
}

/** How people who wrote are named. */
export const namesOf = async (db: Db, room: string): Promise<Map<string, string>> => {
  const rows = await db.selectFrom('doc_author').select(['user_id', 'name']).where('room', '=', room).execute()
  return new Map(rows.map(({ user_id, name }) => [user_id, name]))
}
