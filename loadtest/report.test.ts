import { describe, expect, it } from 'vitest'
import { toDocument, toTable } from './report.ts'
import { NOT_MEASURED } from './run.ts'
import type { Outcome } from './run.ts'

const outcome: Outcome = {
  params: { rooms: 1, layout: 'spread' },
  seconds: 20.00042,
  server: { ...NOT_MEASURED, cpuPercent: 4.56789, rssMb: 80 },
  result: {
    cpuMsPerRoomSecond: 45.6789,
    ticksSkipped: 0,
    framesDropped: null,
    never: Number.NaN,
    actionLatencyMs: { p50: 14.50001, p95: null, p99: 33, max: Infinity },
  },
  peers: [{ name: 'other', version: null, server: null, result: null, note: 'not measured: it does not start' }],
  faults: [],
}

describe('the document', () => {
  const document = toDocument('game', '0.1.0', outcome)

  it('has the fields of LOADTEST.md and no other', () => {
    expect(Object.keys(document)).toEqual(['kind', 'params', 'seconds', 'versions', 'server', 'result', 'peers'])
    expect(Object.keys(document.versions)).toEqual(['node', 'tutti'])
    expect(document.server).toMatchObject({ cpuPercent: 4.568, rssMb: 80, rssStartMb: null, eventLoopDelayMs: null })
  })

  it('writes null for what was not measured and for what is no number', () => {
    expect(document.result).toEqual({
      cpuMsPerRoomSecond: 45.679,
      ticksSkipped: 0,
      framesDropped: null,
      never: null,
      actionLatencyMs: { p50: 14.5, p95: null, p99: 33, max: null },
    })
    expect(document.peers).toEqual([
      { name: 'other', version: null, server: null, result: null, note: 'not measured: it does not start' },
    ])
  })

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document)
  })
})

describe('the table', () => {
  const lines = toTable(outcome).split('\n')
  const row = (name: string) => lines.find((line) => line.startsWith(name))

  it('has a column for us and one for each peer', () => {
    expect(lines[0]).toMatch(/tutti +other$/)
  })

  it('shows percentiles in one cell, and a dash for what was not measured', () => {
    expect(row('actionLatencyMs')).toContain('p50 14.5  p95 –  p99 33')
    expect(row('framesDropped')).toMatch(/–/)
    expect(row('ticksSkipped')).toMatch(/ 0 /)
  })

  it('gives figures within figures rows of their own', () => {
    const table = toTable({ ...outcome, result: { '/healthz': { requestsPerSecond: 500, non2xx: 0 } } })
    expect(table).toMatch(/^\/healthz requestsPerSecond +500/m)
  })

  it('says why a peer has no figures', () => {
    expect(lines.at(-1)).toBe('other: not measured: it does not start')
  })
})
