/** What edge and engine count by hand on their hot paths; metrics.ts turns it into what Prometheus reads. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { EdgeMeter, EngineMeter, OutboundMeter, WireMeter } from '../ports.ts'
import { Histogram } from './histogram.ts'

/** Seconds. A tick of a 60 Hz room has 0.0167. */
const TICK_BOUNDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.0167, 0.025, 0.05, 0.1, 0.25, 1]

/** Rows, events and answers of one commit. */
const SIZE_BOUNDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000]
/** Seconds; a fast disk is at a millisecond, a slow one at ten. */
const COMMIT_BOUNDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5]

export interface EngineCounts extends EngineMeter {
  readonly tickLateness: Histogram
  readonly tickDuration: Histogram
  ticksSkipped: number
  readonly reloads: Map<string, number>
  readonly refusals: Map<ErrorCode, number>
  readonly commitSize: Histogram
  readonly commitDuration: Histogram
  records: number
  fenceRejections: number
  readonly takeovers: Map<string, number>
  readonly resumes: { recovered: number; discontinuity: number }
}

/** By channel and how it ended. */
export interface OutboundCounts extends OutboundMeter {
  readonly ends: Map<string, { sent: number; failed: number; died: number }>
}

export interface Meters {
  readonly edge: EdgeMeter
  readonly engine: EngineCounts
  readonly outbound: OutboundCounts
  readonly wires: WireMeter
}

export const createMeters = (): Meters => ({
  edge: createEdgeMeter(),
  engine: createEngineMeter(),
  outbound: createOutboundMeter(),
  wires: createWireMeter(),
})

const createOutboundMeter = (): OutboundCounts => {
  const ends: OutboundCounts['ends'] = new Map()
  const of = (channel: string) => {
    let counts = ends.get(channel)
    if (counts === undefined) ends.set(channel, (counts = { sent: 0, failed: 0, died: 0 }))
    return counts
  }
  return {
    ends,
    sent: (channel) => of(channel).sent++,
    failed: (channel) => of(channel).failed++,
    died: (channel) => of(channel).died++,
  }
}

const createEdgeMeter = (): EdgeMeter => ({
  connections: 0,
  sessions: 0,
  opened: 0,
  framesIn: new Float64Array(64),
  bytesIn: 0,
  framesOut: { ordered: 0, newest: 0, fleeting: 0, control: 0 },
  bytesOut: { ordered: 0, newest: 0, fleeting: 0, control: 0 },
  fleetingMissed: 0,
  newestReplaced: 0,
  dropped: 0,
  demotions: 0,
  bufferMaxBytes: 0,
  bufferBytes: 0,
  watches: 0,
  resumed: 0,
  closes: new Map(),
  refusals: new Map(),
})

const createEngineMeter = (): EngineCounts => {
  const counts: EngineCounts = {
    tickLateness: new Histogram(TICK_BOUNDS),
    tickDuration: new Histogram(TICK_BOUNDS),
    ticksSkipped: 0,
    reloads: new Map(),
    refusals: new Map(),
    resumes: { recovered: 0, discontinuity: 0 },
    commitSize: new Histogram(SIZE_BOUNDS),
    commitDuration: new Histogram(COMMIT_BOUNDS),
    records: 0,
    fenceRejections: 0,
    takeovers: new Map(),
    ticked: (latenessMs, durationMs) => {
      counts.tickLateness.observe(latenessMs / 1000)
      counts.tickDuration.observe(durationMs / 1000)
    },
    skipped: (ticks) => {
      counts.ticksSkipped += ticks
    },
    reloaded: (kind) => {
      counts.reloads.set(kind, (counts.reloads.get(kind) ?? 0) + 1)
    },
    resumed: (result) => {
      counts.resumes[result]++
    },
    refused: (code) => {
      counts.refusals.set(code, (counts.refusals.get(code) ?? 0) + 1)
    },
    committed: (_rooms, records, durationMs) => {
      counts.commitSize.observe(records)
      counts.commitDuration.observe(durationMs / 1000)
      counts.records += records
    },
    fenced: () => {
      counts.fenceRejections++
    },
    takenOver: (kind) => {
      counts.takeovers.set(kind, (counts.takeovers.get(kind) ?? 0) + 1)
    },
  }
  return counts
}

const createWireMeter = (): WireMeter => {
  const perWire = () => ({ yjs: 0, hocuspocus: 0 })
  return {
    connections: perWire(),
    messagesIn: perWire(),
    bytesIn: perWire(),
    messagesOut: perWire(),
    bytesOut: perWire(),
    encodes: perWire(),
    demotions: 0,
    dropped: 0,
    closes: new Map(),
  }
}
