/** Where the SDK gets time from: a port, so that tests turn the hands themselves. */

export interface ClientClock {
  /** Monotonic milliseconds, with fraction. */
  now(): number
  /** Unix milliseconds. */
  wall(): number
  /** Runs once, never before `ms` have passed by now(). Returns how to cancel it. */
  after(ms: number, run: () => void): () => void
}

export const systemClock: ClientClock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
