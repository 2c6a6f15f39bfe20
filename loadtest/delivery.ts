/** `load delivery`: fixes of many couriers, and customers who watch some of them: what both cost, how late they see it, and that nothing is lost. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { UsageError, choice, flag, number } from './arguments.ts'
import type { Values } from './arguments.ts'
import { keptOf } from './delivery-check.ts'
import { figuresOf, keptFigures } from './delivery-figures.ts'
import { indexUsPerMove } from './delivery-index.ts'
import { RUNGS, climb, holds } from './delivery-ladder.ts'
import { ORDERS_PER_CUSTOMER, eatersOf, feedersFor } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { keptIn, multiply, postgresRows, sqliteRows } from './delivery-rows.ts'
import type { Rows } from './delivery-rows.ts'
import { stage } from './delivery-stage.ts'
import { measure } from './measurement.ts'
import type { Measurement } from './measurement.ts'
import { startPostgres } from './postgres.ts'
import { InvalidRun, defineLoad } from './run.ts'
import type { Figures, Outcome, Run } from './run.ts'
import type { Subject } from './server-process.ts'
import { tuttiServer } from './tutti-server.ts'

const JOIN_MS = 240_000
/** A host with the tracks of 100,000 couriers in its hands takes a while to put them down. */
const END_MS = 60_000
/** Open files that one process has beside its sockets. */
const OTHER_FILES = 400
const SAMPLES = 1_000

const SWITCHES = {
  couriers: number(100_000, 1, 110_000, 'couriers that feeders speak for'),
  fixes: number(20_000, 1, 140_000, 'fixes a second of theirs, in all'),
  watchers: number(20_000, 1, 20_000, 'orders whose customer watches the courier, who then reports every second'),
  each: number(2, 1, 3, 'orders that such a courier carries'),
  sockets: number(0, 0, 19_000, 'couriers with a socket of their own beside them, a fix in 5 s each'),
  ladder: flag('raise the rate until customers see it more than 5 s late (p99)'),
  kill: flag('kill the server in the end instead of asking it to stop: what was acknowledged must be there'),
  database: choice(['sqlite', 'postgres'], 'where it is kept'),
  beside: choice(['clients', 'server'], 'whose core Postgres runs on'),
  files: number(
    20_000,
    100,
    1_000_000,
    'open files that a process may have: with more watchers, several share a socket',
  ),
  workers: number(0, 0, 64, 'client processes; 0: one for each core that clients have'),
} as const

type DeliveryValues = Values<typeof SWITCHES>

interface Load {
  readonly measured: Measurement
  readonly result: Figures
  readonly faults: readonly string[]
}

export const delivery = defineLoad({
  name: 'delivery',
  about: 'couriers who report where they are, and customers who watch them: what both cost, and how late it is seen',
  switches: SWITCHES,
  run: async (run, values): Promise<Outcome> => {
    if (run.common.url !== undefined)
      throw new UsageError('delivery writes its orders into the database: it takes no --url')
    const folder = mkdtempSync(join(tmpdir(), 'tutti-load-delivery-'))
    const postgres = values.database === 'postgres' ? await startPostgres(run, run.cores[values.beside]) : undefined
    try {
      return await withRows(run, values, folder, postgres?.url)
    } finally {
      await postgres?.end()
      rmSync(folder, { recursive: true, force: true })
    }
  },
})

const withRows = async (
  run: Run,
  values: DeliveryValues,
  folder: string,
  database: string | undefined,
): Promise<Outcome> => {
  const secret = randomBytes(32).toString('base64url')
  const settings = {
    TUTTI_SECRET: secret,
    TUTTI_DATA_DIR: folder,
    ...(database !== undefined && { DATABASE_URL: database }),
  }
  const open = (): Promise<Rows> =>
    database === undefined ? Promise.resolve(sqliteRows(join(folder, 'tutti.db'))) : postgresRows(database)
  const workers = values.workers || run.cores.clientCount
  const plan = planOf(values, secret, join(folder, 'samples'))
  const before = await writeOrders(run, plan, settings, open)
  const subject = await tuttiServer(run, settings)
  let load: Load & { readonly rungs?: Figures }
  try {
    const on = { ...plan, url: subject.url.href, pid: subject.pid }
    load = values.ladder
      ? await ladder(run, subject, on, workers, values.fixes)
      : await deliver(run, subject, on, workers)
    await endOf(subject, values.kill ? 'SIGKILL' : 'SIGTERM')
  } finally {
    await subject.end()
  }
  const rows = await open()
  const kept = await keptOf(rows, plan, workers, before)
  await rows.end()
  const { measured, result, faults } = load
  const { couriers, fixes, watchers, each, sockets, kill, beside } = values
  return {
    params: {
      couriers,
      fixes,
      watchers,
      each,
      sockets,
      kill,
      database: values.database,
      beside,
      ladder: values.ladder,
      watcherSockets: eatersOf(plan),
      feeders: plan.feeders,
    },
    seconds: measured.seconds,
    server: measured.server,
    result: {
      ...result,
      ...keptFigures(measured, kept, values.kill),
      indexUsPerMove: indexUsPerMove(couriers, plan.watched),
    },
    peers: [],
    faults,
  }
}

const planOf = (values: DeliveryValues, secret: string, samplesFile: string): DeliveryPlan => {
  const { couriers, fixes, watchers, each, sockets, files, ladder: climbs } = values
  const watched = Math.ceil(watchers / each)
  const top = climbs ? Math.max(...RUNGS) : fixes
  const feeders = feedersFor(top)
  const free = files - OTHER_FILES - sockets - feeders
  const perSocket = Math.ceil(watchers / Math.max(1, free))
  if (watched > couriers) throw new UsageError('there are fewer couriers than it takes to carry so many orders')
  if (free < 1 || perSocket > ORDERS_PER_CUSTOMER)
    throw new UsageError(`${files} open files are too few for so many sockets`)
  return {
    url: '',
    pid: null,
    secret,
    couriers,
    watched,
    each,
    orders: watchers,
    perSocket,
    feeders,
    fixes,
    sockets,
    socketEveryS: 5,
    samples: SAMPLES,
    samplesFile,
  }
}

/** The first order by commands, the others as the same rows. Resolves with how many fixes are in tracks now. */
const writeOrders = async (
  run: Run,
  plan: DeliveryPlan,
  settings: Readonly<Record<string, string>>,
  open: () => Promise<Rows>,
): Promise<number> => {
  run.say('Tutti: one order is taken and carried')
  const subject = await tuttiServer(run, settings)
  try {
    const staged = await stage(subject.url, plan)
    await endOf(subject, 'SIGTERM')
    run.say(`Tutti: ${plan.orders - 1} more are written like it`)
    const rows = await open()
    await multiply(rows, plan, staged)
    const { fixes } = await keptIn(rows)
    await rows.end()
    return fixes
  } finally {
    await subject.end()
  }
}

const endOf = async (subject: Subject, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (subject.pid === null) return
  process.kill(subject.pid, signal)
  for (const deadlineMs = performance.now() + END_MS; subject.died() === undefined; await after(50))
    if (performance.now() > deadlineMs) throw new InvalidRun(`the server does not end within ${END_MS / 1000} s`)
}

const ladder = async (run: Run, subject: Subject, plan: DeliveryPlan, workers: number, from: number): Promise<Load> => {
  const loads = new Map<number, Load>()
  const rungs = await climb(from, async (fixes) => {
    const load = await deliver(run, subject, { ...plan, fixes }, workers)
    loads.set(fixes, load)
    const { cpuPercent } = load.measured.server
    run.say(`Tutti: ${fixes} fixes/s: ${JSON.stringify({ cpuPercent, ...load.result, faults: load.faults })}`)
    return { fixes, cpuPercent, result: load.result, faults: load.faults }
  })
  const top = rungs.findLast(holds) ?? rungs[0]!
  const best = loads.get(top.fixes)!
  const climbed = rungs.map((rung) => ({
    fixes: rung.fixes,
    cpuPercent: rung.cpuPercent,
    ...rung.result,
    held: holds(rung),
  }))
  return { ...best, result: { ...best.result, ladder: { fixes: top.fixes, ...best.result }, rungs: climbed } }
}

const deliver = async (run: Run, subject: Subject, plan: DeliveryPlan, workers: number): Promise<Load> => {
  const measured = await measure(run, 'Tutti', subject, {
    driver: new URL('delivery-driver.ts', import.meta.url),
    plan,
    workers,
    clients: plan.feeders + plan.sockets + eatersOf(plan),
    joinMs: JOIN_MS,
  })
  return { measured, result: figuresOf(measured), faults: measured.faults }
}
