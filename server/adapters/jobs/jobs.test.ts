/** Jobs on a thread and where they stand: the same contract; and a thread that dies or hangs. */
import { describe, expect, it } from 'vitest'
import { jobsContract } from '../../../test/contracts/jobs.ts'
import { jobs } from '../../../test/fixtures/jobs/sums.ts'
import { silentLog } from '../../../test/support/silent-log.ts'
import { systemClock } from '../system-clock.ts'
import { createInlineJobs } from './inline-jobs.ts'
import { ThreadJobs } from './thread-jobs.ts'

const book = new Map([['sums', jobs]])

jobsContract('jobs where they stand', (all) => createInlineJobs(all))
jobsContract('jobs on a thread', (all) => new ThreadJobs({ book: all, clock: systemClock, log: silentLog }))

describe('the thread of jobs', () => {
  it.each(['hang', 'die'])('is started anew when one makes it %s: who waits is told', async (name) => {
    const all = new ThreadJobs({ book, clock: systemClock, log: silentLog, longestMs: 1_500 })
    await all.run('sums', 'sum', [])
    const [first, behind] = [all.run('sums', name, null), all.run('sums', 'sum', [1])]
    await expect(first).rejects.toMatchObject({ code: 'unavailable' })
    await expect(behind).rejects.toMatchObject({ code: 'unavailable' })
    expect(await all.run('sums', 'sum', [2])).toBe(2)
    await all.close()
  })

  it('takes no more than it can hold', async () => {
    const all = new ThreadJobs({ book, clock: systemClock, log: silentLog })
    const asked = Array.from({ length: 300 }, (_, i) =>
      all.run('sums', 'sum', [i]).catch((error: { code: string }) => error.code),
    )
    const answers = await Promise.all(asked)
    expect(answers.filter((answer) => answer === 'overloaded')).toHaveLength(300 - 256)
    await all.close()
  })
})
