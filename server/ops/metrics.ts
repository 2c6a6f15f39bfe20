/** The meters as Prometheus reads them. Everything is collected when somebody scrapes; nothing costs before. */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client'
import { FRAME } from '../../shared/frames.ts'
import type { RoomInfo } from '../ports.ts'
import type { Histogram } from './histogram.ts'
import type { Meters } from './meters.ts'

/** Of the sampling of the event loop's delay: each sample wakes the process, and what an idle one costs is that. */
const RESOLUTION_MS = 20
/** The library samples as well, and cannot be told not to: once in so long, and what it says of it is not published. */
const LIBRARY_SAMPLES_MS = 2 ** 30
const LIBRARY_DELAY = 'nodejs_eventloop_lag_'

type OpenRoom = Pick<RoomInfo, 'kind' | 'members'>

export interface MetricsParts {
  readonly meters: Meters
  /** All that are open. */
  readonly rooms: () => Iterable<OpenRoom>
  /** How often no id could be given, because the clock had gone back. */
  readonly idsRefused?: () => number
  /** How many files went that nothing referred to. */
  readonly filesSwept?: () => number
  /** Jobs that were given to the other thread, by kind and name. */
  readonly jobs?: () => ReadonlyMap<string, ReadonlyMap<string, number>>
  /** What waits to leave the house, and what was given up; absent: nothing can leave it. */
  readonly outbound?: () => Promise<{ readonly waiting: number; readonly dead: number }>
}

export interface Metrics {
  /** Prometheus' text format. */
  scrape(): Promise<string>
}

/** One value with its labels. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number]
type Read = () => Iterable<Sample> | Promise<Iterable<Sample>>

export const createMetrics = ({ meters, rooms, outbound, ...parts }: MetricsParts): Metrics => {
  const { idsRefused = () => 0, filesSwept = () => 0, jobs = () => new Map<string, Map<string, number>>() } = parts
  const registry = new Registry()
  const { edge, engine } = meters
  const counter = (name: string, help: string, labelNames: string[], read: Read): void => {
    new Counter({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const samples = await read()
        this.reset()
        for (const [labels, value] of samples) this.inc(labels, value)
      },
    })
  }
  const gauge = (name: string, help: string, labelNames: string[], read: Read): void => {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const samples = await read()
        this.reset()
        for (const [labels, value] of samples) this.set(labels, value)
      },
    })
  }

  collectDefaultMetrics({
    register: registry,
    prefix: 'tutti_',
    eventLoopMonitoringPrecision: LIBRARY_SAMPLES_MS,
  })
  for (const { name } of registry.getMetricsAsArray())
    if (name.includes(LIBRARY_DELAY)) registry.removeSingleMetric(name)
  // It samples by a timer and records the whole time between two of them: the timer's own period is no delay.
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  delay.enable()
  gauge('tutti_event_loop_delay_seconds', 'Delay of the event loop since the last scrape.', ['quantile'], () => {
    const secondsAt = (q: number): number => Math.max(0, delay.percentile(q * 100) / 1e9 - RESOLUTION_MS / 1e3)
    const samples: Sample[] = [0.5, 0.95, 0.99, 1].map((q) => [{ quantile: String(q) }, secondsAt(q)])
    delay.reset()
    return samples
  })

  gauge('tutti_connections', 'Open connections.', [], () => [[{}, edge.connections]])
  gauge('tutti_sessions', 'Connections that said HELLO.', [], () => [[{}, edge.sessions]])
  counter('tutti_connections_opened_total', 'Connections accepted.', [], () => [[{}, edge.opened]])
  counter('tutti_disconnects_total', 'Connections ended, by code.', ['code'], () => labelled('code', edge.closes))
  counter('tutti_frames_received_total', 'Frames from clients, by type.', ['type'], () => frameCounts(edge.framesIn))
  counter('tutti_received_bytes_total', 'Bytes of messages from clients.', [], () => [[{}, edge.bytesIn]])
  counter('tutti_messages_sent_total', 'Messages to clients, by delivery class.', ['class'], () =>
    labelled('class', Object.entries(edge.framesOut)),
  )
  counter('tutti_sent_bytes_total', 'Bytes of messages to clients, by delivery class.', ['class'], () =>
    labelled('class', Object.entries(edge.bytesOut)),
  )
  counter('tutti_missed_messages_total', 'What slow sockets did not get, as their class allows.', ['class'], () =>
    labelled('class', [
      ['fleeting', edge.fleetingMissed],
      ['newest', edge.newestReplaced],
    ]),
  )
  counter('tutti_dropped_messages_total', 'Messages that the transport lost: a bug unless 0.', [], () => [
    [{}, edge.dropped + meters.wires.dropped],
  ])
  counter('tutti_slow_demotions_total', 'Sockets taken off the live stream.', [], () => [
    [{}, edge.demotions + meters.wires.demotions],
  ])
  gauge('tutti_send_buffer_bytes', 'Bytes that wait for sockets at the last sweep.', ['of'], () =>
    labelled('of', [
      ['all', edge.bufferBytes],
      ['largest', edge.bufferMaxBytes],
    ]),
  )
  gauge('tutti_watches', 'Rooms that sessions watch, counted for each.', [], () => [[{}, edge.watches]])
  counter('tutti_sessions_resumed_total', 'Sessions that came back under their old id.', [], () => [[{}, edge.resumed]])
  counter('tutti_refusals_total', 'Refusals, by code and who refused.', ['code', 'by'], () => [
    ...[...edge.refusals].map(([code, count]): Sample => [{ code, by: 'edge' }, count]),
    ...[...engine.refusals].map(([code, count]): Sample => [{ code, by: 'engine' }, count]),
  ])

  for (const [name, help, counts] of wireCounts(meters.wires)) counter(name, help, ['wire'], () => perWire(counts))
  gauge('tutti_wire_connections', 'Open connections of foreign clients.', ['wire'], () =>
    perWire(meters.wires.connections),
  )
  counter('tutti_wire_disconnects_total', 'Connections of foreign clients ended, by wire and code.', ['end'], () =>
    labelled('end', meters.wires.closes),
  )

  counter('tutti_resumes_total', 'Joins with a position, by result.', ['result'], () =>
    labelled('result', Object.entries(engine.resumes)),
  )
  counter('tutti_ticks_skipped_total', 'Ticks that late rooms left out.', [], () => [[{}, engine.ticksSkipped]])
  counter('tutti_room_reloads_total', 'Rooms reloaded because they threw.', ['kind'], () =>
    labelled('kind', engine.reloads),
  )
  counter('tutti_commits_total', 'Group commits.', [], () => [[{}, engine.commitDuration.count]])
  counter('tutti_records_total', 'Rows, events and answers in commits.', [], () => [[{}, engine.records]])
  counter('tutti_fence_rejections_total', 'Commits of rooms that were no longer ours.', [], () => [
    [{}, engine.fenceRejections],
  ])
  counter('tutti_room_takeovers_total', 'Rooms whose memory was dropped for a failed commit.', ['kind'], () =>
    labelled('kind', engine.takeovers),
  )
  counter('tutti_ids_refused_total', 'Ids that could not be given: the clock had gone back.', [], () => [
    [{}, idsRefused()],
  ])
  counter('tutti_files_swept_total', 'Files removed because nothing referred to them.', [], () => [[{}, filesSwept()]])
  counter('tutti_jobs_total', 'Heavy work that was given to another thread.', ['kind', 'job'], () =>
    [...jobs()].flatMap(([kind, names]) => [...names].map(([job, count]): Sample => [{ kind, job }, count])),
  )
  gauge('tutti_rooms', 'Open rooms, by kind.', ['kind'], () => perKind(rooms(), () => 1))
  gauge('tutti_members', 'Members in rooms, by kind.', ['kind'], () => perKind(rooms(), (room) => room.members))
  counter(
    'tutti_outbound_total',
    'Messages to leave the house, by channel and how a try ended.',
    ['channel', 'result'],
    () =>
      [...meters.outbound.ends].flatMap(([channel, ends]) =>
        Object.entries(ends).map(([result, count]): Sample => [{ channel, result }, count]),
      ),
  )
  if (outbound !== undefined) {
    gauge(
      'tutti_outbound_messages',
      'Messages that wait to leave the house, and dead letters.',
      ['state'],
      async () => {
        // Without its database a scrape tells less, and does not fail.
        const counts = await outbound().catch(() => ({}))
        return labelled('state', Object.entries(counts))
      },
    )
  }
  const late = histogram('tutti_tick_lateness_seconds', 'How late ticks of simulated rooms began.', engine.tickLateness)
  const size = histogram('tutti_commit_batch_size', 'Rows, events and answers in one commit.', engine.commitSize)
  const wrote = histogram('tutti_commit_duration_seconds', 'How long commits took.', engine.commitDuration)
  const took = histogram('tutti_tick_duration_seconds', 'How long ticks of simulated rooms took.', engine.tickDuration)

  return { scrape: async () => `${await registry.metrics()}\n${late()}${took()}${size()}${wrote()}` }
}

const labelled = (name: string, counts: Iterable<readonly [string, number]>): Sample[] =>
  [...counts].map(([label, count]): Sample => [{ [name]: label }, count])

const perWire = (counts: Readonly<Record<string, number>>): Sample[] => labelled('wire', Object.entries(counts))

const wireCounts = (wires: Meters['wires']) =>
  [
    ['tutti_wire_messages_received_total', 'Messages from foreign clients.', wires.messagesIn],
    ['tutti_wire_received_bytes_total', 'Bytes of messages from foreign clients.', wires.bytesIn],
    ['tutti_wire_messages_sent_total', 'Messages to foreign clients.', wires.messagesOut],
    ['tutti_wire_sent_bytes_total', 'Bytes of messages to foreign clients.', wires.bytesOut],
    ['tutti_wire_encodes_total', 'Broadcasts written for a wire, however many hear them.', wires.encodes],
  ] as const

const frameCounts = (counts: Float64Array): Sample[] =>
  Object.entries(FRAME)
    .filter(([, type]) => type < counts.length)
    .map(([name, type]): Sample => [{ type: name.toLowerCase() }, counts[type] ?? 0])

const perKind = (rooms: Iterable<OpenRoom>, count: (room: OpenRoom) => number): Sample[] => {
  const sums = new Map<string, number>()
  for (const room of rooms) sums.set(room.kind, (sums.get(room.kind) ?? 0) + count(room))
  return labelled('kind', sums)
}

/** prom-client's histograms can only be fed one value at a time; these are counted already. */
const histogram = (name: string, help: string, values: Histogram) => (): string => {
  let below = 0
  const buckets = values.bounds.map((bound, i) => {
    below += values.counts[i]!
    return `${name}_bucket{le="${bound}"} ${below}\n`
  })
  const total = `${name}_bucket{le="+Inf"} ${values.count}\n${name}_sum ${values.sum}\n${name}_count ${values.count}\n`
  return `# HELP ${name} ${help}\n# TYPE ${name} histogram\n${buckets.join('')}${total}\n`
}
