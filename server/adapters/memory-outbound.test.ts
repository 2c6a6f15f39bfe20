/** The store of outbound messages in memory keeps the contract. */
import { outboundStoreContract } from '../../test/contracts/outbound-store.ts'
import { createMemoryOutbound } from './memory-outbound.ts'

outboundStoreContract('memory', async () => {
  const store = createMemoryOutbound()
  return { store, put: async (message, dueMs) => store.put(message, dueMs), close: async () => {} }
})
