/** What a region has settled and learned beside its orders: by name, each written whole now and then, and when it closes. */
import type { Kysely } from 'kysely'
import type { Reader } from '../../engine/room.ts'
import { upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'
import type { Desk } from './desk.ts'

interface MemoryTables {
  delivery_memory: {
    room: string
    name: string
    /** JSON. */
    body: string
    /** Unix ms. */
    at: number
  }
}

const memories: Migration = async (db, dialect) => {
  await db.schema
    .createTable('delivery_memory')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('at', dialect === 'postgres' ? 'bigint' : 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_memory_key', ['room', 'name'])
    .execute()
}

export const memoryMigrations = { delivery_0010_memory: memories }

export const memoryWrites = {
  memory: upsert('delivery_memory', { room: 'text', name: 'text', body: 'text', at: 'integer' }, ['room', 'name']),
} as const

export type MemoryRow = Omit<MemoryTables['delivery_memory'], 'room'>

/** `any`: inside of a snapshot. */
export const storedMemory = (any: Reader['db'], room: string): Promise<MemoryRow[]> =>
  (any as Kysely<MemoryTables>)
    .selectFrom('delivery_memory')
    .select(['name', 'body', 'at'])
    .where('room', '=', room)
    .execute()

/** One thing that is remembered. */
export interface Remembered {
  /** What is to be kept of it, as plain data; undefined: nothing has changed since this was asked last. */
  save(): unknown
}

export class Memory {
  readonly #desk: Desk
  readonly #stored: ReadonlyMap<string, MemoryRow>
  readonly #all = new Map<string, Remembered>()

  constructor(desk: Desk, stored: readonly MemoryRow[]) {
    this.#desk = desk
    this.#stored = new Map(stored.map((row) => [row.name, row]))
  }

  /**
   * From now on it is kept under this name. Gives back what was, no older than that, Unix ms of now less `mostMs`;
   * undefined: nothing was. `T`: as save() of the same thing gave it.
   */
  of<T>(name: string, thing: Remembered, mostMs = Infinity): T | undefined {
    this.#all.set(name, thing)
    const row = this.#stored.get(name)
    if (row === undefined || this.#desk.wall() - row.at > mostMs) return undefined
    // Written by this kind alone.
    return JSON.parse(row.body) as T
  }

  /** What has changed of these, or of all, is written. */
  keep(...names: readonly string[]): void {
    if (this.#desk.regionOrNull === null) return
    const { ctx } = this.#desk
    for (const [name, thing] of this.#all) {
      const body = names.length === 0 || names.includes(name) ? thing.save() : undefined
      if (body !== undefined) ctx.record('memory', { room: ctx.id, name, body: JSON.stringify(body), at: ctx.wall() })
    }
  }
}
