/** Work on whole documents, for another thread. */
import type { KindJobs } from '../../engine/room.ts'
import { mergedOf, wordsOf } from './words.ts'

export const jobs = {
  words: wordsOf,
  merge: mergedOf,
} satisfies KindJobs['run']

export const docJobs: KindJobs = { url: import.meta.url, run: jobs }
