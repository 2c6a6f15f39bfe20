/** Files in Postgres, under the contract of all stores. */
import { filesContract } from '../../../test/contracts/files.ts'
import { NOTES } from '../../../test/support/note-tables.ts'
import { freshDatabase } from '../../../test/support/postgres.ts'
import { createShiftedClock } from '../../../test/support/shifted-clock.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import type { Files } from '../../ports.ts'
import { openPostgres } from './storage.ts'

filesContract('Postgres', async () => {
  const { url } = await freshDatabase()
  const clock = createShiftedClock()
  const opened: Awaited<ReturnType<typeof openPostgres>>[] = []
  const open = async (): Promise<Files> => {
    const storage = await openPostgres({ url, kinds: NOTES, clock, log: silentLog })
    opened.push(storage)
    if (storage.files === undefined) throw new Error('Postgres keeps files')
    return storage.files
  }
  return {
    clock,
    files: await open(),
    again: open,
    close: async () => {
      for (const storage of opened) await storage.close()
    },
  }
})
