/** Postgres passes what every storage passes. */
import { journalContract } from '../../../test/contracts/journal.ts'
import { outboundStoreContract } from '../../../test/contracts/outbound-store.ts'
import { NOTES, storageContract } from '../../../test/contracts/storage.ts'
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

journalContract('Postgres', async () => (await start()).open())
outboundStoreContract('Postgres', async () => (await start()).open())
storageContract('Postgres', start)
upkeepContract('Postgres', start)
