/** Connections beside the journal's own: some that only read, and a few for single writes. */
import pg from 'pg'
import type { EventRun, Log } from '../../ports.ts'
import { EVENTS } from '../sql/room-statements.ts'
import { KEEP } from './line.ts'
import { told } from './trouble.ts'

export interface Pools {
  readonly reading: pg.Pool
  readonly writing: pg.Pool
  /** `?` stands for a parameter. Rejects with `unavailable` on trouble. */
  readonly read: <T>(sql: string, parameters: readonly unknown[]) => Promise<readonly T[]>
  readonly write: <T>(sql: string, parameters: readonly unknown[]) => Promise<readonly T[]>
  events(key: number, seq: number, maxBytes: number): Promise<readonly EventRun[]>
  close(): Promise<void>
}

const READERS = 8
const WRITERS = 4
const BYTEA = 17
const INT8 = 20
const NUMERIC = 1700

/** Integers of the journal are safe ones; one that is not must not become another number. */
const integer = (text: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is not a safe integer`)
  return value
}

const readBytes = pg.types.getTypeParser(BYTEA) as (text: string) => Buffer

/** Plain ones, not Buffers, as SQLite gives them. */
const bytes = (text: string): Uint8Array => {
  const { buffer, byteOffset, length } = readBytes(text)
  return new Uint8Array(buffer, byteOffset, length)
}

/** A sum of bigints is a numeric: numbers, both, as they are in SQLite. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === BYTEA) return bytes
    if (oid === INT8) return integer
    if (oid === NUMERIC) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

const numbered = new Map<string, string>()
/** `?` as Postgres counts them: `$1`, `$2`. */
export const withNumbers = (sql: string): string => {
  let text = numbered.get(sql)
  if (text === undefined) {
    let n = 0
    text = sql.replaceAll('?', () => `$${++n}`)
    numbered.set(sql, text)
  }
  return text
}

export const createPools = (url: string, log: Log): Pools => {
  const open = (name: string, max: number, options: object): pg.Pool => {
    const pool = new pg.Pool({
      connectionString: url,
      application_name: `tutti ${name}`,
      max,
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      types,
      ...options,
    })
    // A connection that breaks while it is idle is replaced; while it is used, its query fails.
    pool.on('error', (cause) => log.debug('a database connection broke', { cause }))
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }
  const reading = open('reading', READERS, { options: '-c default_transaction_read_only=on' })
  const writing = open('writing', WRITERS, {
    lock_timeout: 10_000,
    // Awaited before the connection is lent, whatever its type says.
    onConnect: (client: pg.ClientBase) => client.query(KEEP),
  })
  const run = async <T>(pool: pg.Pool, sql: string, parameters: readonly unknown[]): Promise<readonly T[]> => {
    try {
      return (await pool.query(withNumbers(sql), [...parameters])).rows as T[]
    } catch (thrown) {
      throw told(thrown)
    }
  }
  return {
    reading,
    writing,
    read: (sql, parameters) => run(reading, sql, parameters),
    write: (sql, parameters) => run(writing, sql, parameters),
    async events(key, seq, maxBytes) {
      return run<EventRun>(reading, PAGE, [key, seq, maxBytes])
    },
    async close() {
      await Promise.all([reading.end(), writing.end()])
    },
  }
}

/** The runs of a page are chosen by the database: what is not on it does not travel. */
const PAGE = `
  with run as (
    select first, last, flat, sum(length(flat)) over (order by last) as bytes, row_number() over (order by last) as n
    from (${EVENTS} limit 1000) page
  )
  select first, last, flat from run where n = 1 or bytes <= ? order by last`
