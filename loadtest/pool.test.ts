import { describe, expect, it } from 'vitest'
import { pooled } from './pool.ts'

describe('a pool', () => {
  it('runs no more jobs at once than it may, and keeps their order', async () => {
    let running = 0
    let most = 0
    const results = await pooled(20, 3, async (i) => {
      most = Math.max(most, ++running)
      await Promise.resolve()
      running--
      return i * 2
    })
    expect(most).toBe(3)
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i * 2))
  })

  it('starts nothing more after a failure', async () => {
    const started: number[] = []
    const work = pooled(100, 2, async (i) => {
      started.push(i)
      await Promise.resolve()
      if (i === 3) throw new Error('full')
    })
    await expect(work).rejects.toThrow('full')
    expect(started.length).toBeLessThan(8)
  })
})
