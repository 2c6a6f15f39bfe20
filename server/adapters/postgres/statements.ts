/** The statements of every write in Postgres: any number of rows at once, a column each as an array. */
import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'
import type { ColumnType, Columns } from '../../engine/tables.ts'
import { offline } from '../sql/offline.ts'
import type { NamedWrite } from '../sql/writes.ts'
import { arrayType } from './arrays.ts'

export interface ColumnsStatement {
  /** Of the prepared statement. */
  readonly name: string
  readonly sql: string
  readonly types: readonly ColumnType[]
}

/** A table of the given columns, made of one array for each. */
const given = (columns: Columns): RawBuilder<unknown> => {
  const arrays = Object.values(columns).map((type, i) => sql`${i}::${sql.raw(arrayType(type))}`)
  return sql`unnest(${sql.join(arrays)}) as given(${refs(Object.keys(columns))})`
}

const refs = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)))

export const columnsStatement = (named: NamedWrite, number: number): ColumnsStatement => ({
  name: `write_${number}`,
  sql: statement(named).compile(offline.postgres).sql,
  types: Object.values(named.write.columns),
})

const statement = ({ write }: NamedWrite): RawBuilder<unknown> => {
  const table = sql.table(write.table)
  const columns = Object.keys(write.columns)
  const rest = columns.filter((name) => !write.key.includes(name))
  const source = given(write.columns)
  const ours = (name: string) => sql.ref(`${write.table}.${name}`)
  const matches = sql.join(
    write.key.map((name) => sql`${ours(name)} = ${sql.ref(`given.${name}`)}`),
    sql` and `,
  )
  switch (write.does) {
    case 'insert':
      return sql`insert into ${table} (${refs(columns)}) select * from ${source}`
    case 'upsert': {
      const set = rest.map((name) => {
        const late = sql.ref(`excluded.${name}`)
        return sql`${sql.ref(name)} = ${write.highest.includes(name) ? sql`greatest(${ours(name)}, ${late})` : late}`
      })
      const then = set.length === 0 ? sql`nothing` : sql`update set ${sql.join(set)}`
      return sql`insert into ${table} (${refs(columns)}) select * from ${source} on conflict (${refs(write.key)}) do ${then}`
    }
    case 'update': {
      const set = rest.map((name) => sql`${sql.ref(name)} = ${sql.ref(`given.${name}`)}`)
      return sql`update ${table} set ${sql.join(set)} from ${source} where ${matches}`
    }
    case 'remove':
      return sql`delete from ${table} using ${source} where ${matches}`
  }
}

const ROOM = { key: 'integer', fence: 'integer', rev: 'integer' } as const
const ADVANCE = { ...ROOM, next_rev: 'integer', seq: 'integer', nonce_ms: 'integer' } as const
const EVENT = { room: 'integer', first: 'integer', last: 'integer', flat: 'bytes', at: 'integer' } as const
const NONCE = {
  nonce: 'bytes',
  room: 'integer',
  user_id: 'text',
  digest: 'bytes',
  body: 'bytes',
  at: 'integer',
} as const

const fixed = (name: string, columns: Columns, body: RawBuilder<unknown>): ColumnsStatement => ({
  name,
  sql: body.compile(offline.postgres).sql,
  types: Object.values(columns),
})

/** Fails with this code unless every room of the batch stands where it should: the whole batch is undone then. */
export const NOT_ALL = '22012' // division_by_zero
export const NONCE_KEY = 'nonce_key'

export const advance = fixed(
  'advance',
  ADVANCE,
  sql`with given as (select * from ${given(ADVANCE)}), done as (
    update room set rev = given.next_rev, seq = given.seq, nonce_ms = given.nonce_ms from given
    where room.key = given.key and room.fence = given.fence and room.rev = given.rev returning 1
  ) select 1 / ((select count(*) from done) = (select count(*) from given))::int`,
)

export const appendEvents = fixed(
  'events',
  EVENT,
  sql`insert into event (room, first, last, flat, at) select * from ${given(EVENT)}`,
)

export const keepAnswers = fixed(
  'answers',
  NONCE,
  sql`insert into nonce (nonce, room, user_id, digest, body, at) select * from ${given(NONCE)}`,
)

/** Which rooms do not stand where they should. */
export const strays = fixed(
  'strays',
  ROOM,
  sql`select given.key from ${given(ROOM)} where not exists (
    select from room where room.key = given.key and room.fence = given.fence and room.rev = given.rev
  )`,
)
