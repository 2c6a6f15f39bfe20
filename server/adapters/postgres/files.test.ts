/** Files in Postgres, under the contract of all stores. */
import { filesContract } from '../../../test/contracts/files.ts'
import { NOTES } from '../../../test/support/note-tables.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import type { Files } from '../../ports.ts'
import { systemClock } from '../system-clock.ts'
import { openPostgres } from './storage.ts'

filesContract('Postgres', async () => {
  const { url } = await freshDatabase()
  const opened: Awaited<ReturnType<typeof openPostgres>>[] = []
  const open = async (): Promise<Files> => {
    const storage = await openPostgres({ url, kinds: NOTES, clock: systemClock, log: silentLog })
    opened.push(storage)
    if (storage.files === undefined) throw new Error('Postgres keeps files')
    return storage.files
  }
  return {
    files: await open(),
    again: open,
    close: async () => {
      for (const storage of opened) await storage.close()
    },
  }
})
