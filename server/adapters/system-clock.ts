/** The Clock of a real process. */
import type { Clock } from '../ports.ts'

let originMs = performance.timeOrigin

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => {
    // Date has no fraction; the monotonic clock does not hear of corrections, and stops while a laptop sleeps.
    const wallMs = originMs + performance.now()
    const dateMs = Date.now()
    if (Math.abs(wallMs - dateMs) <= 20) return wallMs
    originMs = dateMs - performance.now()
    return dateMs
  },
  after: (ms, run) => {
    // Node's timers round down, which would wake the process a second time for the rest; and may fire early all the same.
    const dueMs = performance.now() + ms
    let timer = setTimeout(fire, Math.ceil(ms))
    function fire(): void {
      const leftMs = dueMs - performance.now()
      if (leftMs > 0) timer = setTimeout(fire, Math.ceil(leftMs))
      else run()
    }
    return () => clearTimeout(timer)
  },
  soon: (run) => {
    const handle = setImmediate(run)
    return () => clearImmediate(handle)
  },
}
