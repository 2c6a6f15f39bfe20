/** The twin in memory passes what the databases pass. */
import { journalContract } from '../../test/contracts/journal.ts'
import { outboundStoreContract } from '../../test/contracts/outbound-store.ts'
import { MemoryJournal } from './memory-journal.ts'

const open = async () => {
  const journal = new MemoryJournal()
  return { journal, outbound: journal.outbound, close: async () => undefined }
}

journalContract('memory', open)
outboundStoreContract('memory', open)
