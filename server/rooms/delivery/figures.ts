/** The numbers that dispatchers see: counted where things happen, put together once a second, and never guessed. */
import type { Delivered, DispatchPolicy, Figures as Shown, OrderState } from '../../../shared/delivery/types.ts'
import type { Gauges } from './gauges.ts'
import type { Memory } from './memory.ts'

/** Deliveries that the mean and the p90 are of. */
const LAST = 100

export interface FigureSources {
  /** Fixes by what became of them. */
  readonly verdicts: () => Readonly<Record<string, number>>
  readonly couriers: () => Shown['couriers'] & { readonly simulated: number }
  readonly orders: () => Readonly<Record<OrderState, number>>
  readonly watchers: () => number
  /** Frames that left for watchers since the room opened. */
  readonly sent: () => number
  readonly pace: () => number
}

/** What goes on after a restart within a day. */
interface SavedFigures {
  readonly delivered: number
  readonly undelivered: number
  readonly since: { readonly policy: number; readonly pace: number }
  readonly doors: SavedDoors
  readonly batched: SavedDoors
  readonly nearest: SavedDoors
}

const DAY_MS = 86_400_000

const TAKEN = new Set(['live', 'late', 'inaccurate', 'quarantined'])
/** Counted beside what became of each fix. */
const BESIDE = new Set(['clamped', 'teleports', 'suspects'])

export class Figures {
  readonly gauges: Gauges
  #policy: DispatchPolicy
  #policySinceMs = 0
  #pace: number | undefined
  #paceSinceMs = 0
  #delivered = 0
  #undelivered = 0
  #dispatch = { orders: 0, couriers: 0, offers: 0 }
  readonly #doors = new Doors()
  readonly #byPolicy = { batched: new Doors(), nearest: new Doors() }
  #accepted = 0
  #sent = 0
  #atMs = 0

  #isNew = false

  constructor(gauges: Gauges, memory: Memory, policy: DispatchPolicy = 'batched') {
    this.gauges = gauges
    this.#policy = policy
    const saved = memory.of<SavedFigures>('figures', { save: () => this.#save() }, DAY_MS)
    if (saved === undefined) return
    this.#delivered = saved.delivered
    this.#undelivered = saved.undelivered
    this.#policySinceMs = saved.since.policy
    this.#paceSinceMs = saved.since.pace
    this.#doors.restore(saved.doors)
    for (const one of ['batched', 'nearest'] as const) this.#byPolicy[one].restore(saved[one])
  }

  #save(): SavedFigures | undefined {
    if (!this.#isNew) return undefined
    this.#isNew = false
    const { batched, nearest } = this.#byPolicy
    return {
      delivered: this.#delivered,
      undelivered: this.#undelivered,
      since: { policy: this.#policySinceMs, pace: this.#paceSinceMs },
      doors: this.#doors.save(),
      batched: batched.save(),
      nearest: nearest.save(),
    }
  }

  get policy(): DispatchPolicy {
    return this.#policy
  }

  /** From now on, Unix ms, couriers are chosen so. */
  choose(policy: DispatchPolicy, nowMs: number): void {
    if (policy === this.#policy) return
    this.#policy = policy
    this.#policySinceMs = nowMs
    this.#isNew = true
  }

  /** From now on, Unix ms, the region goes so much faster than life. */
  paced(pace: number, nowMs: number): void {
    if (pace === this.#pace) return
    // Whoever is under way goes at both: nobody can say how long that is.
    if (this.#pace !== undefined) this.#paceSinceMs = nowMs
    this.#pace = pace
  }

  /** An order that was placed then is at its door now, both Unix ms, in a region that goes at this pace. */
  delivered(placedMs: number, nowMs: number, pace: number): void {
    this.#delivered++
    this.#isNew = true
    this.paced(pace, nowMs)
    if (placedMs < this.#paceSinceMs) return
    const ms = (nowMs - placedMs) * pace
    this.#doors.add(ms)
    // One that was placed before the policy changed says nothing about either.
    if (placedMs >= this.#policySinceMs) this.#byPolicy[this.#policy].add(ms)
  }

  /** A confirmed order has ended, and not at its door. */
  undelivered(): void {
    this.#undelivered++
    this.#isNew = true
  }

  dispatched(orders: number, couriers: number, offers: number): void {
    this.#dispatch = { orders, couriers, offers }
  }

  /** `nowMs`: of room time. */
  show(nowMs: number, from: FigureSources): Shown {
    const refused: Record<string, number> = {}
    let accepted = 0
    for (const [verdict, count] of Object.entries(from.verdicts())) {
      if (TAKEN.has(verdict)) accepted += count
      else if (!BESIDE.has(verdict)) refused[verdict] = count
    }
    const seconds = Math.max(0.2, (nowMs - this.#atMs) / 1_000)
    const sent = from.sent()
    const { simulated, ...couriers } = from.couriers()
    const all = this.#doors.shown()
    const { batched, nearest } = this.#byPolicy
    const { tookMs, indexUs, lagMs } = this.gauges.turn()
    const shown: Shown = {
      fixesPerSecond: Math.round((accepted - this.#accepted) / seconds),
      accepted,
      refused,
      couriers,
      orders: from.orders(),
      delivered: this.#delivered,
      undelivered: this.#undelivered,
      clickToDoorMin: all === null ? null : { mean: all.mean, p90: all.p90 },
      watchers: from.watchers(),
      sentPerSecond: Math.round((sent - this.#sent) / seconds),
      dispatch: {
        policy: this.#policy,
        ...this.#dispatch,
        tookMs,
        done: { batched: batched.shown(), nearest: nearest.shown() },
      },
      simulated,
      indexUs,
      lagMs,
      pace: from.pace(),
    }
    this.#accepted = accepted
    this.#sent = sent
    this.#atMs = nowMs
    return shown
  }
}

interface SavedDoors {
  readonly count: number
  readonly lastMs: readonly number[]
}

/** How long the last ones took. */
class Doors {
  #lastMs: number[] = []
  #count = 0

  save(): SavedDoors {
    return { count: this.#count, lastMs: this.#lastMs }
  }

  restore({ count, lastMs }: SavedDoors): void {
    this.#count = count
    this.#lastMs = [...lastMs]
  }

  add(ms: number): void {
    this.#count++
    this.#lastMs.push(ms)
    if (this.#lastMs.length > LAST) this.#lastMs.shift()
  }

  shown(): Delivered | null {
    const all = this.#lastMs.toSorted((a, b) => a - b)
    if (all.length === 0) return null
    const minutes = (ms: number): number => Math.round(ms / 6_000) / 10
    return {
      mean: minutes(all.reduce((sum, ms) => sum + ms, 0) / all.length),
      p90: minutes(all[Math.min(all.length - 1, Math.ceil(all.length * 0.9) - 1)]!),
      delivered: this.#count,
    }
  }
}
