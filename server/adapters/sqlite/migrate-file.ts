/** Opens or makes the database file and migrates it, in the starting thread: nobody is served yet. */
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { CompiledQuery, Kysely, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'
import type { DatabaseConnection } from 'kysely'
import type { Tables } from '../../engine/tables.ts'
import { migrate } from '../sql/migrate.ts'
import { StorageError, wordsOf } from '../sql/storage-error.ts'

/** All migrations in one transaction that locks the file first: a second host waits, then finds them done. */
class LockingDialect extends SqliteDialect {
  readonly #db: Database.Database

  constructor(db: Database.Database) {
    super({ database: db })
    this.#db = db
  }
  override createDriver() {
    return new LockingDriver({ database: this.#db })
  }
  override createAdapter() {
    return new TransactionalAdapter()
  }
}

class LockingDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

/** @throws StorageError */
export const migrateFile = async (path: string, all: ReadonlyMap<string, Tables>): Promise<void> => {
  let file: Database.Database
  try {
    mkdirSync(dirname(path), { recursive: true })
    file = new Database(path)
    file.pragma('busy_timeout = 30000')
    file.pragma('page_size = 4096')
    file.pragma('journal_mode = wal')
    file.pragma('synchronous = full')
  } catch (cause) {
    throw new StorageError(`The database ${path} cannot be opened: ${wordsOf(cause)}.`, { cause })
  }
  const db = new Kysely<unknown>({ dialect: new LockingDialect(file) })
  try {
    await migrate(db, 'sqlite', all)
  } finally {
    await db.destroy()
  }
}
