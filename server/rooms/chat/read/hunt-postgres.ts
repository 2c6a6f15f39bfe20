/** Search in Postgres: slice by slice, newest first, so that no word is so common that all of it is read. */
import { sql } from 'kysely'
import type { Catch, Found, Hunt } from './hunt.ts'
import { MESSAGE } from './message.ts'
import { SLICE_BITS } from './search-migration.ts'
import type { View } from './view.ts'
import { wantedOf } from '../../../../shared/words.ts'

/** Slices that one question goes through: eight million messages. */
const SLICES_MAX = 256
/** Stands for the slice; control characters are in no word. */
const SLICE = '\u0001'

/** A lexeme of a tsquery; quotes and backslashes are the only letters that mean something in it. */
const lexeme = (text: string): string => `'${SLICE}${text.replaceAll(/['\\]/g, '$&$&').replaceAll(SLICE, '')}'`

const question = ({ rooms, from, has }: Hunt, words: readonly string[]): string => {
  const all = wantedOf(words).map(({ word, open }) => lexeme(word) + (open ? ':*' : ''))
  // More channels than one are looked for in what is found: named in the question they would slow it down.
  if (rooms.length === 1) all.push(lexeme(`#${rooms[0]}`))
  if (from !== undefined) all.push(lexeme(`@${from}`))
  if (has !== undefined) all.push(lexeme(`+${has}`))
  return all.join(' & ')
}

export const huntPostgres = async (view: View, hunt: Hunt): Promise<Catch> => {
  // The database knows best which words it has made of a text.
  const start = await sql<{ plain: string; last: number | null }>`
    select chat_plain(${hunt.text}) as plain, (select max(pos) from chat_message) as last`.execute(view.db)
  const { plain, last } = start.rows[0]!
  const words = plain.split(' ').filter((word) => word !== '')
  const sliceOf = (pos: number): number => Math.floor(pos / 2 ** SLICE_BITS)
  const top = sliceOf(Math.min(hunt.high - 1, last ?? 0))
  const bottom = Math.max(sliceOf(hunt.low), top - SLICES_MAX + 1)

  const columns = sql.join([...MESSAGE, 'pos', 'room'].map((column) => sql.ref(`m.${column}`)))
  const limit = sql.lit(hunt.limit)
  // `offset 0`: the index of words must find the rows, not one that has them in order.
  const { rows } = await sql<Found>`
    select found.* from generate_series(${top}::bigint, ${bottom}::bigint, -1) slice
    cross join lateral (
      select * from (
        select ${columns} from chat_message m
        where chat_words(m.pos, m.room, m.by_id, m.files, m.text)
            @@ replace(${question(hunt, words)}, ${SLICE}, to_hex(slice) || '_')::tsquery
          and m.system is null and m.deleted_at is null
        offset 0
      ) hit
      where hit.room in (${sql.join(hunt.rooms)}) and hit.pos >= ${hunt.low}::bigint and hit.pos < ${hunt.high}::bigint
      order by hit.pos desc limit ${limit}
    ) found
    limit ${limit}`.execute(view.db)
  const gaveUp = rows.length < hunt.limit && bottom > sliceOf(hunt.low)
  return { found: rows, stopped: gaveUp ? bottom * 2 ** SLICE_BITS : null }
}
