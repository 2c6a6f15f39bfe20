/** Every write that the host can do, by number: what rooms name when they record becomes a statement here, once. */
import { engineTables } from '../../engine/engine-tables.ts'
import type { ColumnType, Tables, Write } from '../../engine/tables.ts'
import type { Row, Value } from '../../ports.ts'

/** The engine's tables, and those of every kind. */
export const allTables = (kinds: ReadonlyMap<string, Tables>): ReadonlyMap<string, Tables> =>
  new Map([['engine', engineTables as Tables], ...kinds])

export interface NamedWrite {
  readonly name: string
  readonly write: Write
  /** The write's, listed once: they are walked for every row of every commit. */
  readonly columns: readonly (readonly [name: string, type: ColumnType])[]
}

export interface WriteBook {
  readonly writes: readonly NamedWrite[]
  /** `<kind>.<write>` to its place in `writes`. */
  readonly numbers: ReadonlyMap<string, number>
}

export const writeBook = (all: ReadonlyMap<string, Tables>): WriteBook => {
  const writes: NamedWrite[] = []
  for (const [kind, { writes: own }] of all) {
    for (const [name, write] of Object.entries(own)) {
      writes.push({ name: `${kind}.${name}`, write, columns: Object.entries(write.columns) })
    }
  }
  return { writes, numbers: new Map(writes.map(({ name }, i) => [name, i])) }
}

/** Why one of these rows cannot be written: a bug of the room that recorded it. */
export const checkRows = (book: WriteBook, rows: readonly Row[]): string | undefined => {
  for (const { write, values } of rows) {
    const number = book.numbers.get(write)
    if (number === undefined) return `there is no write ${write}`
    const { columns } = book.writes[number]!
    if (values.length !== columns.length) return `${write} takes ${columns.length} values`
    for (let i = 0; i < columns.length; i++) {
      const [column, type] = columns[i]!
      const value = values[i]!
      if (value !== null && !fits(type, value)) return `${write}.${column} takes ${type}`
    }
  }
  return undefined
}

const fits = (type: ColumnType, value: Value): boolean => {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'integer':
      return Number.isSafeInteger(value)
    case 'real':
      return Number.isFinite(value)
    case 'bytes':
      return value instanceof Uint8Array
  }
}
