/** The statements of every write in SQLite, one row each: prepared once in the writer's thread. */
import { sql } from 'kysely'
import type { Write } from '../../engine/tables.ts'
import { offline } from '../sql/offline.ts'
import type { NamedWrite } from '../sql/writes.ts'

/** Plain data: it crosses to the writer's thread. */
export interface RowStatement {
  readonly sql: string
  /** Which value of the row each parameter is. */
  readonly order: readonly number[]
  /** Which values of the row are bytes. */
  readonly bytes: readonly boolean[]
}

export const rowStatement = ({ write }: NamedWrite): RowStatement => {
  const columns = Object.keys(write.columns)
  // A column's number stands for its value: the compiled parameters tell where each one goes.
  const { sql: text, parameters } = compile(write, columns)
  return {
    sql: text,
    order: parameters as number[],
    bytes: Object.values(write.columns).map((type) => type === 'bytes'),
  }
}

const compile = (write: Write, columns: readonly string[]) => {
  const db = offline.sqlite
  const markers = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, columns.indexOf(name)]))
  const rest = columns.filter((name) => !write.key.includes(name))
  switch (write.does) {
    case 'insert':
      return db.insertInto(write.table).values(markers(columns)).compile()
    case 'upsert': {
      const grown = (name: string) => {
        const [old, late] = [sql.ref(`${write.table}.${name}`), sql.ref(`excluded.${name}`)]
        // Here max() with a null is null.
        return write.highest.includes(name) ? sql`max(coalesce(${old}, ${late}), coalesce(${late}, ${old}))` : late
      }
      return db
        .insertInto(write.table)
        .values(markers(columns))
        .onConflict((on) => {
          const key = on.columns(write.key)
          return rest.length === 0
            ? key.doNothing()
            : key.doUpdateSet(Object.fromEntries(rest.map((name) => [name, grown(name)])))
        })
        .compile()
    }
    case 'update':
      return db
        .updateTable(write.table)
        .set(markers(rest))
        .where((where) => where.and(markers(write.key)))
        .compile()
    case 'remove':
      return db
        .deleteFrom(write.table)
        .where((where) => where.and(markers(write.key)))
        .compile()
  }
}
