/** Postgres passes what every storage passes. */
import { journalContract } from '../../../test/contracts/journal.ts'
import { outboundStoreContract } from '../../../test/contracts/outbound-store.ts'
import { storageContract } from '../../../test/contracts/storage.ts'
import { NOTES } from '../../../test/support/note-tables.ts'
import { upkeepContract } from '../../../test/contracts/upkeep.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import type { Clock } from '../../ports.ts'
import { systemClock } from '../system-clock.ts'
import { openPostgres } from './storage.ts'

const start = async () => {
  const { url } = await freshDatabase()
  return {
    open: (kinds = NOTES, clock: Clock = systemClock) => openPostgres({ url, kinds, clock, log: silentLog }),
    close: async () => undefined,
  }
}

const journal = async () => (await start()).open()

journalContract('Postgres', journal)
outboundStoreContract('Postgres', journal)
storageContract('Postgres', start)
upkeepContract('Postgres', start)
