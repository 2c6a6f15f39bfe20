/** Both clocks under one contract, and what only the manual one does. */
import { describe, expect, it } from 'vitest'
import type { Clock } from '../ports.ts'
import { createManualClock } from './manual-clock.ts'
import { systemClock } from './system-clock.ts'

const clockContract = (name: string, start: () => { clock: Clock; pass: (ms: number) => Promise<void> }): void => {
  describe(`clock: ${name}`, () => {
    it('never runs early, and runs once', async () => {
      const { clock, pass } = start()
      for (const ms of [0, 1, 7.5, 20]) {
        const fromMs = clock.now()
        const ran: number[] = []
        clock.after(ms, () => ran.push(clock.now() - fromMs))
        await pass(60)
        expect(ran).toHaveLength(1)
        expect(ran[0]).toBeGreaterThanOrEqual(ms)
      }
    })

    it('runs in order of time, and what is soon before that', async () => {
      const { clock, pass } = start()
      const ran: string[] = []
      clock.after(30, () => ran.push('late'))
      clock.after(5, () => ran.push('early'))
      clock.soon(() => ran.push('soon'))
      await pass(80)
      expect(ran).toEqual(['soon', 'early', 'late'])
    })

    it('forgets what was cancelled', async () => {
      const { clock, pass } = start()
      const ran: string[] = []
      const cancels = [clock.after(5, () => ran.push('after')), clock.soon(() => ran.push('soon'))]
      for (const cancel of cancels) {
        cancel()
        cancel()
      }
      await pass(30)
      expect(ran).toEqual([])
    })

    it('tells wall time in Unix milliseconds that moves as now() does', async () => {
      const { clock, pass } = start()
      const wallMs = clock.wall()
      const nowMs = clock.now()
      await pass(20)
      expect(wallMs).toBeGreaterThan(Date.UTC(2025))
      expect(Math.abs(clock.wall() - wallMs - (clock.now() - nowMs))).toBeLessThan(25)
    })
  })
}

clockContract('system', () => ({
  clock: systemClock,
  pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}))
clockContract('manual', () => {
  const clock = createManualClock()
  return { clock, pass: (ms) => Promise.resolve(clock.advance(ms)) }
})

describe('manual clock', () => {
  it('runs each timer at its own time, also those that timers ask for', () => {
    const clock = createManualClock(1_000_000)
    const ran: number[] = []
    const again = (): void => {
      ran.push(clock.now())
      if (ran.length < 5) clock.after(10, again)
    }
    clock.after(10, again)
    clock.advance(35)
    expect(ran).toEqual([10, 20, 30])
    expect([clock.now(), clock.wall(), clock.pending]).toEqual([35, 1_000_035, 1])
    clock.advance(100)
    expect(ran).toEqual([10, 20, 30, 40, 50])
    expect(clock.pending).toBe(0)
  })

  it('keeps the order of asking where times are equal', () => {
    const clock = createManualClock()
    const ran: number[] = []
    for (let i = 0; i < 5; i++) clock.after(7, () => ran.push(i))
    clock.advance(7)
    expect(ran).toEqual([0, 1, 2, 3, 4])
  })

  it('runs what is soon before time moves, and says when that never ends', () => {
    const clock = createManualClock()
    const ran: string[] = []
    clock.soon(() => {
      ran.push('a')
      clock.soon(() => ran.push('b'))
    })
    clock.flush()
    expect(ran).toEqual(['a', 'b'])
    const forever = (): void => void clock.soon(forever)
    forever()
    expect(() => clock.flush()).toThrow('without end')
  })

  it('lets one job cancel another that waits beside it', () => {
    const clock = createManualClock()
    const ran: string[] = []
    let cancel = (): void => {}
    clock.soon(() => cancel())
    cancel = clock.soon(() => ran.push('cancelled'))
    clock.flush()
    expect(ran).toEqual([])
  })
})
