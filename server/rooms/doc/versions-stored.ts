/** What the keeper of versions goes on from when a document is opened. */
import type { Kysely } from 'kysely'
import { versionsDb } from './versions-tables.ts'

export interface StoredVersions {
  /** Log position of the last version; 0: there is none. */
  readonly n: number
  /** The last edit of a person, and how much was written since the last version. */
  readonly last: { readonly n: number; readonly by: string; readonly name: string; readonly at: number } | null
  readonly bytes: number
}

/** More than a version would have been made of. */
const ROWS_MAX = 1_000

export const storedVersions = async (any: Kysely<unknown>, room: string): Promise<StoredVersions> => {
  const db = versionsDb(any)
  const version = await db
    .selectFrom('doc_version')
    .select('n')
    .where('room', '=', room)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const n = version?.n ?? 0
  const rows = await db
    .selectFrom('doc_update')
    .select(['n', 'by_id', 'at', (eb) => eb.fn<number | string>('length', ['data']).as('bytes')])
    .where('room', '=', room)
    .where('n', '>', n)
    .orderBy('n', 'desc')
    .limit(ROWS_MAX)
    .execute()
  const last = rows.find((row) => row.by_id !== '')
  if (last === undefined) return { n, last: null, bytes: 0 }
  const author = await db
    .selectFrom('doc_author')
    .select('name')
    .where('room', '=', room)
    .where('user_id', '=', last.by_id)
    .executeTakeFirst()
  return {
    n,
    last: { n: last.n, by: last.by_id, name: author?.name ?? '', at: last.at },
    bytes: rows.reduce((sum, row) => sum + Number(row.bytes), 0),
  }
}
