/** Ids under a clock that does what clocks do: none is given twice, by this process or the next. */
import { describe, expect, it } from 'vitest'
import { idTime, isId } from '../../shared/id.ts'
import type { Clock, IdMark, IdMarks, Log } from '../ports.ts'
import { createManualClock } from '../adapters/manual-clock.ts'
import { openSnowflakes } from './snowflake.ts'
import type { Snowflakes } from './snowflake.ts'

const START_MS = Date.UTC(2026, 5, 1)
const HOUR_MS = 3_600_000

/** A clock whose wall is stepped apart from its timers, and a mark that outlives its processes. */
const world = () => {
  const manual = createManualClock(START_MS)
  let stepMs = 0
  const clock: Clock = { ...manual, wall: () => manual.wall() + stepMs }
  let kept: IdMark | undefined
  let failing = false
  let gate: Promise<void> | undefined
  let processes = 0
  /** A process that crashed writes no more. */
  const marks = (): IdMarks => {
    const process = ++processes
    return {
      read: () => Promise.resolve(kept),
      write: async (mark) => {
        await gate
        if (failing) throw new Error('the disk is full')
        if (process === processes) kept = mark
      },
    }
  }
  const logged: string[] = []
  const note = (message: string): void => void logged.push(message)
  const log: Log = { debug: note, info: note, warn: note, error: note }
  const seen = new Set<string>()
  /** Gives ids until one is refused, `count` at most, and sees that each is new. */
  const give = (ids: Snowflakes, count: number): string[] => {
    const given = Array.from({ length: count }, () => ids.next())
    for (const id of given) {
      expect(seen.has(id), id).toBe(false)
      seen.add(id)
    }
    return given
  }
  const settled = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve()
  }
  return {
    clock,
    logged,
    give,
    start: () => openSnowflakes({ clock, marks: marks(), log, node: 0 }),
    step: (ms: number) => (stepMs += ms),
    /** Time goes by, and marks are kept meanwhile. */
    pass: async (ms: number) => {
      for (let leftMs = ms; leftMs > 0; leftMs -= 500) {
        manual.advance(Math.min(500, leftMs))
        await settled()
      }
    },
    settled,
    fail: (on: boolean) => (failing = on),
    hold: (until: Promise<void>) => void (gate = until),
    manual,
  }
}

describe('ids', () => {
  it('carry their time, and sort by it as text', async () => {
    const { start, give, pass, clock } = world()
    const ids = await start()
    let before = ''
    for (let i = 0; i < 20; i++) {
      await pass(700)
      const [id = ''] = give(ids, 1)
      expect(isId(id)).toBe(true)
      expect(idTime(id)).toBe(clock.wall())
      expect(id > before).toBe(true)
      before = id
    }
  })

  it('borrow from the next milliseconds when one has given its 4,096', async () => {
    const { start, give, clock } = world()
    const ids = await start()
    const given = give(ids, 10_000)
    expect(given).toEqual(given.toSorted())
    expect(given.map(idTime).map((ms) => ms - clock.wall())[0]).toBe(0)
    expect(idTime(given.at(-1)!) - clock.wall()).toBe(2)
  })

  it('go on from the last one when the clock goes back a little', async () => {
    const { start, give, step } = world()
    const ids = await start()
    const [before = ''] = give(ids, 1)
    step(-4_900)
    const given = give(ids, 5_000)
    expect([before, ...given]).toEqual([before, ...given].toSorted())
    expect(ids.refused).toBe(0)
  })

  it('are refused while the clock is more than five seconds behind, with the time to wait', async () => {
    const { start, give, step, pass, logged } = world()
    const ids = await start()
    give(ids, 1)
    step(-8_000)
    const refusal = expect.objectContaining({ code: 'unavailable', retryMs: 3_000 })
    expect(() => ids.next()).toThrow(refusal)
    expect(() => ids.next()).toThrow(refusal)
    expect(ids.refused).toBe(2)
    expect(logged).toEqual(['no ids can be given'])
    await pass(3_000)
    give(ids, 100)
    expect(ids.refused).toBe(2)
  })

  it('follow a clock that jumps ahead, at the latest when the mark is kept', async () => {
    const { start, give, step, settled, clock } = world()
    const ids = await start()
    give(ids, 10)
    step(HOUR_MS)
    give(ids, 1)
    await settled()
    const [id = ''] = give(ids, 1)
    expect(idTime(id)).toBe(clock.wall())
  })
})

describe('after a restart', () => {
  it.each([
    ['one hour back', -HOUR_MS],
    ['ten seconds back', -10_000],
    ['three seconds back', -3_000],
    ['where it was', 0],
    ['one second on', 1_000],
    ['one hour on', HOUR_MS],
  ])('no id comes again, the clock standing %s', async (_, stepMs) => {
    for (const clean of [true, false]) {
      const { start, give, step, pass } = world()
      const first = await start()
      give(first, 5_000)
      await pass(3_000)
      give(first, 5_000)
      if (clean) await first.close()
      step(stepMs)
      const second = await start()
      // As a caller does: it waits as long as it is told to.
      let waitedMs = 0
      for (;;) {
        try {
          give(second, 1)
          break
        } catch (thrown) {
          const { retryMs = 0 } = thrown as { retryMs?: number }
          expect(retryMs).toBeGreaterThan(0)
          waitedMs += retryMs
          await pass(retryMs)
        }
      }
      expect(waitedMs).toBeLessThanOrEqual(Math.max(0, -stepMs - 5_000) + 3_000)
      give(second, 20_000)
    }
  })

  it('ids begin at once when the clock is right, and stay near it through a hundred crashes', async () => {
    const { start, give, pass, clock } = world()
    for (let i = 0; i < 100; i++) {
      const ids = await start()
      give(ids, 5_000)
      await pass(50)
    }
    const ids = await start()
    const [id = ''] = give(ids, 1)
    expect(idTime(id) - clock.wall()).toBeLessThan(20_000)
  })
})

describe('the mark', () => {
  it('is kept ahead, so that a disk which takes seconds holds nobody up', async () => {
    const { start, give, pass, hold } = world()
    const ids = await start()
    let free: () => void = () => {}
    const freed = new Promise<void>((resolve) => (free = resolve))
    hold(freed)
    await pass(9_000)
    give(ids, 10_000)
    free()
    await pass(2_500)
    give(ids, 10_000)
    expect(ids.refused).toBe(0)
  })

  it('that cannot be kept ends in refusals, and is gone on from when it can', async () => {
    const { start, give, pass, fail, logged } = world()
    const ids = await start()
    fail(true)
    await pass(11_000)
    expect(() => give(ids, 5_000)).toThrow(expect.objectContaining({ code: 'unavailable', retryMs: 250 }))
    expect(new Set(logged)).toEqual(new Set(['the mark of the ids cannot be kept', 'no ids can be given']))
    fail(false)
    await pass(2_500)
    give(ids, 10_000)
  })

  it('is kept for the last time at the end, and no id is given after it', async () => {
    const { start, give, manual } = world()
    const ids = await start()
    give(ids, 10)
    await ids.close()
    expect(() => ids.next()).toThrow(expect.objectContaining({ code: 'unavailable' }))
    expect(manual.pending).toBe(0)
  })
})
