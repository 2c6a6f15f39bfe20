/** Jobs run where they are asked for: for tests, and for a host whose clock is not the world's. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Jobs } from '../../ports.ts'
import type { JobBook } from './job-book.ts'

export const createInlineJobs = (book: JobBook): Jobs => {
  let closed = false
  return {
    async run(kind, name, input) {
      const own = structuredClone(input)
      // Nothing comes of it within the call.
      await Promise.resolve()
      const job = book.get(kind)?.run[name]
      if (job === undefined || closed) throw new TuttiError('unavailable', 'there is no such job')
      try {
        // Whoever names the job knows what it takes.
        return structuredClone(job(own as never))
      } catch (cause) {
        throw new TuttiError('unavailable', 'a job failed', { cause })
      }
    },
    async close() {
      closed = true
    },
  }
}
