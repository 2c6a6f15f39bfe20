/** SQLite passes what every storage passes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { journalContract } from '../../../test/contracts/journal.ts'
import { outboundStoreContract } from '../../../test/contracts/outbound-store.ts'
import { storageContract } from '../../../test/contracts/storage.ts'
import { NOTES } from '../../../test/support/note-tables.ts'
import { upkeepContract } from '../../../test/contracts/upkeep.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import type { Clock } from '../../ports.ts'
import { systemClock } from '../system-clock.ts'
import { openSqlite } from './storage.ts'

const start = () => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-sqlite-'))
  return {
    open: (kinds = NOTES, clock: Clock = systemClock) =>
      openSqlite({ path: join(folder, 'data/tutti.db'), kinds, clock, log: silentLog }),
    close: async () => rmSync(folder, { recursive: true }),
  }
}

const journal = async () => {
  const { open, close } = start()
  const storage = await open()
  return { ...storage, close: () => storage.close().then(close) }
}

journalContract('SQLite', journal)
outboundStoreContract('SQLite', journal)
storageContract('SQLite', async () => start())
upkeepContract('SQLite', async () => start())
