/** What is too heavy for a region's tick: run on another thread. */
import type { KindJobs } from '../../engine/room.ts'
import { dispatchJobs } from './dispatch/split.ts'
import { pastJobs } from './past/jobs.ts'

/** Under this name the thread looks for them. */
export const jobs = { url: import.meta.url, run: { ...dispatchJobs, ...pastJobs } } satisfies KindJobs
