/** What of documents is too heavy for a tick: pure functions of bytes, on another thread. */
import * as Y from 'yjs'
import type { KindJobs } from '../../engine/room.ts'
import { buildDoc } from './past.ts'
import { pastJobs } from './past-jobs.ts'
import { mergedOf, wordsOf } from './words.ts'

export interface CompactInput {
  readonly snapshot: Uint8Array
  readonly tail: readonly Uint8Array[]
}

export interface Compacted {
  readonly vector: Uint8Array
  readonly data: Uint8Array
}

const run = {
  ...pastJobs,
  words: wordsOf,
  merge: mergedOf,
  /** A snapshot and what stands behind it as one snapshot, without what was deleted. */
  compact: ({ snapshot, tail }: CompactInput): Compacted => {
    const doc = buildDoc(snapshot, tail)
    return { vector: Y.encodeStateVector(doc), data: Y.encodeStateAsUpdate(doc) }
  },
} satisfies KindJobs['run']

/** Under this name the thread looks for them. */
export const jobs = { url: import.meta.url, run } satisfies KindJobs
