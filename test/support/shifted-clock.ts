/** The system's clock, but that it can be moved ahead: for hours that pass in what runs on real sockets and databases. */
import { systemClock } from '../../server/adapters/system-clock.ts'
import type { Cancel, Clock } from '../../server/ports.ts'

export interface ShiftedClock extends Clock {
  /** What falls due by it runs soon. */
  advance(ms: number): void
}

export const createShiftedClock = (): ShiftedClock => {
  let aheadMs = 0
  const timers = new Set<{ readonly dueMs: number; readonly run: () => void; cancel: Cancel }>()
  const now = (): number => systemClock.now() + aheadMs
  const set = (dueMs: number, run: () => void): Cancel => systemClock.after(Math.max(0, dueMs - now()), run)
  return {
    now,
    wall: () => systemClock.wall() + aheadMs,
    soon: (run) => systemClock.soon(run),
    after(ms, run) {
      const dueMs = now() + ms
      const fire = (): void => {
        timers.delete(timer)
        run()
      }
      const timer = { dueMs, run: fire, cancel: set(dueMs, fire) }
      timers.add(timer)
      return () => {
        timers.delete(timer)
        timer.cancel()
      }
    },
    advance(ms) {
      aheadMs += ms
      for (const timer of timers) {
        timer.cancel()
        timer.cancel = set(timer.dueMs, timer.run)
      }
    },
  }
}
