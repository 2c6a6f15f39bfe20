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
  /** Asked of the database itself. */
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
    const stored = (): Promise<StoredMessage[]> => {
      const db = new Database(join(folder, 'tutti.db'), { readonly: true })
      try {
        return Promise.resolve(db.prepare(STORED).all() as StoredMessage[])
      } finally {
        db.close()
      }
    }
    return { folder, env: { TUTTI_DATA_DIR: folder }, stored }
  }
  const database = await freshDatabase()
  const stored = async (): Promise<StoredMessage[]> =>
    // Integers of 64 bits come as text.
    (await database.ask<StoredMessage & { n: string }>(STORED)).map((row) => ({ ...row, n: Number(row.n) }))
  return { folder, env: { TUTTI_DATA_DIR: folder, DATABASE_URL: await urlOf(database) }, stored }
}
