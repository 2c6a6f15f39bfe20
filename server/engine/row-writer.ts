/** From the row that a room records to the values that the journal writes: checked, copied, in the order of the columns. */
import type { Row, Value } from '../ports.ts'
import type { ColumnType, Write } from './tables.ts'

interface Shape {
  readonly name: string
  readonly columns: readonly (readonly [name: string, type: ColumnType])[]
}

export class RowWriter {
  readonly #shapes = new Map<string, Shape>()

  constructor(kind: string, writes: Readonly<Record<string, Write>>) {
    for (const [name, write] of Object.entries(writes))
      this.#shapes.set(name, { name: `${kind}.${name}`, columns: Object.entries(write.columns) })
  }

  /** @throws an Error for what no database would take: it is a bug of the room, and better found here than in a batch. */
  row(write: string, row: Readonly<Record<string, unknown>>): Row {
    const shape = this.#shapes.get(write)
    if (shape === undefined) throw new Error(`there is no write ${write}`)
    const values: Value[] = []
    for (let i = 0; i < shape.columns.length; i++) {
      const [column, type] = shape.columns[i]!
      const value = valueOf(type, row[column])
      if (value === undefined)
        throw new Error(`${shape.name}.${column} takes ${type} or null, and not ${typeof row[column]}`)
      values.push(value)
    }
    return { write: shape.name, values }
  }
}

/** Undefined: it does not fit. */
const valueOf = (type: ColumnType, value: unknown): Value | undefined => {
  if (value === null) return null
  if (type === 'text') return typeof value === 'string' ? text(value) : undefined
  if (type === 'integer') return Number.isSafeInteger(value) ? (value as number) : undefined
  if (type === 'real') return Number.isFinite(value) ? (value as number) : undefined
  return value instanceof Uint8Array ? value.slice() : undefined
}

/** Postgres keeps neither a NUL nor half a character, and one such row would cost its room the commit. */
const text = (value: string): string => {
  const whole = value.isWellFormed() ? value : value.toWellFormed()
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole
}

/** About what it takes to keep. */
export const sizeOf = ({ values }: Row): number => {
  let bytes = 32
  for (const value of values) bytes += sizeOfValue(value)
  return bytes
}

const sizeOfValue = (value: Value): number =>
  typeof value === 'string' || value instanceof Uint8Array ? 16 + value.length : 8
