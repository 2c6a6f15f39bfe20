/** SQLite passes what every storage passes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalContract } from '../../../test/contracts/journal.ts'
import { outboundStoreContract } from '../../../test/contracts/outbound-store.ts'
import { noteTables } from '../../../test/support/note-tables.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import { systemClock } from '../system-clock.ts'
import { openSqlite } from './storage.ts'

const open = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-sqlite-'))
  const storage = await openSqlite({
    path: join(folder, 'tutti.db'),
    kinds: new Map([['note', noteTables]]),
    clock: systemClock,
    log: silentLog,
  })
  return {
    ...storage,
    async close() {
      await storage.close()
      rmSync(folder, { recursive: true })
    },
  }
}

journalContract('SQLite', open)
outboundStoreContract('SQLite', open)
