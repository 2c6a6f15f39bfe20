/** Postgres, for more than one node or for those who have it: a connection for the journal, and pools for the rest. */
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Tables } from '../../engine/tables.ts'
import type { Clock, Log, Storage } from '../../ports.ts'
import { migrate } from '../sql/migrate.ts'
import { createOutboundStore } from '../sql/outbound.ts'
import { OUTBOUND } from '../sql/room-statements.ts'
import { StorageError, wordsOf } from '../sql/storage-error.ts'
import { Upkeep } from '../sql/upkeep.ts'
import { allTables, writeBook } from '../sql/writes.ts'
import { createPostgresFiles } from './files.ts'
import { PostgresJournal } from './journal.ts'
import { Line } from './line.ts'
import { createPools } from './pools.ts'
import { createPostgresReader } from './reader.ts'
import { runRound } from './upkeep-round.ts'

/** Nothing was committed for so long: a pause. */
const PAUSE_MS = 100

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string
  /** What each durable kind keeps, by the kind's name. */
  readonly kinds: ReadonlyMap<string, Tables>
  readonly clock: Clock
  readonly log: Log
}

/** @throws StorageError where the database cannot be reached or migrated */
export const openPostgres = async ({ url, kinds, clock, log }: PostgresOptions): Promise<Storage> => {
  const all = allTables(kinds)
  const pools = createPools(url, log)
  const line = new Line({ url, clock, log })
  try {
    await line.open().catch((cause: unknown) => {
      throw new StorageError(`The database at ${placeOf(url)} cannot be reached: ${wordsOf(cause)}.`, { cause })
    })
    await migrateDatabase(url, all)
  } catch (thrown) {
    await Promise.all([line.close(), pools.close()])
    throw thrown
  }
  const book = writeBook(all)
  const upkeep = new Upkeep({
    all,
    dialect: 'postgres',
    clock,
    log,
    // It has a connection of its own, but perhaps no core: beside 5,000 commands a second every round cost them 70 ms.
    idle: () => line.trouble === undefined && line.quietMs > PAUSE_MS,
    run: (rounds, wallMs) => runRound(pools, rounds, wallMs),
  })
  return {
    dialect: 'postgres',
    journal: new PostgresJournal({ line, pools, book, clock, log }),
    reader: createPostgresReader(pools.reading),
    outbound: createOutboundStore(
      pools.write,
      'for update skip locked',
      async (id, reason, { kind, room, op, body }) => {
        const end = reason === null ? [END.done, id] : [END.dead, reason, id]
        const [sql, ...parameters] = end as [string, ...string[]]
        return (await pools.write(sql, [...parameters, kind, room, op, body])).length > 0
      },
    ),
    files: createPostgresFiles(pools, clock),
    failing: () => (line.trouble === undefined ? undefined : `the database is not there: ${line.trouble}`),
    async close() {
      await upkeep.close()
      await line.close()
      await pools.close()
    },
  }
}

/** A row that ends becomes mail, in one statement: whoever comes second finds no row that waits. */
const postingAfter = (end: string): string => `
  with ended as (${end} and state = 'waiting' returning id)
  insert into mail (id, kind, room, op, body)
  select id, cast(? as text), cast(? as text), cast(? as text), cast(? as bytea) from ended
  returning id`

const END = { done: postingAfter(OUTBOUND.done), dead: postingAfter(OUTBOUND.dead) }

/** On a connection of its own, without a limit of time: a migration of much data, and a host that waits for it, take long. */
const migrateDatabase = async (url: string, all: ReadonlyMap<string, Tables>): Promise<void> => {
  const pool = new pg.Pool({ connectionString: url, application_name: 'tutti migration', max: 1 })
  pool.on('error', () => undefined) // Its query tells.
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db, 'postgres', all)
  } finally {
    await db.destroy()
  }
}

/** Without the password. */
const placeOf = (url: string): string => {
  try {
    const { host, pathname } = new URL(url)
    return `${host}${pathname}`
  } catch {
    return 'DATABASE_URL'
  }
}
