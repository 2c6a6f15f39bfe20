import { describe, expect, it } from 'vitest'
import { Histogram } from './histogram.ts'
import { addUp, percentilesOf } from './swarm.ts'
import type { Harvest } from './swarm-messages.ts'

const harvest = (part: Partial<Harvest> & { readonly values?: readonly number[] }): Harvest => {
  const histogram = new Histogram()
  for (const value of part.values ?? []) histogram.record(value)
  return { histograms: { action: histogram.encode() }, counts: {}, cpuPercent: 10, faults: [], ...part }
}

describe('the crop of a swarm', () => {
  it('adds up counts and merges histograms by name', () => {
    const crop = addUp(
      [harvest({ values: [1, 2], counts: { gaps: 1 } }), harvest({ values: [30], counts: { gaps: 2 } })],
      2,
    )
    expect(crop.counts).toEqual({ gaps: 3 })
    expect(crop.histograms.get('action')!.count).toBe(3)
    expect(percentilesOf(crop, 'action')!.max).toBeCloseTo(30, 1)
    expect(crop.faults).toEqual([])
  })

  it('knows nothing of a histogram that nobody had', () => {
    expect(percentilesOf(addUp([harvest({})], 1), 'interval')).toBeNull()
  })

  it('is at fault when a client process was busy for 90 % of the time', () => {
    expect(addUp([harvest({ cpuPercent: 89.9 })], 1).faults).toEqual([])
    expect(addUp([harvest({ cpuPercent: 90 })], 1).faults).toEqual([expect.stringContaining('bottleneck')])
  })

  it('is at fault when client processes share a core that was full', () => {
    const both = [harvest({ cpuPercent: 47 }), harvest({ cpuPercent: 47 })]
    expect(addUp(both, 1).faults).toEqual([expect.stringContaining('1 core(s)')])
    expect(addUp(both, 2).faults).toEqual([])
  })

  it('carries the faults of each client process', () => {
    expect(addUp([harvest({ faults: ['lost'] }), harvest({ faults: ['late'] })], 2).faults).toEqual(['lost', 'late'])
  })
})
