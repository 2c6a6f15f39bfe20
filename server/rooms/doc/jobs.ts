/** What of documents is too heavy for a tick: pure functions of bytes, on another thread. */
import * as Y from 'yjs'
import type { KindJobs } from '../../engine/room.ts'
import { pack } from './packing.ts'
import { buildDoc } from './past.ts'
import { pastJobs } from './past-jobs.ts'
import { commentJobs } from './comments-jobs.ts'
import { suggestionJobs } from './suggestions-jobs.ts'
import { searchedOf } from './searched.ts'
import type { Content } from './words.ts'

export interface CompactInput {
  readonly snapshot: Uint8Array
  readonly tail: readonly Uint8Array[]
  /** It is to be stored. */
  readonly store: boolean
}

export interface Compacted {
  readonly vector: Uint8Array
  readonly data: Uint8Array
  /** As it is stored (packing.ts). */
  readonly packed: Uint8Array | undefined
}

const run = {
  ...pastJobs,
  ...commentJobs,
  ...suggestionJobs,
  /** What search knows of a document. */
  words: ({ snapshot, tail }: Content): string => searchedOf(buildDoc(snapshot, tail)),
  /** A snapshot and what stands behind it as one snapshot, without what was deleted. */
  compact: ({ snapshot, tail, store }: CompactInput): Compacted => {
    const doc = buildDoc(snapshot, tail)
    const data = Y.encodeStateAsUpdate(doc)
    return { vector: Y.encodeStateVector(doc), data, packed: store ? pack(data) : undefined }
  },
} satisfies KindJobs['run']

/** Under this name the thread looks for them. */
export const jobs = { url: import.meta.url, run } satisfies KindJobs
