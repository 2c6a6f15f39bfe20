/** One measured window: clients join, warm up, and then the server is watched for some seconds. */
import { setTimeout as after } from 'node:timers/promises'
import { cpuMs, quickRssMb, rssMb, slope, waitedMs } from './proc-stats.ts'
import { Metrics } from './prometheus.ts'
import { InvalidRun, NOT_MEASURED } from './run.ts'
import type { Run, ServerFigures } from './run.ts'
import type { Subject } from './server-process.ts'
import { Swarm } from './swarm.ts'
import type { Crop, SwarmPlan } from './swarm.ts'

export interface Measurement {
  readonly server: ServerFigures
  readonly seconds: number
  /** Of the server process, over the window. */
  readonly cpuMs: number | null
  /** Of the server process, from its start until all clients were in. */
  readonly joinedCpuMs: number | null
  readonly crop: Crop
  /** Two readings of /metrics around the window. */
  readonly metrics: { readonly before: Metrics; readonly after: Metrics } | null
  readonly faults: readonly string[]
}

/** @throws InvalidRun */
export const measure = async (run: Run, name: string, subject: Subject, plan: SwarmPlan): Promise<Measurement> => {
  run.say(`${name}: ${plan.clients} clients join`)
  const swarm = await Swarm.start(run, plan)
  try {
    const joinedCpuMs = subject.pid === null ? null : cpuMs(subject.pid)
    // What V8 has compiled until then it throws away at the first reading: not within the window.
    await readMetrics(subject)
    await watch(run, name, subject, swarm, run.common.warm, 'warm-up')
    return { ...(await window(run, name, subject, swarm)), joinedCpuMs }
  } finally {
    await swarm.end()
  }
}

const window = async (
  run: Run,
  name: string,
  subject: Subject,
  swarm: Swarm,
): Promise<Omit<Measurement, 'joinedCpuMs'>> => {
  const { pid } = subject
  // Read first, or counting up what to publish would fall into the window.
  const before = await readMetrics(subject)
  const rssStartMb = pid === null ? null : rssMb(pid)
  swarm.open()
  const startWaitedMs = pid === null ? null : waitedMs(pid)
  const [startMs, startCpuMs] = [performance.now(), pid === null ? null : cpuMs(pid)]
  const points = await watch(run, name, subject, swarm, run.common.seconds, '')
  const [endMs, endCpuMs] = [performance.now(), pid === null ? null : cpuMs(pid)]
  const endWaitedMs = pid === null ? null : waitedMs(pid)
  const crop = await swarm.close()
  const afterwards = await readMetrics(subject)
  const spentMs = endMs - startMs
  const usedMs = startCpuMs === null || endCpuMs === null ? null : endCpuMs - startCpuMs
  const metrics = before === null || afterwards === null ? null : { before, after: afterwards }
  const grewMbPerSecond = slope(points)
  return {
    server: {
      cpuPercent: usedMs === null ? null : (usedMs / spentMs) * 100,
      waitedPercent:
        startWaitedMs === null || endWaitedMs === null ? null : ((endWaitedMs - startWaitedMs) / spentMs) * 100,
      rssMb: pid === null ? null : rssMb(pid),
      rssStartMb,
      rssSlopeKbPerSecond: grewMbPerSecond === null ? null : grewMbPerSecond * 1024,
      eventLoopDelayMs: metrics === null ? NOT_MEASURED.eventLoopDelayMs : loopDelay(metrics.after),
    },
    seconds: spentMs / 1000,
    cpuMs: usedMs,
    crop,
    metrics,
    faults: crop.faults,
  }
}

/** A line every second; the memory of the server, second by second. */
const watch = async (
  run: Run,
  name: string,
  subject: Subject,
  swarm: Swarm,
  seconds: number,
  phase: string,
): Promise<{ x: number; y: number }[]> => {
  const points: { x: number; y: number }[] = []
  const startMs = performance.now()
  let lastCpuMs = subject.pid === null ? null : cpuMs(subject.pid)
  let lastMs = startMs
  for (let second = 1; second <= seconds; second++) {
    const waitMs = startMs + second * 1000 - performance.now()
    await Promise.race([after(Math.max(0, waitMs), undefined, { signal: run.signal }), swarm.failure])
    const died = subject.died()
    if (died !== undefined) throw new InvalidRun(`the server died: ${died}`)
    const nowMs = performance.now()
    const nowCpuMs = subject.pid === null ? null : cpuMs(subject.pid)
    const nowRssMb = subject.pid === null ? null : quickRssMb(subject.pid)
    if (nowRssMb !== null) points.push({ x: (nowMs - startMs) / 1000, y: nowRssMb })
    const percent = nowCpuMs === null || lastCpuMs === null ? null : ((nowCpuMs - lastCpuMs) / (nowMs - lastMs)) * 100
    const { counts, cpuPercent } = swarm.progress()
    run.say(
      [
        `${name} ${phase} ${second}/${seconds} s`.replace(/ +/g, ' '),
        ...(percent === null ? [] : [`server ${percent.toFixed(0)} %`]),
        ...(nowRssMb === null ? [] : [`${nowRssMb.toFixed(0)} MB`]),
        `clients ${cpuPercent.toFixed(0)} %`,
        ...Object.entries(counts).map(([what, count]) => `${count.toLocaleString('en')} ${what}`),
      ].join(' · '),
    )
    lastMs = nowMs
    lastCpuMs = nowCpuMs
  }
  return points
}

const readMetrics = async ({ metricsUrl }: Subject): Promise<Metrics | null> => {
  if (metricsUrl === null) return null
  try {
    const response = await fetch(metricsUrl)
    const text = await response.text()
    return response.ok ? new Metrics(text) : null
  } catch {
    return null // It does not publish any: those figures are not measured.
  }
}

/** Since the reading before. */
const loopDelay = (metrics: Metrics): ServerFigures['eventLoopDelayMs'] => {
  const at = (quantile: string): number | null => {
    const seconds = metrics.value('tutti_event_loop_delay_seconds', { quantile })
    return seconds === null ? null : seconds * 1000
  }
  const delay = { p50: at('0.5'), p95: at('0.95'), p99: at('0.99'), max: at('1') }
  return delay.p50 === null && delay.max === null ? null : delay
}
