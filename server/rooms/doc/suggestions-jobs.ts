/** Finds the single changes of forks, and cuts them out, beside the rooms. */
import * as Y from 'yjs'
import { seededRandom } from '../../../shared/random.ts'
import { Fork } from './fork.ts'
import type { Change } from './fork.ts'
import { buildDoc } from './past.ts'
import type { Content } from './words.ts'

const CLIENTS = 0xfffffffe

export interface ChangesInput extends Content {
  /** Updates of each fork. */
  readonly forks: readonly (readonly Uint8Array[])[]
}

/** Of one fork: as one update, and change by change. */
export interface ForkChanges {
  readonly update: Uint8Array
  readonly changes: readonly Change[]
}

export interface SettleInput extends Content {
  /** Of the fork. */
  readonly updates: readonly Uint8Array[]
  /** The changes that are settled. */
  readonly ids: readonly string[]
  readonly seed: string
}

/** `unfit`: the fork does not fit the document any more. `changed`: it has no such change now. */
export type Settled =
  | { readonly is: 'unfit' | 'changed' }
  | {
      readonly is: 'cut'
      /** There are no others. */
      readonly all: boolean
      /** What they bring, as an update of the document by this Yjs client; and the fork without them. */
      readonly client: number
      readonly taken: Uint8Array
      readonly rest: Uint8Array
    }

export const suggestionJobs = {
  changes: ({ snapshot, tail, forks }: ChangesInput): ForkChanges[] => {
    const main = buildDoc(snapshot, tail)
    return forks.map((updates) => {
      const update = Y.mergeUpdates([...updates])
      // What does not fit any more can be rejected, and nothing else.
      return { update, changes: forkOf(main, update)?.changes ?? [] }
    })
  },

  settle: ({ snapshot, tail, updates, ids, seed }: SettleInput): Settled => {
    const main = buildDoc(snapshot, tail)
    const update = Y.mergeUpdates([...updates])
    const fork = forkOf(main, update)
    if (fork === undefined) return { is: 'unfit' }
    if (ids.some((id) => !fork.has(id))) return { is: 'changed' }
    const chosen = new Set(ids)
    const client = freshClient(main, update, seed)
    const all = chosen.size === fork.changes.length
    return { is: 'cut', all, client, taken: fork.taken(chosen, client), rest: fork.without(chosen) }
  },
}

const forkOf = (main: Y.Doc, update: Uint8Array): Fork | undefined => {
  try {
    return new Fork(main, update)
  } catch {
    return undefined
  }
}

/** For copies. Yjs puts lower ones first: what the fork's author is writing behind the original comes behind the copy. */
const freshClient = (main: Y.Doc, update: Uint8Array, seed: string): number => {
  const random = seededRandom(seed)
  const written = Y.parseUpdateMeta(update).from
  const lowest = Math.min(CLIENTS, ...written.keys())
  for (let tries = 0; ; tries++) {
    const client = 1 + Math.floor(random() * (tries < 8 ? lowest - 1 : CLIENTS))
    if (!main.store.clients.has(client) && !written.has(client)) return client
  }
}
