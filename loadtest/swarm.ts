/** The client processes of one run: started, told when the window opens and closes, and added up. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Histogram } from './histogram.ts'
import type { Percentiles } from './histogram.ts'
import { InvalidRun } from './run.ts'
import type { Run } from './run.ts'
import type { Counts, Harvest, Order, Report } from './swarm-messages.ts'

/** A client process that works harder than this measures itself. */
export const MAX_CLIENT_CPU_PERCENT = 90
const HARVEST_MS = 20_000

export interface SwarmPlan {
  /** The driver's module. */
  readonly driver: URL
  readonly plan: unknown
  readonly workers: number
  /** Clients that must be in, in all. */
  readonly clients: number
  readonly joinMs: number
}

export interface Crop {
  readonly histograms: ReadonlyMap<string, Histogram>
  readonly counts: Counts
  readonly cpuPercents: readonly number[]
  readonly faults: readonly string[]
}

interface Worker {
  readonly child: ChildProcess
  counts: Counts
  cpuPercent: number
}

export class Swarm {
  readonly #run: Run
  readonly #workers: Worker[] = []
  #failed: (error: Error) => void = () => {}
  /** Rejects when a client process fails, at any time; never resolves. */
  readonly #failure: Promise<never>
  #ending = false
  readonly #stopped = () => this.#failed(new InvalidRun('stopped'))

  private constructor(run: Run) {
    this.#run = run
    this.#failure = new Promise((_, reject) => {
      this.#failed = reject
    })
    // Whoever waits for something races it; between waits nobody listens.
    this.#failure.catch(() => {})
    run.signal.addEventListener('abort', this.#stopped)
  }

  /** Resolves when all clients are in and their load flows. @throws InvalidRun */
  static async start(run: Run, plan: SwarmPlan): Promise<Swarm> {
    const swarm = new Swarm(run)
    try {
      const joined = Array.from({ length: plan.workers }, (_, index) => swarm.#fork(plan, index))
      const inside = await swarm.#within(plan.joinMs, 'not all clients joined in time', Promise.all(joined))
      const clients = inside.reduce((sum, count) => sum + count, 0)
      if (clients !== plan.clients) throw new InvalidRun(`${clients} of ${plan.clients} clients joined`)
      return swarm
    } catch (thrown) {
      await swarm.end()
      throw thrown
    }
  }

  open(): void {
    this.#tell({ do: 'open' })
  }

  /** Closes the window. @throws InvalidRun */
  async close(): Promise<Crop> {
    const all = Promise.all(this.#workers.map(({ child }) => next(child, 'harvest')))
    this.#tell({ do: 'close' })
    const harvests = await this.#within(HARVEST_MS, 'a client process does not answer', all)
    return addUp(harvests, this.#run.cores.clientCount)
  }

  /** What happened since the last second, added up, with the CPU of the busiest client process. */
  progress(): { readonly counts: Counts; readonly cpuPercent: number } {
    const counts = this.#workers.reduce<Counts>((sum, worker) => plus(sum, worker.counts), {})
    return { counts, cpuPercent: Math.max(0, ...this.#workers.map(({ cpuPercent }) => cpuPercent)) }
  }

  /** Rejects as soon as a client process fails; never resolves. */
  get failure(): Promise<never> {
    return this.#failure
  }

  async end(): Promise<void> {
    this.#ending = true
    this.#run.signal.removeEventListener('abort', this.#stopped)
    await Promise.all(this.#workers.map(({ child }) => this.#run.family.end(child)))
  }

  #fork(plan: SwarmPlan, index: number): Promise<number> {
    // Pinned as this process is: a child inherits it.
    const child = this.#run.family.add(fork(fileURLToPath(new URL('swarm-worker.ts', import.meta.url))))
    const worker: Worker = { child, counts: {}, cpuPercent: 0 }
    this.#workers.push(worker)
    child.on('message', (report: Report) => {
      if (report.is === 'failed') this.#failed(new InvalidRun(`a client process failed: ${report.reason}`))
      if (report.is !== 'progress') return
      worker.counts = report.counts
      worker.cpuPercent = report.cpuPercent
    })
    child.once('exit', () => {
      if (!this.#ending) this.#failed(new InvalidRun('a client process ended too early'))
    })
    const joined = next(child, 'joined').then(({ clients }) => clients)
    const share = { index, count: plan.workers }
    child.send({ do: 'join', driver: plan.driver.href, plan: plan.plan, share } satisfies Order)
    return joined
  }

  #tell(order: Order): void {
    for (const { child } of this.#workers) child.send(order)
  }

  async #within<T>(ms: number, reason: string, work: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new InvalidRun(reason)), ms)
    })
    try {
      return await Promise.race([work, late, this.#failure])
    } finally {
      clearTimeout(timer)
    }
  }
}

const next = <I extends Report['is']>(child: ChildProcess, is: I): Promise<Extract<Report, { is: I }>> =>
  new Promise((resolve) => {
    const listen = (report: Report) => {
      if (report.is !== is) return
      child.off('message', listen)
      // Told apart by `is` in the line above.
      resolve(report as Extract<Report, { is: I }>)
    }
    child.on('message', listen)
  })

const plus = (a: Counts, b: Counts): Counts => {
  const sum: Record<string, number> = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** One crop of many harvests; a client process without room to breathe is a fault. */
export const addUp = (harvests: readonly Harvest[], clientCores: number): Crop => {
  const histograms = new Map<string, Histogram>()
  for (const harvest of harvests) {
    for (const [name, encoded] of Object.entries(harvest.histograms)) {
      const part = Histogram.decode(encoded)
      const whole = histograms.get(name)
      if (whole === undefined) histograms.set(name, part)
      else whole.add(part)
    }
  }
  const cpuPercents = harvests.map(({ cpuPercent }) => cpuPercent)
  const faults = harvests.flatMap((harvest) => harvest.faults)
  const busiest = Math.max(0, ...cpuPercents)
  const all = cpuPercents.reduce((sum, percent) => sum + percent, 0)
  if (busiest >= MAX_CLIENT_CPU_PERCENT) {
    faults.push(`a client process used ${busiest.toFixed(0)} % of a core: it was the bottleneck`)
  } else if (all >= MAX_CLIENT_CPU_PERCENT * clientCores) {
    faults.push(`the client processes used ${all.toFixed(0)} % of ${clientCores} core(s): they were the bottleneck`)
  }
  const counts = harvests.reduce<Counts>((sum, harvest) => plus(sum, harvest.counts), {})
  return { histograms, counts, cpuPercents, faults }
}

export const percentilesOf = (crop: Crop, name: string): Percentiles | null =>
  crop.histograms.get(name)?.percentiles() ?? null
