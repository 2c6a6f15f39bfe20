/** The twin in memory passes what the databases pass. */
import { journalContract } from '../../test/contracts/journal.ts'
import { MemoryJournal } from './memory-journal.ts'

journalContract('memory', async () => {
  const journal = new MemoryJournal()
  return { journal, outbound: journal.outbound, close: async () => undefined }
})
