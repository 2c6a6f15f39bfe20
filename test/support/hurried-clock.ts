/** The system's clock, but that it goes faster: seconds of waiting for what takes a minute, in what runs on real sockets. */
import { systemClock } from '../../server/adapters/system-clock.ts'
import type { Clock } from '../../server/ports.ts'

/** Unix ms by a clock that goes `hurry` times as fast as the one that says `wallMs`, and said the same at `sinceMs`. */
export const hurriedWall = (wallMs: number, hurry: number, sinceMs: number): number =>
  sinceMs + (wallMs - sinceMs) * hurry

export const createHurriedClock = (hurry: number, sinceMs: number): Clock => ({
  now: () => systemClock.now() * hurry,
  wall: () => hurriedWall(systemClock.wall(), hurry, sinceMs),
  after: (ms, run) => systemClock.after(ms / hurry, run),
  soon: (run) => systemClock.soon(run),
})
