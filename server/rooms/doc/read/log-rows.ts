/** The log as the database has it: snapshots that are whole, and the rows behind them. */
import type { Kysely } from 'kysely'
import { unpack } from '../packing.ts'
import { NOTHING } from '../past.ts'
import type { Snapshot } from '../past.ts'
import type { DocTables } from '../rows.ts'
import type { Mark } from '../superseded.ts'

type Db = Kysely<DocTables>

export interface StoredMarks {
  readonly marks: readonly Mark[]
  readonly broken: readonly number[]
}

/** The newest snapshot up to log position `n`; of nothing where there is none. */
export const snapshotAt = async (db: Db, room: string, n = Number.MAX_SAFE_INTEGER): Promise<Snapshot> => {
  const found = await db
    .selectFrom('doc_snapshot')
    .select('n')
    .where('room', '=', room)
    .where('n', '<=', n)
    .groupBy('n')
    // One that was not finished counts for nothing.
    .having((eb) => eb(eb.fn.countAll(), '=', eb.fn.max('parts')))
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return NOTHING
  const parts = await db
    .selectFrom('doc_snapshot')
    .select(['vector', 'data'])
    .where('room', '=', room)
    .where('n', '=', found.n)
    .orderBy('part')
    .execute()
  // Superseded just now: an older one, and the rows behind it, say the same.
  if (parts.length === 0) return snapshotAt(db, room, found.n - 1)
  return { n: found.n, vector: parts[0]!.vector, data: await unpack(joined(parts.map(({ data }) => data))) }
}

/** The snapshots that are stored, in order; and the positions of those that a crash has cut off. */
export const marksOf = async (db: Db, room: string): Promise<StoredMarks> => {
  const rows = await db
    .selectFrom('doc_snapshot')
    .select(({ fn }) => [
      'n',
      fn.countAll<number | string>().as('there'),
      fn.max('parts').as('parts'),
      fn.max('log_bytes').as('log_bytes'),
    ])
    .where('room', '=', room)
    .groupBy('n')
    .orderBy('n')
    .execute()
  const isWhole = ({ there, parts }: (typeof rows)[number]): boolean => Number(there) === Number(parts)
  return {
    marks: rows
      .filter(isWhole)
      .map(({ n, log_bytes }) => ({ n, logBytes: log_bytes === null ? null : Number(log_bytes) })),
    broken: rows.filter((row) => !isWhole(row)).map(({ n }) => n),
  }
}

/** Updates after log position `after`, up to `to`. */
export const updatesAfter = async (
  db: Db,
  room: string,
  after: number,
  to = Number.MAX_SAFE_INTEGER,
): Promise<Uint8Array[]> => {
  const rows = await db
    .selectFrom('doc_update')
    .select('data')
    .where('room', '=', room)
    .where('n', '>', after)
    .where('n', '<=', to)
    .orderBy('n')
    .execute()
  return rows.map(({ data }) => data)
}

/** The log position of what is kept. */
export const headOf = async (db: Db, room: string): Promise<number> => {
  const row = await db
    .selectFrom('doc_update')
    .select('n')
    .where('room', '=', room)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.n ?? 0
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  if (parts.length === 1) return parts[0]!
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
