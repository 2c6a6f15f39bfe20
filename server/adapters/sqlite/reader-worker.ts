/** The reading thread: connections that cannot write. The first one reads statement by statement, the others keep snapshots. */
import { workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { Statement } from 'better-sqlite3'
import { ANSWER, EVENTS } from '../sql/room-statements.ts'
import { serve } from './serve.ts'

export interface ReaderData {
  readonly path: string
  readonly snapshots: number
}

/** Rows as columns of values: `values` row by row. */
export interface PackedRows {
  readonly names: readonly string[]
  readonly values: readonly unknown[]
}

/** Event runs: first, last and length of each, and all their bytes. */
export interface PackedRuns {
  readonly numbers: readonly number[]
  readonly bytes: Uint8Array
}

/** Statements kept prepared; lists of changing length make many. */
const KEPT = 500

class Connection {
  readonly #db: Database.Database
  readonly #prepared = new Map<string, Statement>()

  constructor(path: string) {
    this.#db = new Database(path, { readonly: true })
    this.#db.pragma('busy_timeout = 5000')
  }

  all(sql: string, parameters: readonly unknown[]): PackedRows {
    const statement = this.prepare(sql)
    const rows = statement.raw().all(...parameters) as unknown[][]
    return { names: statement.columns().map(({ name }) => name), values: rows.flat() }
  }

  prepare(sql: string): Statement {
    const kept = this.#prepared.get(sql)
    const statement = kept ?? this.#db.prepare(sql)
    // A Map remembers insertion order: what was just used goes to the end, and the first is the one to forget.
    if (kept !== undefined) this.#prepared.delete(sql)
    else if (this.#prepared.size >= KEPT) this.#prepared.delete(this.#prepared.keys().next().value!)
    this.#prepared.set(sql, statement)
    return statement
  }

  begin(): void {
    this.#db.exec('begin')
  }

  end(): void {
    if (this.#db.inTransaction) this.#db.exec('commit')
  }

  close(): void {
    this.#db.close()
  }
}

const { path, snapshots } = workerData as ReaderData
const connections = Array.from({ length: snapshots + 1 }, () => new Connection(path))
const first = connections[0]!

const events = (key: number, seq: number, maxBytes: number): PackedRuns => {
  const numbers: number[] = []
  const chunks: Uint8Array[] = []
  let size = 0
  for (const row of first.prepare(EVENTS).raw().iterate(key, seq)) {
    const [from, to, flat] = row as [number, number, Uint8Array]
    if (size > 0 && size + flat.length > maxBytes) break
    numbers.push(from, to, flat.length)
    chunks.push(flat)
    size += flat.length
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return { numbers, bytes }
}

serve(
  {
    ready: () => ({ value: null }),
    all: ([connection, sql, parameters]: [number, string, unknown[]]) => ({
      value: connections[connection]!.all(sql, parameters),
    }),
    begin: (connection: number) => ({ value: connections[connection]!.begin() }),
    end: (connection: number) => ({ value: connections[connection]!.end() }),
    events: (input: [key: number, seq: number, maxBytes: number]) => {
      const runs = events(...input)
      return { value: runs, transfer: [runs.bytes.buffer as ArrayBuffer] }
    },
    answer: ([key, user, nonce]: [number, string, Uint8Array]) => ({
      value: first.prepare(ANSWER).raw().get(nonce, key, user),
    }),
  },
  () => {
    for (const connection of connections) connection.close()
  },
)
