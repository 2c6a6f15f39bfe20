/** The heavy work of documents, on another thread. */
import type { KindJobs } from '../../engine/room.ts'
import { pastJobs } from './past-jobs.ts'

export const jobs = { url: import.meta.url, run: { ...pastJobs } } satisfies KindJobs
