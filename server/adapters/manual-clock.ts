/** A Clock that stands still until it is told to move: the twin of the system clock in tests. */
import type { Clock } from '../ports.ts'

export interface ManualClock extends Clock {
  /** Moves time forward and runs what falls due, in order of time, each at its own time. */
  advance(ms: number): void
  /** Runs what waits for `soon`, and what that asks for in turn. */
  flush(): void
  /** Time passes and nothing runs: a process that is busy. Callable from within a timer. */
  stall(ms: number): void
  /** Timers that wait: 0 when nothing would ever run again. */
  readonly pending: number
}

interface Timer {
  readonly dueMs: number
  readonly run: () => void
}

export const createManualClock = (startWallMs = Date.UTC(2026, 0, 1)): ManualClock => {
  let nowMs = 0
  const timers = new Set<Timer>()
  const queue = new Set<() => void>()

  const flush = (): void => {
    for (let round = 0; queue.size > 0; round++) {
      if (round === 10_000) throw new Error('soon() asks for more of itself without end')
      const jobs = [...queue]
      for (const job of jobs) {
        if (!queue.delete(job)) continue
        job()
      }
    }
  }
  // Equal times keep the order they were asked in: a Set iterates in insertion order.
  const nextUntil = (endMs: number): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) {
      if (timer.dueMs <= endMs && (first === undefined || timer.dueMs < first.dueMs)) first = timer
    }
    return first
  }

  return {
    now: () => nowMs,
    wall: () => startWallMs + nowMs,
    after: (ms, run) => {
      const timer = { dueMs: nowMs + Math.max(0, ms), run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    soon: (run) => {
      const job = (): void => run()
      queue.add(job)
      return () => queue.delete(job)
    },
    advance: (ms) => {
      const endMs = nowMs + ms
      flush()
      for (let timer = nextUntil(endMs); timer !== undefined; timer = nextUntil(endMs)) {
        timers.delete(timer)
        nowMs = Math.max(nowMs, timer.dueMs)
        timer.run()
        flush()
      }
      nowMs = Math.max(nowMs, endMs)
    },
    flush,
    stall: (ms) => {
      nowMs += ms
    },
    get pending() {
      return timers.size + queue.size
    },
  }
}
