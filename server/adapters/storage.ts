/** Opens the database that the host was told of: Postgres at an address, or SQLite in a file. */
import { join } from 'node:path'
import type { Tables } from '../engine/tables.ts'
import type { Clock, Log, Storage } from '../ports.ts'
import { openPostgres } from './postgres/storage.ts'
import { openSqlite } from './sqlite/storage.ts'

export interface StorageOptions {
  readonly dataDir: string
  /** Undefined: everything is kept in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly kinds: ReadonlyMap<string, Tables>
  readonly clock: Clock
  readonly log: Log
}

/** @throws StorageError where it cannot be opened or brought up to date */
export const openStorage = ({ dataDir, databaseUrl, ...rest }: StorageOptions): Promise<Storage> =>
  databaseUrl === undefined
    ? openSqlite({ path: join(dataDir, 'tutti.db'), ...rest })
    : openPostgres({ url: databaseUrl, ...rest })
