/** Finds the single changes of forks, beside the rooms. */
import * as Y from 'yjs'
import { Fork } from './fork.ts'
import type { Change } from './fork.ts'
import { buildDoc } from './past.ts'

export interface ChangesInput {
  readonly snapshot: Uint8Array
  readonly tail: readonly Uint8Array[]
  /** Updates of each fork. */
  readonly forks: readonly (readonly Uint8Array[])[]
}

/** Of one fork: as one update, and change by change. */
export interface ForkChanges {
  readonly update: Uint8Array
  readonly changes: readonly Change[]
}

export const suggestionJobs = {
  changes: ({ snapshot, tail, forks }: ChangesInput): ForkChanges[] => {
    const main = buildDoc(snapshot, tail)
    return forks.map((updates) => {
      const update = Y.mergeUpdates([...updates])
      try {
        return { update, changes: new Fork(main, update).changes }
      } catch {
        // It does not fit the document any more: all that can be done with it is to reject it.
        return { update, changes: [] }
      }
    })
  },
}
