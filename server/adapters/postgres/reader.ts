/** The Reader over Postgres: Kysely's own driver, on connections that cannot write. */
import { Kysely, PostgresDialect } from 'kysely'
import type { PostgresPool, PostgresPoolClient } from 'kysely'
import type pg from 'pg'
import type { Reader } from '../../ports.ts'
import type { AnyDb } from '../sql/offline.ts'
import { told } from './trouble.ts'

/** Kysely passes errors on as they are: here they are told apart. */
const guarded = (pool: pg.Pool): PostgresPool => ({
  async connect() {
    try {
      const client = await pool.connect()
      const query = (...question: [never, never]) =>
        client.query(...question).catch((thrown: unknown) => {
          throw told(thrown)
        })
      return { query, release: () => client.release() } as unknown as PostgresPoolClient
    } catch (thrown) {
      throw told(thrown)
    }
  },
  end: () => pool.end(),
})

export const createPostgresReader = (pool: pg.Pool): Reader => {
  const db: AnyDb = new Kysely({ dialect: new PostgresDialect({ pool: guarded(pool) }) })
  return {
    dialect: 'postgres',
    db,
    snapshot: (read) => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
  }
}
