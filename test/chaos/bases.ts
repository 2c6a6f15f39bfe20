/** Where a host under chaos keeps its rooms, and how the test looks at what is really there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { freshDatabase } from '../support/postgres.ts'
import type { StoredMessage } from './oracle.ts'

const STORED = 'select room, n, text, by_id from chat_message order by room, n'

export interface Base {
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  /** One question to the database itself. */
  readonly ask: <T>(sql: string) => Promise<readonly T[]>
  /** What was said in channels, asked in the same way. */
  readonly stored: () => Promise<readonly StoredMessage[]>
}

export const openBase = async (
  on: 'sqlite' | 'postgres',
  cleanup: (() => void | Promise<void>)[],
  urlOf: (database: {
    readonly url: string
    readonly port: number
    urlAt(port: number): string
  }) => Promise<string> = ({ url }) => Promise.resolve(url),
): Promise<Base> => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-chaos-'))
  cleanup.push(() => rmSync(folder, { recursive: true, force: true }))
  if (on === 'sqlite') {
    const ask = <T>(sql: string): Promise<T[]> => {
      const db = new Database(join(folder, 'tutti.db'), { readonly: true })
      try {
        return Promise.resolve(db.prepare(sql).all() as T[])
      } finally {
        db.close()
      }
    }
    return { folder, env: { TUTTI_DATA_DIR: folder }, ask, stored: () => ask<StoredMessage>(STORED) }
  }
  const database = await freshDatabase()
  const ask = <T>(sql: string): Promise<readonly T[]> => database.ask<T>(sql)
  const stored = async (): Promise<StoredMessage[]> =>
    // Integers of 64 bits come as text.
    (await ask<StoredMessage & { n: string }>(STORED)).map((row) => ({ ...row, n: Number(row.n) }))
  return { folder, env: { TUTTI_DATA_DIR: folder, DATABASE_URL: await urlOf(database) }, ask, stored }
}
