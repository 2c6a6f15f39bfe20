/** `load dispatch`: generated days of orders under each policy, and whether a decision that was kept is decided again. */
import { Dispatcher, replay } from '../server/rooms/delivery/dispatch/dispatcher.ts'
import { DISPATCH } from '../server/rooms/delivery/dispatch/settings.ts'
import type { PolicyName } from '../server/rooms/delivery/dispatch/types.ts'
import { number, text } from './arguments.ts'
import { generateDay } from './dispatch-day.ts'
import { runDay } from './dispatch-run.ts'
import type { DayOutcome } from './dispatch-run.ts'
import { Histogram } from './histogram.ts'
import { NOT_MEASURED, defineLoad } from './run.ts'
import type { Figures, Outcome } from './run.ts'

/** From the one that everybody begins with to ours. */
const POLICIES: readonly PolicyName[] = ['nearest', 'greedy', 'batchedGreedy', 'batched']
/** Who is not on the way by then has been given up. */
const PATIENCE_MS = 90 * 60_000
/** Milliseconds that a decision may take before the cheapest pairs go first. */
const BUDGET_MS = 25
const MINUTE_MS = 60_000
/** More than the decisions of any day take: all of them are replayed. */
const LOG_BYTES = 256 * 1024 * 1024

export const dispatch = defineLoad({
  name: 'dispatch',
  about: 'generated days of orders and couriers: each dispatch policy on the same days',
  switches: {
    days: number(10, 1, 100, 'days, each of its own seed'),
    orders: number(1_570, 1, 20_000, 'orders of a day'),
    couriers: number(175, 1, 5_000, 'shifts of a day'),
    tick: number(60, 1, 600, 'seconds between two decisions'),
    seed: text('word that the days are made from'),
  },
  run: (run, { days, orders, couriers, tick, seed = 'tutti' }): Promise<Outcome> => {
    const params = { days, orders, couriers, tick, seed }
    const beganMs = performance.now()
    const faults: string[] = []
    const policies = POLICIES.map((name) => {
      const outcomes: DayOutcome[] = []
      let strayed = 0
      for (let day = 0; day < days && !run.signal.aborted; day++) {
        const { outcome, wrong } = runOne(name, `${seed}-${day}`, { orders, couriers, tickMs: tick * 1000 })
        outcomes.push(outcome)
        strayed += wrong
      }
      if (strayed > 0) faults.push(`${name}: ${strayed} decisions of the log are decided otherwise when replayed`)
      const figures = figuresOf(name, outcomes, strayed)
      run.say(lineOf(figures))
      return figures
    })
    const seconds = (performance.now() - beganMs) / 1000
    const result = { policies, ...comparison(policies[0]!, policies.at(-1)!) }
    const missed = missedLimits(policies[0]!, policies.at(-1)!)
    faults.push(...missed)
    if (missed.length === 0) run.say('at most a fifth of the undelivered, and a quarter sooner at the door: both hold')
    return Promise.resolve({ params, seconds, server: NOT_MEASURED, result, peers: [], faults })
  },
})

interface OneDay {
  readonly orders: number
  readonly couriers: number
  readonly tickMs: number
  /** Infinity: it takes what it takes, and decides the same on every machine. */
  readonly budgetMs?: number
}

/** When time decides to give up on the best the log says so, and a replay goes by the log. */
export const runOne = (
  policy: PolicyName,
  seed: string,
  { orders, couriers, tickMs, budgetMs = BUDGET_MS }: OneDay,
) => {
  const settings = { ...DISPATCH, tickMs }
  let beganMs = 0
  const dispatcher = new Dispatcher({
    settings,
    logBytes: LOG_BYTES,
    enough: () => performance.now() - beganMs > budgetMs,
  })
  // Read before and after each decision: the budget counts from the first.
  const clock = () => (beganMs = performance.now())
  const outcome = runDay(generateDay(seed, orders, couriers), {
    policy,
    dispatcher,
    settings,
    patienceMs: PATIENCE_MS,
    clock,
  })
  const wrong = replay(dispatcher.log).filter(
    ({ recorded, replayed }) => JSON.stringify(recorded) !== JSON.stringify(replayed),
  ).length
  return { outcome, wrong }
}

export interface PolicyFigures extends Figures {
  readonly name: PolicyName
  readonly orders: number
  readonly undelivered: number
  readonly clickToDoorMin: { readonly mean: number; readonly p90: number }
  readonly readyToPickupMin: number
  readonly courierWaitMin: number
  readonly driveMin: number
  readonly bundled: number
  readonly decidedOtherwise: number
}

export const figuresOf = (
  name: PolicyName,
  outcomes: readonly DayOutcome[],
  decidedOtherwise: number,
): PolicyFigures => {
  const delivered = outcomes.flatMap((day) => day.delivered)
  const orders = total(outcomes, (day) => day.orders)
  const minutes = delivered.map(({ clickToDoorMs }) => clickToDoorMs / MINUTE_MS).sort((a, b) => a - b)
  const solveMs = new Histogram()
  for (const day of outcomes) for (const ms of day.solveMs) solveMs.record(ms)
  const each = (sum: number): number => sum / Math.max(1, delivered.length)
  return {
    name,
    orders,
    undelivered: orders - delivered.length,
    clickToDoorMin: {
      mean: each(total(minutes, (minute) => minute)),
      p90: minutes[Math.floor(minutes.length * 0.9)] ?? Number.NaN,
    },
    readyToPickupMin: each(total(delivered, ({ readyToPickupMs }) => readyToPickupMs)) / MINUTE_MS,
    courierWaitMin: each(total(outcomes, (day) => day.courierWaitMs)) / MINUTE_MS,
    driveMin: each(total(outcomes, (day) => day.driveMs)) / MINUTE_MS,
    bundled: total(outcomes, (day) => day.bundled),
    greedyDecisions: total(outcomes, (day) => day.greedyTicks),
    decidedOtherwise,
    solveMs: solveMs.percentiles(),
  }
}

const total = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((sum, item) => sum + of(item), 0)

/** Of nearest-first's undelivered orders, and of its mean from click to door, what ours may have at most. */
const UNDELIVERED_MOST = 1 / 5
const CLICK_TO_DOOR_MOST = 0.75

/** What ours promises beside nearest-first and did not keep on these days. */
export const missedLimits = (nearest: PolicyFigures, ours: PolicyFigures): readonly string[] => {
  const missed: string[] = []
  if (ours.undelivered > nearest.undelivered * UNDELIVERED_MOST)
    missed.push(`${ours.undelivered} undelivered, more than a fifth of nearest-first's ${nearest.undelivered}`)
  const [mean, other] = [ours.clickToDoorMin.mean, nearest.clickToDoorMin.mean]
  if (!(mean <= other * CLICK_TO_DOOR_MOST))
    missed.push(
      `${mean.toFixed(1)} min from click to door, not a quarter less than nearest-first's ${other.toFixed(1)}`,
    )
  return missed
}

/** Ours beside nearest-first. Orders that were not delivered are in neither mean, which flatters whoever has more of them. */
const comparison = (nearest: PolicyFigures, ours: PolicyFigures): Figures => ({
  undeliveredShare: ours.undelivered / Math.max(1, nearest.undelivered),
  clickToDoorChangePercent: (ours.clickToDoorMin.mean / nearest.clickToDoorMin.mean - 1) * 100,
})

const lineOf = (figures: PolicyFigures): string => {
  const { name, orders, undelivered, clickToDoorMin, readyToPickupMin, driveMin } = figures
  const minutes = (value: number): string => value.toFixed(1)
  return [
    name.padEnd(14),
    `${undelivered} of ${orders} undelivered`,
    `click to door ${minutes(clickToDoorMin.mean)} min, p90 ${minutes(clickToDoorMin.p90)}`,
    `food waits ${minutes(readyToPickupMin)}`,
    `rides ${minutes(driveMin)} an order`,
  ].join(' · ')
}
