/** `load chat`: channels whose members talk, what a delivery costs, and how soon it is durable and everywhere. */
import { randomBytes } from 'node:crypto'
import { choice, flag, number } from './arguments.ts'
import type { Values } from './arguments.ts'
import type { ChatPlan } from './chat-driver.ts'
import { climb, holds } from './chat-ladder.ts'
import { measure } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { chatPeers } from './peers/chat.ts'
import type { ChatPeer } from './peers/chat.ts'
import { asPeer, noteOf } from './peers/peer.ts'
import { startPostgres } from './postgres.ts'
import { grown } from './prometheus.ts'
import { defineLoad } from './run.ts'
import type { Figures, Outcome, PeerOutcome, Run, ServerFigures } from './run.ts'
import type { Subject } from './server-process.ts'
import { percentilesOf } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 180_000

const SWITCHES = {
  rooms: number(1, 1, 2000, 'channels at once'),
  members: number(1000, 1, 10_000, 'members in each'),
  rate: number(20, 0, 20_000, 'messages a second in each channel'),
  ladder: flag('raise the rate until p99 is above 250 ms or the core is full'),
  bytes: number(120, 40, 4000, 'length of a message'),
  database: choice(['sqlite', 'postgres'], 'where our messages are kept'),
  beside: choice(['clients', 'server'], 'whose core Postgres runs on'),
  workers: number(0, 0, 64, 'client processes; 0: one for each core that clients have'),
} as const

type ChatValues = Values<typeof SWITCHES>

interface Load {
  readonly measured: Measurement
  readonly server: ServerFigures
  readonly seconds: number
  readonly result: Figures
  readonly faults: readonly string[]
}

export const chat = defineLoad({
  name: 'chat',
  about: 'channels whose members talk: deliveries, what they cost, and when they are durable',
  switches: SWITCHES,
  run: async (run, values): Promise<Outcome> => {
    const ours = await withTutti(run, values, (subject) => talkOrClimb(run, 'Tutti', subject, 'tutti', values))
    const peers: PeerOutcome[] = []
    if (run.common.peers) for (const peer of chatPeers) peers.push(await beside(run, peer, values))
    const { rooms, members, rate, bytes, database, beside: core } = values
    return { params: { rooms, members, rate, bytes, database, beside: core, ladder: values.ladder }, ...ours, peers }
  },
})

const withTutti = async <T>(run: Run, values: ChatValues, work: (subject: Subject) => Promise<T>): Promise<T> => {
  const database = values.database === 'postgres' ? await startPostgres(run, run.cores[values.beside]) : undefined
  try {
    const subject = await tuttiServer(run, database === undefined ? {} : { DATABASE_URL: database.url })
    try {
      return await work(subject)
    } finally {
      await subject.end()
    }
  } finally {
    await database?.end()
  }
}

const beside = (run: Run, peer: ChatPeer, values: ChatValues): Promise<PeerOutcome> =>
  asPeer(run, peer.name, async () => {
    const { subject, version } = await peer.start(run)
    try {
      const { server, result, faults } = await talkOrClimb(run, peer.name, subject, peer.as, values)
      return { name: peer.name, version, server, result, note: noteOf(faults, peer.about) }
    } finally {
      await subject.end()
    }
  })

const talkOrClimb = async (
  run: Run,
  name: string,
  subject: Subject,
  as: ChatPlan['as'],
  values: ChatValues,
): Promise<Omit<Load, 'measured'>> => {
  if (!values.ladder) return talk(run, name, subject, as, values)
  const loads = new Map<number, Load>()
  const rungs = await climb(Math.max(500, values.rate), async (rate) => {
    run.say(`${name}: ${rate} messages a second`)
    const load = await talk(run, name, subject, as, { ...values, rate: Math.max(1, Math.round(rate / values.rooms)) })
    loads.set(rate, load)
    const { server, result, faults } = load
    run.say(`${name}: ${rate}/s: ${JSON.stringify({ cpuPercent: server.cpuPercent, ...result, faults })}`)
    return { rate, cpuPercent: server.cpuPercent, result, faults }
  })
  const top = rungs.findLast(holds) ?? rungs[0]!
  const best = loads.get(top.rate)!
  const climbed = rungs.map(({ rate, cpuPercent, result }) => ({ rate, cpuPercent, ...result, held: rate <= top.rate }))
  return {
    ...best,
    result: { ...best.result, ladder: { rate: top.rate, ...best.result }, rungs: climbed },
  }
}

const talk = async (
  run: Run,
  name: string,
  subject: Subject,
  as: ChatPlan['as'],
  values: ChatValues,
): Promise<Load> => {
  const { rooms, members, rate, bytes } = values
  const plan: ChatPlan = {
    url: subject.url.href,
    run: randomBytes(4).toString('hex'),
    as,
    rooms,
    members,
    rate,
    textBytes: bytes,
  }
  const measured = await measure(run, name, subject, {
    driver: new URL('chat-driver.ts', import.meta.url),
    plan,
    workers: Math.min(values.workers || run.cores.clientCount, rooms),
    clients: rooms * members,
    joinMs: JOIN_MS,
  })
  return {
    measured,
    server: measured.server,
    seconds: measured.seconds,
    result: chatResult(measured),
    faults: measured.faults,
  }
}

const chatResult = ({ crop, metrics, seconds, cpuMs }: Measurement): Figures => {
  const { deliveries = 0, acks = 0, lost, duplicated, outOfOrder } = crop.counts
  const grew = (metric: string): number | null =>
    metrics === null ? null : grown(metrics.before, metrics.after, metric)
  const commits = grew('tutti_commits_total')
  const records = grew('tutti_records_total')
  return {
    deliveriesPerSecond: deliveries / seconds,
    cpuUsPerDelivery: cpuMs === null || deliveries === 0 ? null : (cpuMs * 1000) / deliveries,
    deliveryLatencyMs: percentilesOf(crop, 'delivery'),
    ackLatencyMs: percentilesOf(crop, 'ack'),
    acksPerSecond: acks / seconds,
    commitsPerSecond: commits === null ? null : commits / seconds,
    recordsPerCommit: commits === null || records === null || commits === 0 ? null : records / commits,
    lost: lost ?? null,
    duplicated: duplicated ?? null,
    outOfOrder: outOfOrder ?? null,
    framesDropped: grew('tutti_dropped_messages_total'),
    demotions: grew('tutti_slow_demotions_total'),
    clientCpuPercent: Math.max(...crop.cpuPercents),
  }
}
