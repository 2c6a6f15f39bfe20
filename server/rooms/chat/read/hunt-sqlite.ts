/** Search in SQLite: what is not in the index yet is read as it is, then the index streams, newest first. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { Catch, Found, Hunt } from './hunt.ts'
import { MESSAGE } from './message.ts'
import type { View } from './view.ts'
import { hasAll, wantedOf, wordsOf } from '../../../../shared/words.ts'
import type { Wanted } from '../../../../shared/words.ts'

/** Of the tail, at once. */
const TAIL_PAGE = 500
/** Messages with the words that are looked at, where they may be in anybody's channels. */
const LOOK_MAX = 20_000
/** Words with one beginning that are named to the index one by one. */
const ENDINGS_MAX = 40
/** More channels than this are not named to the index. */
const ROOMS_MAX = 8

const hex = (text: string): string =>
  [...new TextEncoder().encode(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('')

const COLUMNS = sql.join([...MESSAGE, 'pos', 'room'].map((column) => sql.ref(`m.${column}`)))

/**
 * A beginning as the words that there are with it: the index reads each of those from its newest place on, while for a
 * beginning (but of three letters, which it keeps) it would first gather all that begins so. The list asks for the least
 * that may come after a word: asked for what is greater, it would read all places of that word.
 */
const endings = async (view: View, word: string): Promise<readonly string[] | undefined> => {
  if (word.length < 4 || !/^[a-z0-9]+$/.test(word)) return undefined
  const begins = sql`word >= ${word} and word < ${`${word}\u{10ffff}`}`
  const { rows } = await sql<{ word: string }>`
    with recursive one (word) as (
      select (select term from chat_search_word where term >= ${word} limit 1)
      union all
      select (select term from chat_search_word where term >= word || char(1) limit 1) from one where ${begins}
      limit ${ENDINGS_MAX + 2}
    )
    select word from one where ${begins}`.execute(view.db)
  return rows.length > ENDINGS_MAX ? undefined : rows.map((row) => row.word)
}

const phrase = async (view: View, { word, open }: Wanted): Promise<string> => {
  if (!open) return `"${word}"`
  const words = await endings(view, word)
  // None: the word itself will find nothing either.
  return words === undefined ? `"${word}" *` : `(${[word, ...words].map((one) => `"${one}"`).join(' OR ')})`
}

/** Anything between quotes is text to the index; no word has a quote in it. */
const question = async (view: View, { rooms, from, has }: Hunt, wanted: readonly Wanted[]): Promise<string> => {
  const who: string[] = []
  if (rooms.length <= ROOMS_MAX) who.push(`(${rooms.map((room) => `"r${hex(room)}"`).join(' OR ')})`)
  if (from !== undefined) who.push(`"u${hex(from)}"`)
  if (has !== undefined) who.push(`"${has}"`)
  const text: string[] = []
  for (const one of wanted) text.push(await phrase(view, one))
  const parts: string[] = []
  if (who.length > 0) parts.push(`who : (${who.join(' AND ')})`)
  if (text.length > 0) parts.push(`text : (${text.join(' AND ')})`)
  return parts.join(' AND ')
}

/** A coarse sieve, so that few texts of the tail are taken apart: a text beyond ASCII may have the word in other letters. */
const sieve = (wanted: readonly Wanted[]): RawBuilder<unknown> => {
  const words = wanted.filter(({ word }) => /^[a-z0-9]+$/.test(word))
  const each = words.map(
    ({ word }) => sql`(instr(lower(m.text), ${word}) > 0 or length(m.text) < octet_length(m.text))`,
  )
  return each.length === 0 ? sql`1` : sql.join(each, sql` and `)
}

const inTail = async (view: View, hunt: Hunt, wanted: readonly Wanted[], mark: number): Promise<Found[]> => {
  const found: Found[] = []
  const { from, has } = hunt
  for (let high = hunt.high; ;) {
    // `+`: the rows are few, and lie at the end; an index of the channel would lead through all of it.
    const { rows } = await sql<Found>`
      select ${COLUMNS} from chat_message m
      where m.pos > ${mark} and m.pos >= ${hunt.low} and m.pos < ${high} and +m.room in (${sql.join(hunt.rooms)})
        and m.system is null and m.deleted_at is null
        ${from === undefined ? sql`` : sql`and m.by_id = ${from}`}
        ${has === 'file' ? sql`and m.files is not null` : sql``}
        ${has === 'link' ? sql`and m.text like '%://%'` : sql``}
        and ${sieve(wanted)}
      order by m.pos desc limit ${TAIL_PAGE}`.execute(view.db)
    for (const row of rows) if (hasAll(row.text, wanted) && found.push(row) === hunt.limit) return found
    if (rows.length < TAIL_PAGE) return found
    high = rows.at(-1)!.pos
  }
}

export const huntSqlite = async (view: View, hunt: Hunt): Promise<Catch> => {
  const wanted = wantedOf(wordsOf(hunt.text))
  const marks = await sql<{ pos: number }>`select pos from chat_search_mark`.execute(view.db)
  const mark = marks.rows[0]?.pos ?? 0
  const tail = await inTail(view, hunt, wanted, mark)
  const limit = hunt.limit - tail.length
  if (limit === 0) return { found: tail, stopped: null }

  const named = hunt.rooms.length <= ROOMS_MAX
  const asked = await question(view, hunt, wanted)
  const hit = sql`(
    select rowid as pos from chat_search
    where chat_search match ${asked} and rowid >= ${hunt.low} and rowid < ${Math.min(hunt.high, mark + 1)}
    order by rowid desc limit ${named ? limit : LOOK_MAX}
  ) hit`
  // In this order: the index streams, and each hit is one look at its message.
  const { rows } = await sql<Found>`
    select ${COLUMNS} from ${hit} cross join chat_message m on m.pos = hit.pos
    ${named ? sql`` : sql`where m.room in (${sql.join(hunt.rooms)})`}
    order by hit.pos desc limit ${limit}`.execute(view.db)
  const found = [...tail, ...rows]
  if (named || rows.length === limit) return { found, stopped: null }
  const looked = await sql<{ hits: number; low: number }>`
    select count(*) as hits, min(hit.pos) as low from ${hit}`.execute(view.db)
  return { found, stopped: looked.rows[0]?.hits === LOOK_MAX ? looked.rows[0].low : null }
}
