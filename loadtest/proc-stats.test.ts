import { describe, expect, it } from 'vitest'
import { cpuMs, rssMb, slope } from './proc-stats.ts'

describe('what the system knows of a process', () => {
  it.runIf(process.platform === 'linux')('agrees with what the process knows of itself', () => {
    const { user, system } = process.cpuUsage()
    expect(Math.abs(cpuMs(process.pid)! - (user + system) / 1000)).toBeLessThan(200)
    expect(rssMb(process.pid)! / (process.memoryUsage.rss() / 2 ** 20)).toBeCloseTo(1, 0)
  })

  it('is null for a process that is not there', () => {
    expect(cpuMs(2 ** 30)).toBeNull()
    expect(rssMb(2 ** 30)).toBeNull()
  })
})

describe('a slope', () => {
  it('is what a value grows by', () => {
    expect(slope([1, 2, 3, 4].map((x) => ({ x, y: 10 + 2 * x })))).toBeCloseTo(2)
    expect(slope([1, 2, 3].map((x) => ({ x, y: 10 })))).toBe(0)
  })

  it('is not measured by two points, nor by many at once', () => {
    expect(
      slope([
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ]),
    ).toBeNull()
    expect(slope([1, 2, 3].map((y) => ({ x: 0, y })))).toBeNull()
  })
})
