/** `load idle`: sessions that do nothing, and what each of them costs. */
import { setTimeout as after } from 'node:timers/promises'
import { number } from './arguments.ts'
import type { IdlePlan } from './idle-driver.ts'
import { measure } from './measurement.ts'
import { cpuMs, rssMb } from './proc-stats.ts'
import { defineLoad } from './run.ts'
import type { Outcome } from './run.ts'
import type { Subject } from './server-process.ts'
import { Swarm } from './swarm.ts'
import type { SwarmPlan } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 120_000
/** The first sessions make the host compile and grow what later ones share. */
const FIRST_SESSIONS = 500
const SETTLE_MS = 3_000

export const idle = defineLoad({
  name: 'idle',
  about: 'sessions that only answer pings: memory and handshake of each',
  switches: { sessions: number(10_000, 1, 25_000, 'sessions at once') },
  run: async (run, { sessions }): Promise<Outcome> => {
    const subject = await tuttiServer(run)
    try {
      const first = await Swarm.start(run, swarmOf(subject, FIRST_SESSIONS, 'first'))
      await first.end()
      await after(SETTLE_MS, undefined, { signal: run.signal })
      const [emptyMb, startMs] = read(subject)
      const measured = await measure(run, 'Tutti', subject, swarmOf(subject, sessions, 'idle'))
      const perSession = (total: number | null, before: number | null): number | null =>
        total === null || before === null ? null : (total - before) / sessions
      // Up to the end of the window; what idle sessions used within it is the pings'.
      const [, endMs] = read(subject)
      const handshakeMs = perSession(endMs, (startMs ?? 0) + (measured.cpuMs ?? 0))
      const rss = perSession(measured.server.rssMb, emptyMb)
      return {
        params: { sessions },
        seconds: measured.seconds,
        server: measured.server,
        result: {
          sessions,
          rssKbPerSession: rss === null ? null : rss * 1024,
          handshakeCpuUs: handshakeMs === null ? null : handshakeMs * 1000,
        },
        peers: [],
        faults: measured.faults,
      }
    } finally {
      await subject.end()
    }
  },
})

const swarmOf = ({ url }: Subject, sessions: number, name: string): SwarmPlan => {
  const plan: IdlePlan = { url: url.href, sessions, name }
  return { driver: new URL('idle-driver.ts', import.meta.url), plan, workers: 1, clients: sessions, joinMs: JOIN_MS }
}

/** Resident MB and CPU ms so far; null where the system does not tell. */
const read = ({ pid }: Subject): [number | null, number | null] =>
  pid === null ? [null, null] : [rssMb(pid), cpuMs(pid)]
