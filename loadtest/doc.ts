/** `load doc`: documents that many people type in at once: how soon everybody sees it, what that costs, and whether all have the same in the end. */
import { randomBytes } from 'node:crypto'
import { choice, number, text } from './arguments.ts'
import type { Values } from './arguments.ts'
import type { DocPlan } from './doc-driver.ts'
import type { TracePlan } from './doc-trace-driver.ts'
import { readTrace } from './doc-trace.ts'
import { measure } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { docPeers } from './peers/doc.ts'
import type { DocPeer } from './peers/doc.ts'
import { asPeer, noteOf } from './peers/peer.ts'
import { rssMb } from './proc-stats.ts'
import { grown } from './prometheus.ts'
import { defineLoad } from './run.ts'
import type { Figures, Outcome, PeerOutcome, Run } from './run.ts'
import type { Subject } from './server-process.ts'
import { percentilesOf } from './swarm.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 180_000
/** Below, a document's share of the process's memory is lost in what else moves. */
const RSS_FROM = 20

const SWITCHES = {
  documents: number(1, 1, 2000, 'documents at once'),
  editors: number(100, 1, 1000, 'editors in each'),
  rate: number(5, 0, 50, 'updates a second of each editor'),
  letters: number(10, 1, 40, 'letters in each update; 10 make 28 bytes'),
  bytes: number(0, 0, 5_500_000, 'of text that stands in each document before'),
  joiners: number(0, 0, 2000, 'who open the first document anew while the others type'),
  within: number(10, 1, 600, 'seconds within which they come'),
  wire: choice(['native', 'yjs', 'hocuspocus'], 'which of our wires the editors speak'),
  trace: text('file of a recorded text, which one writes again within the window, while one reads along'),
  /** At a tenth of a core V8 compiles for so long, and what it compiles is counted. */
  warm: number(30, 0, 120, 'seconds of the same load before the window opens'),
  workers: number(0, 0, 64, 'client processes; 0: one for each core that clients have'),
} as const

type DocValues = Values<typeof SWITCHES>

export const doc = defineLoad({
  name: 'doc',
  about: 'documents that many type in: how soon all see it, what it costs, whether all have the same',
  switches: SWITCHES,
  run: async (run, values): Promise<Outcome> => {
    if (values.trace !== undefined) return replay(run, values.trace)
    const ours = await ourselves(run, values)
    const peers: PeerOutcome[] = []
    if (run.common.peers) for (const peer of docPeers) peers.push(await beside(run, peer, values))
    const { documents, editors, rate, letters, wire, bytes, joiners, within } = values
    return {
      params: { documents, editors, rate, letters, wire, bytes, joiners, within },
      server: ours.measured.server,
      seconds: ours.measured.seconds,
      result: ours.result,
      faults: ours.measured.faults,
      peers,
    }
  },
})

/** The recording of one text: no peer keeps it, so none is beside. */
const replay = async (run: Run, file: string): Promise<Outcome> => {
  const { patches } = readTrace(file)
  const subject = await tuttiServer(run)
  try {
    const room = `load-${randomBytes(4).toString('hex')}-trace`
    const plan: TracePlan = { url: subject.url.href, room, file, seconds: run.common.seconds }
    const driver = new URL('doc-trace-driver.ts', import.meta.url)
    const measured = await measure(run, 'Tutti', subject, { driver, plan, workers: 1, clients: 2, joinMs: JOIN_MS })
    const { crop, cpuMs, seconds, server, faults } = measured
    const { edits = 0 } = crop.counts
    const cpuUsPerEdit = cpuMs === null || edits === 0 ? null : (cpuMs * 1000) / edits
    const result = { editsPerSecond: edits / seconds, cpuUsPerEdit, ...docResult(measured) }
    return { params: { trace: file, edits: patches.length }, server, seconds, result, faults, peers: [] }
  } finally {
    await subject.end()
  }
}

const ourselves = async (run: Run, values: DocValues) => {
  const subject = await tuttiServer(run)
  try {
    return await edit(run, 'Tutti', subject, values.wire, values)
  } finally {
    await subject.end()
  }
}

const beside = (run: Run, peer: DocPeer, values: DocValues): Promise<PeerOutcome> =>
  asPeer(run, peer.name, async () => {
    const { subject, version } = await peer.start(run)
    try {
      const { measured, result } = await edit(run, peer.name, subject, peer.as, values)
      return { name: peer.name, version, server: measured.server, result, note: noteOf(measured.faults, peer.about) }
    } finally {
      await subject.end()
    }
  })

const edit = async (
  run: Run,
  name: string,
  subject: Subject,
  as: DocPlan['as'],
  { workers, ...values }: DocValues,
): Promise<{ readonly measured: Measurement; readonly result: Figures }> => {
  const { documents, editors } = values
  const emptyMb = subject.pid === null ? null : rssMb(subject.pid)
  const plan: DocPlan = {
    url: subject.url.href,
    run: randomBytes(4).toString('hex'),
    as,
    documents,
    editors,
    rate: values.rate,
    letters: values.letters,
    bytes: values.bytes,
    // Peers have another way to come in, and are measured without.
    joiners: as === 'native' ? values.joiners : 0,
    within: values.within,
  }
  const measured = await measure(run, name, subject, {
    driver: new URL('doc-driver.ts', import.meta.url),
    plan,
    workers: Math.min(workers || run.cores.clientCount, documents),
    clients: documents * editors,
    joinMs: JOIN_MS,
  })
  const { rssStartMb } = measured.server
  const grewMb = emptyMb === null || rssStartMb === null || documents < RSS_FROM ? null : rssStartMb - emptyMb
  return { measured, result: { ...docResult(measured), rssKbPerDocument: grewMb && (grewMb * 1024) / documents } }
}

const docResult = ({ crop, metrics, seconds, cpuMs }: Measurement): Figures => {
  const { deliveries = 0, sent = 0, acks = 0, messages = 0 } = crop.counts
  const per = (count: number) => (cpuMs === null || count === 0 ? null : (cpuMs * 1000) / count)
  const grew = (metric: string, labels = {}) =>
    metrics === null ? null : grown(metrics.before, metrics.after, metric, labels)
  const commits = grew('tutti_commits_total')
  const { joined = 0, joinBytes = 0 } = crop.counts
  return {
    updatesPerSecond: sent / seconds,
    deliveriesPerSecond: deliveries / seconds,
    messagesPerSecond: messages / seconds,
    cpuUsPerUpdate: per(sent),
    cpuUsPerDelivery: per(deliveries),
    editLatencyMs: percentilesOf(crop, 'edit'),
    ackLatencyMs: acks === 0 ? null : percentilesOf(crop, 'ack'),
    commitsPerSecond: commits === null ? null : commits / seconds,
    joinMs: joined === 0 ? null : percentilesOf(crop, 'join'),
    joinBytes: joined === 0 ? null : joinBytes / joined,
    // A counter that was never counted up is not there.
    fullEncodes: commits === null ? null : (grew('tutti_jobs_total', { job: 'compact' }) ?? 0),
    lost: crop.counts['lost'] ?? null,
    duplicated: crop.counts['duplicated'] ?? null,
    strange: crop.counts['strange'] ?? null,
    converged: crop.counts['diverged'] === 0,
    clientCpuPercent: Math.max(...crop.cpuPercents),
  }
}
