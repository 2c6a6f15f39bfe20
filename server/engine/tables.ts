/** What a kind keeps in the database: its migrations, its writes, and the upkeep of what it has written. */
import type { Kysely } from 'kysely'
import type { Dialect } from '../ports.ts'

/** Type of a column in both databases; an integer has 64 bits in Postgres too, and is a safe one. */
export type ColumnType = 'text' | 'integer' | 'real' | 'bytes'
export type Columns = Readonly<Record<string, ColumnType>>

type ValueOf<T extends ColumnType> = (T extends 'text' ? string : T extends 'bytes' ? Uint8Array : number) | null
/** The row that a write takes. */
export type RowOf<W> = W extends Write<infer C> ? { readonly [N in keyof C]: ValueOf<C[N]> } : never

/** One way to change one table. The order of `columns` is the order of a Row's values. */
export interface Write<C extends Columns = Columns> {
  readonly does: 'insert' | 'upsert' | 'update' | 'remove'
  readonly table: string
  readonly columns: C
  /** Names one row; empty for insert. */
  readonly key: readonly string[]
  /** upsert: columns that only ever grow; the larger of both values stays. */
  readonly highest: readonly string[]
}

export const insert = <const C extends Columns>(table: string, columns: C): Write<C> => ({
  does: 'insert',
  table,
  columns,
  key: [],
  highest: [],
})

/** Inserts, or where the key is there already, sets the other columns. The key must be unique in the table. */
export const upsert = <const C extends Columns>(
  table: string,
  columns: C,
  key: readonly (keyof C & string)[],
  highest: readonly (keyof C & string)[] = [],
): Write<C> => ({ does: 'upsert', table, columns, key, highest })

/** Sets the columns that are not in the key, where the row is there. */
export const update = <const C extends Columns>(
  table: string,
  columns: C,
  key: readonly (keyof C & string)[],
): Write<C> => ({ does: 'update', table, columns, key, highest: [] })

/** Removes all rows with these values. */
export const remove = <const C extends Columns>(table: string, columns: C): Write<C> => ({
  does: 'remove',
  table,
  columns,
  key: Object.keys(columns),
  highest: [],
})

/** Never changed once it has run anywhere: what comes later is a migration of its own. */
export type Migration = (db: Kysely<unknown>, dialect: Dialect) => Promise<void>

/**
 * Statements that run while nothing waits to be committed, one transaction for all of them, again and again until they
 * change no row. So each must bound what it does (LIMIT, a few hundred rows). `{now}` stands for the wall clock, Unix ms.
 */
export interface Upkeep {
  readonly everyMs: number
  readonly sql: Readonly<Partial<Record<Dialect, readonly string[]>>>
}

export interface Tables<W extends Readonly<Record<string, Write>> = Readonly<Record<string, Write>>> {
  /** By name, in order; names begin with the kind's name and a number: `chat_0001_messages`. */
  readonly migrations: Readonly<Record<string, Migration>>
  readonly writes: W
  readonly upkeep?: Readonly<Record<string, Upkeep>>
}

/** Keeps the types of the writes, for ctx.record(). */
export const tables = <const W extends Readonly<Record<string, Write>>>(all: Tables<W>): Tables<W> => all
