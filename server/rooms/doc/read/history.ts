/** The log as a film: every edit, or so many together as one. */
import type { LogEntry } from '../../../../shared/doc/types.ts'
import type { Asking } from '../../../engine/room.ts'
import { asked } from '../asked.ts'
import { docDb } from '../rows.ts'
import type { DocTables } from '../rows.ts'
import { headOf, namesOf } from './past-reader.ts'

/** About so much in one page, and what is read for one. */
const PAGE_BYTES = 1024 * 1024
const READ_BYTES = 4 * 1024 * 1024
const READ_ROWS = 20_000
const READ_PAGE = 2_000

export interface Film {
  readonly after: number
  readonly limit: number
  readonly stride: number
}

type Row = Pick<DocTables['doc_update'], 'n' | 'by_id' | 'at' | 'data'>

export const historyOf = async (
  asking: Asking,
  room: string,
  film: Film,
): Promise<{ entries: LogEntry[]; next: number | null; head: number }> => {
  const db = docDb(asking.reader.db)
  const { rows, more } = await read(asking, room, film)
  const frames: Row[][] = []
  for (let at = 0; at < rows.length; at += film.stride) frames.push(rows.slice(at, at + film.stride))
  const updates =
    film.stride === 1
      ? rows.map(({ data }) => data)
      : await asked(
          asking,
          'merge',
          frames.map((frame) => frame.map(({ data }) => data)),
        )
  const names = await namesOf(db, room)
  const entries = frames.map((frame, i) => {
    const { n, by_id: by, at } = frame.at(-1)!
    return { n, by, name: names.get(by) ?? '', at, update: updates[i]! }
  })
  return { entries, next: more ? (entries.at(-1)?.n ?? null) : null, head: await headOf(db, room) }
}

/** Whole strides, one at least, unless the log ends or too much was read. */
const read = async ({ reader }: Asking, room: string, { after, limit, stride }: Film) => {
  const wanted = Math.min(limit * stride, READ_ROWS)
  const bytesMax = stride === 1 ? PAGE_BYTES : READ_BYTES
  const rows: Row[] = []
  let bytes = 0
  for (let from = after; ;) {
    const page = await docDb(reader.db)
      .selectFrom('doc_update')
      .select(['n', 'by_id', 'at', 'data'])
      .where('room', '=', room)
      .where('n', '>', from)
      .orderBy('n')
      .limit(Math.min(READ_PAGE, wanted + 1 - rows.length))
      .execute()
    for (const row of page) {
      bytes += row.data.length
      if (rows.length === wanted || (bytes > bytesMax && rows.length > 0))
        return { rows: whole(rows, stride), more: true }
      rows.push(row)
    }
    const last = page.at(-1)
    if (last === undefined) return { rows, more: false }
    from = last.n
  }
}

const whole = (rows: Row[], stride: number): Row[] =>
  rows.length < stride ? rows : rows.slice(0, rows.length - (rows.length % stride))
