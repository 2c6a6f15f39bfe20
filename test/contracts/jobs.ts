/** What every way of doing jobs keeps to. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Jobs } from '../../server/ports.ts'
import type { JobBook } from '../../server/adapters/jobs/job-book.ts'
import { jobs } from '../fixtures/jobs/sums.ts'

export const jobsContract = (name: string, open: (book: JobBook) => Jobs): void => {
  describe(name, () => {
    const opened: Jobs[] = []
    afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())))
    const start = () => {
      const one = open(new Map([['sums', jobs]]))
      opened.push(one)
      return one
    }

    it('gives what the job makes of its input', async () => {
      const all = start()
      expect(await all.run('sums', 'sum', [1, 2, 3])).toBe(6)
      expect(await all.run('sums', 'turn', { bytes: new Uint8Array([1, 2]) })).toEqual({
        bytes: new Uint8Array([2, 1]),
      })
    })

    it('copies the input when it is asked', async () => {
      const input = [1, 2, 3]
      const sum = start().run('sums', 'sum', input)
      input[0] = 100
      expect(await sum).toBe(6)
    })

    it('answers in the order asked', async () => {
      const all = start()
      const order: number[] = []
      await Promise.all([1, 2, 3].map((n) => all.run('sums', 'sum', [n]).then((sum) => order.push(Number(sum)))))
      expect(order).toEqual([1, 2, 3])
    })

    it('refuses what it does not know, and tells one that failed from one that is done', async () => {
      const all = start()
      await expect(all.run('sums', 'nothing', 1)).rejects.toMatchObject({ code: 'unavailable' })
      await expect(all.run('other', 'sum', [])).rejects.toMatchObject({ code: 'unavailable' })
      await expect(all.run('sums', 'fail', null)).rejects.toMatchObject({ code: 'unavailable' })
      expect(await all.run('sums', 'sum', [4])).toBe(4)
    })

    it('does nothing once it is closed', async () => {
      const all = start()
      await all.close()
      await expect(all.run('sums', 'sum', [1])).rejects.toMatchObject({ code: 'unavailable' })
    })
  })
}
