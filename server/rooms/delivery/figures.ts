/** The numbers that dispatchers see: counted where things happen, put together once a second, and never guessed. */
import type { DispatchPolicy, Figures as Shown, OrderState } from '../../../shared/delivery/types.ts'

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
}

const TAKEN = new Set(['live', 'late', 'inaccurate', 'quarantined'])
/** Counted beside what became of each fix. */
const BESIDE = new Set(['clamped', 'teleports', 'suspects'])

export class Figures {
  policy: DispatchPolicy = 'batched'
  #dispatch = { orders: 0, couriers: 0, offers: 0 }
  readonly #doors: number[] = []
  #delivered = 0
  #accepted = 0
  #sent = 0
  #atMs = 0

  /** From placing an order to its door. */
  delivered(ms: number): void {
    this.#delivered++
    this.#doors.push(ms)
    if (this.#doors.length > LAST) this.#doors.shift()
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
    const shown: Shown = {
      fixesPerSecond: Math.round((accepted - this.#accepted) / seconds),
      accepted,
      refused,
      couriers,
      orders: from.orders(),
      delivered: this.#delivered,
      clickToDoorMin: this.#clickToDoor(),
      watchers: from.watchers(),
      sentPerSecond: Math.round((sent - this.#sent) / seconds),
      dispatch: { policy: this.policy, ...this.#dispatch },
      simulated,
    }
    this.#accepted = accepted
    this.#sent = sent
    this.#atMs = nowMs
    return shown
  }

  #clickToDoor(): Shown['clickToDoorMin'] {
    const all = this.#doors.toSorted((a, b) => a - b)
    if (all.length === 0) return null
    const minutes = (ms: number): number => Math.round(ms / 6_000) / 10
    return {
      mean: minutes(all.reduce((sum, ms) => sum + ms, 0) / all.length),
      p90: minutes(all[Math.min(all.length - 1, Math.ceil(all.length * 0.9) - 1)]!),
    }
  }
}
