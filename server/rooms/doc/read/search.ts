/** Documents by the words of their titles and texts, of all that one may find. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import { DOC } from '../../../../shared/doc/rules.ts'
import { hasAll, wantedOf, wordsOf } from '../../../../shared/words.ts'
import type { Wanted } from '../../../../shared/words.ts'
import { HEAD_MAX } from '../searched.ts'
import { atDesk } from './documents.ts'
import { SHELVED, rowsOf, shelves } from './shelves.ts'
import type { Shelved } from './shelves.ts'
import { viewing } from './view.ts'
import type { DocQuery, View } from './view.ts'

/** Texts that the index does not have yet and that are looked through as they are: those that changed last. */
const DIRTY_MAX = 20
const EXCERPT = 160
/** Of it before the first word. */
const LEAD = 50

/** What one may find, as `d`. */
const mine = (view: View): RawBuilder<unknown> =>
  sql`with d as (select ${SHELVED} from ${shelves(view)} and d.trashed_at is null)`

export const search: DocQuery<'search'> = (_user, room, { text, limit = DOC.page }, asking) => {
  atDesk(room)
  const wanted = wantedOf(wordsOf(text))
  if (wanted.length === 0) return Promise.resolve({ rows: [] })
  return viewing(asking, async (view) => {
    const { rows } = await sql<Shelved>`${mine(view)}
      select d.*, ${excerpt(view, wanted[0]!)} as excerpt from d join doc_text t on t.room = d.room
      where ${view.dialect === 'postgres' ? inPostgres(wanted) : await inSqlite(view, wanted)}
      order by d.updated_at desc, d.born desc limit ${sql.lit(limit)}`.execute(view.db)
    return { rows: await rowsOf(view, rows) }
  })
}

/** Quotes and backslashes are the only letters that mean something in a lexeme. */
const inPostgres = (wanted: readonly Wanted[]): RawBuilder<unknown> => {
  const asked = wanted.map(({ word, open }) => `'${word.replaceAll(/['\\]/g, '$&$&')}'${open ? ':*' : ''}`)
  return sql`t.words @@ ${asked.join(' & ')}::tsquery`
}

/** Anything between quotes is text to the index; no word has a quote in it. */
const inSqlite = async (view: View, wanted: readonly Wanted[]): Promise<RawBuilder<unknown>> => {
  const asked = wanted.map(({ word, open }) => `"${word}"${open ? ' *' : ''}`).join(' AND ')
  const found = sql`(t.dirty = 0 and t.pos in (select rowid from doc_search where doc_search match ${asked}))`
  const { rows: fresh } = await sql<{ room: string; title: string; text: string }>`${mine(view)}
    select t.room, t.title, t.text from d join doc_text t on t.room = d.room
    where t.dirty = 1 order by t.at desc limit ${sql.lit(DIRTY_MAX)}`.execute(view.db)
  const hits = fresh.filter((row) => hasAll(`${row.title} ${row.text}`, wanted)).map((row) => row.room)
  return hits.length === 0 ? found : sql`(${found} or t.room in (${sql.join(hits)}))`
}

/**
 * The text around the first word, or its beginning where that is in the title, is written otherwise, or stands so far
 * behind that only the words of it are kept.
 */
const excerpt = ({ dialect }: View, { word }: Wanted): RawBuilder<unknown> => {
  const lead = sql.lit(LEAD)
  const length = sql.lit(EXCERPT)
  const head = sql`lower(substr(t.text, 1, ${sql.lit(HEAD_MAX)}))`
  return dialect === 'postgres'
    ? sql`substr(t.text, greatest(1, strpos(${head}, ${word}) - ${lead}), ${length})`
    : sql`substr(t.text, max(1, instr(${head}, ${word}) - ${lead}), ${length})`
}
