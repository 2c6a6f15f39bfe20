/** When upkeep runs: in pauses, one round at a time, and when it is late all the same. */
import { describe, expect, it } from 'vitest'
import { keptLog } from '../../../test/support/silent-log.ts'
import type { Tables } from '../../engine/tables.ts'
import { createManualClock } from '../manual-clock.ts'
import { Upkeep } from './upkeep.ts'

const kind: Tables = {
  migrations: {},
  writes: {},
  upkeep: { sweep: { everyMs: 60_000, sql: { sqlite: ['delete {now}, {now}'] } } },
}

const start = () => {
  const clock = createManualClock(0)
  const log = keptLog()
  const runs: number[] = []
  const state = { idle: true, changes: 0, fails: false }
  const upkeep = new Upkeep({
    all: new Map([['kind', kind]]),
    dialect: 'sqlite',
    clock,
    log,
    idle: () => state.idle,
    run: async ([round], wallMs) => {
      expect(round).toEqual({ sql: 'delete ?, ?', times: 2 })
      runs.push(wallMs)
      if (state.fails) throw new Error('no')
      return state.changes
    },
  })
  /** In small steps, with what they promise in between. */
  const pass = async (ms: number) => {
    for (let i = 0; i < ms; i += 10) {
      clock.advance(10)
      await Promise.resolve().then(() => Promise.resolve())
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
  }
  return { upkeep, runs, state, log, pass }
}

describe('upkeep', () => {
  it('runs soon after a start, and again when its time has come', async () => {
    const { runs, pass } = start()
    await pass(4_900)
    expect(runs).toEqual([])
    await pass(200)
    expect(runs).toEqual([5_000])
    await pass(59_500)
    expect(runs).toHaveLength(1)
    await pass(1_000)
    expect(runs).toHaveLength(2)
  })

  it('goes on while it changes something', async () => {
    const { runs, state, pass } = start()
    state.changes = 500
    await pass(5_500)
    expect(runs.length).toBeGreaterThan(10)
    state.changes = 0
    await pass(100)
    const { length } = runs
    await pass(5_000)
    expect(runs).toHaveLength(length)
  })

  it('waits for a pause, but not for ever', async () => {
    const { runs, state, pass } = start()
    state.idle = false
    state.changes = 500
    await pass(34_000)
    expect(runs).toEqual([])
    await pass(2_000)
    // Late, it takes a turn now and then.
    expect(runs.length).toBeGreaterThan(1)
    expect(runs.length).toBeLessThan(10)
  })

  it('tells of a failure, and tries again when its time has come', async () => {
    const { runs, state, log, pass } = start()
    state.fails = true
    await pass(6_000)
    expect(runs).toHaveLength(1)
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { upkeep: 'kind.sweep', reason: 'no' } }])
    await pass(60_000)
    expect(runs).toHaveLength(2)
  })

  it('ends when it is closed', async () => {
    const { upkeep, runs, pass } = start()
    await upkeep.close()
    await pass(10_000)
    expect(runs).toEqual([])
  })
})
