/** `load idle`: sessions that do nothing, and what each of them costs. */
import { setTimeout as after } from 'node:timers/promises'
import { number, text } from './arguments.ts'
import type { IdlePlan } from './idle-driver.ts'
import { measure } from './measurement.ts'
import { bareServers } from './peers/bare.ts'
import { startColyseus } from './peers/colyseus.ts'
import { asPeer, noteOf } from './peers/peer.ts'
import { cpuMs, rssMb } from './proc-stats.ts'
import { defineLoad } from './run.ts'
import type { Figures, Outcome, PeerOutcome, Run, ServerFigures } from './run.ts'
import type { Subject } from './server-process.ts'
import { Swarm } from './swarm.ts'
import type { SwarmPlan } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 180_000
/** The first sessions make a server compile and grow what later ones share. */
const FIRST_SESSIONS = 500
const SETTLE_MS = 3_000

interface Idle {
  readonly server: ServerFigures
  readonly seconds: number
  readonly result: Figures
  readonly faults: readonly string[]
}

export const idle = defineLoad({
  name: 'idle',
  about: 'sessions that only answer pings: memory and handshake of each',
  switches: {
    sessions: number(10_000, 1, 100_000, 'sessions at once'),
    join: text('kind of room that each session also sits in, a hundred to a room'),
  },
  run: async (run, { sessions, join = '' }): Promise<Outcome> => {
    const ours = await sit(run, 'Tutti', await tuttiServer(run), { sessions, as: 'tutti', join })
    const peers = run.common.peers ? await besides(run, sessions) : []
    return { params: { sessions, join: join === '' ? null : join }, ...ours, peers }
  },
})

/** One after the other: two servers at once would measure each other. */
const besides = async (run: Run, sessions: number): Promise<PeerOutcome[]> => {
  const peers: PeerOutcome[] = []
  for (const { name, about, start } of bareServers) {
    const work = async () => {
      const { subject, version } = await start(run)
      const { faults, server, result } = await sit(run, name, subject, { sessions, as: 'socket', join: '' })
      return { name, version, server, result, note: noteOf(faults, about) }
    }
    peers.push(await asPeer(run, name, work))
  }
  const colyseus = async () => {
    const { subject, version, about } = await startColyseus(run)
    const { faults, server, result } = await sit(run, 'Colyseus', subject, { sessions, as: 'colyseus', join: '' })
    return { name: 'colyseus', version, server, result, note: noteOf(faults, `${about}; seats in rooms of 1000`) }
  }
  return [...peers, await asPeer(run, 'colyseus', colyseus)]
}

/** Fills a server with sessions, looks at it, and ends it. */
const sit = async (run: Run, name: string, subject: Subject, what: Omit<IdlePlan, 'url' | 'name'>): Promise<Idle> => {
  try {
    const first = await Swarm.start(run, swarmOf(subject, { ...what, sessions: FIRST_SESSIONS, name: 'first' }))
    await first.end()
    await after(SETTLE_MS, undefined, { signal: run.signal })
    const [emptyMb, startMs] = read(subject)
    const measured = await measure(run, name, subject, swarmOf(subject, { ...what, name: 'idle' }))
    const perSession = (total: number | null, before: number | null): number | null =>
      total === null || before === null ? null : (total - before) / what.sessions
    const rss = perSession(measured.server.rssMb, emptyMb)
    const handshakeMs = perSession(measured.joinedCpuMs, startMs)
    return {
      seconds: measured.seconds,
      server: measured.server,
      result: {
        sessions: what.sessions,
        rssKbPerSession: rss === null ? null : rss * 1024,
        handshakeCpuUs: handshakeMs === null ? null : handshakeMs * 1000,
      },
      faults: measured.faults,
    }
  } finally {
    await subject.end()
  }
}

const swarmOf = ({ url }: Subject, plan: Omit<IdlePlan, 'url'>): SwarmPlan => ({
  driver: new URL('idle-driver.ts', import.meta.url),
  plan: { ...plan, url: url.href } satisfies IdlePlan,
  workers: 1,
  clients: plan.sessions,
  joinMs: JOIN_MS,
})

/** Resident MB and CPU ms so far; null where the system does not tell. */
const read = ({ pid }: Subject): [number | null, number | null] =>
  pid === null ? [null, null] : [rssMb(pid), cpuMs(pid)]
