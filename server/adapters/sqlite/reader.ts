/** Kysely over the reading thread: a statement and its parameters go there, rows come back. */
import { Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import type { Reader } from '../../ports.ts'
import type { AnyDb } from '../sql/offline.ts'
import type { PackedRows } from './reader-worker.ts'
import type { Thread } from './thread.ts'

/** One of the thread's connections. It has no state but a snapshot, so that many may ask it at once. */
class Line implements DatabaseConnection {
  readonly #thread: Thread
  readonly #connection: number

  constructor(thread: Thread, connection: number) {
    this.#thread = thread
    this.#connection = connection
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const packed = await this.#thread.ask<PackedRows>('all', [this.#connection, sql, parameters])
    return { rows: objects(packed) as R[] }
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator; nothing here can be streamed
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('read in pages instead')
  }
}

/** Snapshots are the Reader's to give: a transaction that Kysely began could not be told apart from other reads. */
const refuse = (): Promise<void> => Promise.reject(new Error('use snapshot() for reads that belong together'))

class LineDriver implements Driver {
  readonly #line: Line

  constructor(line: Line) {
    this.#line = line
  }
  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#line
  }
  beginTransaction = refuse
  commitTransaction = refuse
  rollbackTransaction = refuse
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

const kyselyOn = (line: Line): AnyDb =>
  new Kysely({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new LineDriver(line),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })

const objects = ({ names, values }: PackedRows): object[] => {
  const rows: object[] = []
  for (let at = 0; at < values.length; at += names.length) {
    const row: Record<string, unknown> = {}
    for (let i = 0; i < names.length; i++) row[names[i]!] = values[at + i]
    rows.push(row)
  }
  return rows
}

export const createReader = (thread: Thread, snapshots: number): Reader => {
  const free = Array.from({ length: snapshots }, (_, i) => ({
    connection: i + 1,
    db: kyselyOn(new Line(thread, i + 1)),
  }))
  const queue: ((slot: (typeof free)[number]) => void)[] = []
  return {
    dialect: 'sqlite',
    db: kyselyOn(new Line(thread, 0)),
    async snapshot(read) {
      const slot = free.pop() ?? (await new Promise<(typeof free)[number]>((resolve) => queue.push(resolve)))
      try {
        await thread.ask('begin', slot.connection)
        return await read(slot.db)
      } finally {
        // A thread that has ended keeps no snapshot either.
        await thread.ask('end', slot.connection).catch(() => undefined)
        const next = queue.shift()
        if (next === undefined) free.push(slot)
        else next(slot)
      }
    },
  }
}
