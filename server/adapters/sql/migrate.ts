/** Brings a database to what this version of the code expects, or says why it cannot. */
import { Migrator, sql } from 'kysely'
import type { Tables } from '../../engine/tables.ts'
import type { Dialect } from '../../ports.ts'
import type { AnyDb } from './offline.ts'
import { StorageError, wordsOf } from './storage-error.ts'

/**
 * Runs what has not run yet, of every kind, under the migrator's own lock: of two hosts that start at once, one waits.
 * @throws StorageError
 */
export const migrate = async (db: AnyDb, dialect: Dialect, all: ReadonlyMap<string, Tables>): Promise<void> => {
  const migrations: Record<string, { up(db: AnyDb): Promise<void> }> = {}
  for (const { migrations: own } of all.values()) {
    for (const [name, up] of Object.entries(own)) migrations[name] = { up: (database) => up(database, dialect) }
  }
  await refuseNewer(db, dialect, migrations)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    allowUnorderedMigrations: true,
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return
  // A newer host may have started meanwhile.
  await refuseNewer(db, dialect, migrations)
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName
  throw new StorageError(
    `The database could not be brought up to date${failed === undefined ? '' : ` by ${failed}`}: ${wordsOf(error)}.`,
    { cause: error },
  )
}

const refuseNewer = async (db: AnyDb, dialect: Dialect, known: Readonly<Record<string, unknown>>): Promise<void> => {
  const there =
    dialect === 'postgres'
      ? sql<{ name: string }>`select 1 where to_regclass('kysely_migration') is not null`
      : sql<{ name: string }>`select 1 from sqlite_master where name = 'kysely_migration'`
  if ((await there.execute(db)).rows.length === 0) return
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  const strange = rows.find(({ name }) => !Object.hasOwn(known, name))
  if (strange === undefined) return
  throw new StorageError(
    `The database holds the migration ${strange.name}, which this version of Tutti does not know: start the version that made it, or a newer one.`,
  )
}
