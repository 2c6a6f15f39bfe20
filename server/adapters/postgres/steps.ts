/** Rows of a batch put together into few statements: those of one write go as one, where their order allows it. */
import type { Write } from '../../engine/tables.ts'
import type { RoomCommit, Value } from '../../ports.ts'
import type { WriteBook } from '../sql/writes.ts'

/** One statement: rows of one write. */
export interface Step {
  /** The write's place in the book. */
  readonly write: number
  readonly rows: (readonly Value[])[]
}

class Gathering implements Step {
  readonly write: number
  readonly rows: (readonly Value[])[] = []
  readonly place: number
  readonly #spec: Write
  readonly #columns: readonly string[]
  readonly #key: readonly number[]
  /** Where the row of a key is: one statement may touch a row but once. */
  readonly #at = new Map<string, number>()

  constructor(write: number, spec: Write, place: number) {
    this.write = write
    this.place = place
    this.#spec = spec
    this.#columns = Object.keys(spec.columns)
    this.#key = spec.key.map((name) => this.#columns.indexOf(name))
  }

  add(row: readonly Value[]): void {
    if (this.#spec.does === 'insert') {
      this.rows.push(row)
      return
    }
    const key = this.#key.map((i) => keyPart(row[i]!)).join('\0')
    const at = this.#at.get(key)
    if (at === undefined) {
      this.#at.set(key, this.rows.length)
      this.rows.push(row)
    } else {
      // All rows of a write set the same columns: the last one is what would be left.
      this.rows[at] = this.#over(this.rows[at]!, row)
    }
  }

  #over(early: readonly Value[], late: readonly Value[]): readonly Value[] {
    if (this.#spec.highest.length === 0) return late
    return late.map((value, i) => (this.#spec.highest.includes(this.#columns[i]!) ? higher(early[i]!, value) : value))
  }
}

const higher = (a: Value, b: Value): Value => (a === null || (b !== null && b > a) ? b : a)

const keyPart = (value: Value): string =>
  value instanceof Uint8Array ? `b${Buffer.from(value).toString('hex')}` : `${typeof value}${value}`

/**
 * Within a room, rows of one table keep their order; rows of different rooms, and of different tables, may pass each
 * other: a row joins the latest statement of its write unless the room has touched the table after that.
 */
export const stepsOf = (rooms: readonly RoomCommit[], book: WriteBook): readonly Step[] => {
  const steps: Gathering[] = []
  const latest = new Map<number, Gathering>()
  for (const { rows } of rooms) {
    const touched = new Map<string, number>()
    for (const { write: name, values } of rows) {
      const write = book.numbers.get(name)!
      const spec = book.writes[write]!.write
      let step = latest.get(write)
      if (step === undefined || step.place < (touched.get(spec.table) ?? 0)) {
        step = new Gathering(write, spec, steps.length)
        steps.push(step)
        latest.set(write, step)
      }
      step.add(values)
      touched.set(spec.table, step.place)
    }
  }
  return steps
}
