/** Updates that are no edit: who only reads sends them too, for editors tidy up and providers tell again what they know. */
import * as Y from 'yjs'
import { inspect } from './guard/inspect.ts'
import type { DocLog } from './log.ts'

/** The document holds all that it says. */
export const saysNothing = (update: Uint8Array, log: Pick<DocLog, 'past' | 'view'>): boolean => {
  try {
    // Most of what is new is told by its clocks, and takes no Y.Doc.
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      if (clock > (log.past.clocks.get(client) ?? 0)) return false
  } catch {
    return false // It is no update at all.
  }
  return inspect(update, log.view('')).verdict === 'nothing'
}
