/** One client process of the delivery load: feeders, couriers with sockets of their own, and customers who watch. */
import { writeFileSync } from 'node:fs'
import { setTimeout as after } from 'node:timers/promises'
import type { Figures } from '../shared/delivery/types.ts'
import { Feeders } from './delivery-feeders.ts'
import { DISPATCHER, REGION, tokenOf } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { Riders } from './delivery-riders.ts'
import { Watchers } from './delivery-watchers.ts'
import type { Driver } from './driver.ts'
import type { Histogram } from './histogram.ts'
import { LatencyCounts } from './latency-counts.ts'
import { LeanSeat } from './lean-seat.ts'
import { cpuMs } from './proc-stats.ts'
import type { Counts, Share } from './swarm-messages.ts'

/** After the window the customers leave, and what fixes cost without them is read over this time. */
const LEAVE_MS = 3_000
const ALONE_MS = 6_000
/** Until the region has told of all that was sent. */
const TOLD_MS = 4_000

/** What the region told, and when. */
interface Told {
  readonly figures: Figures
  readonly atMs: number
}

class DeliveryDriver implements Driver {
  readonly #plan: DeliveryPlan
  readonly #share: Share
  readonly #latency = new LatencyCounts()
  readonly #lost: string[] = []
  readonly #feeders: Feeders
  readonly #riders: Riders
  readonly #watchers: Watchers
  /** As the region tells its dispatchers; the first process listens. */
  #figures: Told | undefined
  #first: Told | undefined
  #marks = { updates: 0, coarse: 0, leftOut: 0 }
  #told = { sent: 0, acked: 0, updates: 0 }
  #counted: Counts = {}
  /** Of the window, once it is over. */
  #closed: Histogram | undefined

  constructor(plan: DeliveryPlan, share: Share) {
    this.#plan = plan
    this.#share = share
    this.#feeders = new Feeders(plan, share)
    this.#riders = new Riders(plan, share)
    this.#watchers = new Watchers(plan, share, this.#latency)
  }

  async join(): Promise<number> {
    const lost = (reason: string): void => void this.#lost.push(reason)
    const { url, secret } = this.#plan
    if (this.#share.index === 0)
      await LeanSeat.open(
        {
          url: new URL(url),
          token: tokenOf(secret, DISPATCHER),
          device: 'load',
          kind: 'delivery',
          room: REGION,
          join: { as: 'dispatcher' },
        },
        { lost, heard: (event, body) => this.#heard(event, body) },
      )
    const feeders = await this.#feeders.join(lost)
    const riders = await this.#riders.join(lost)
    this.#feeders.start()
    this.#riders.start()
    return feeders + riders + (await this.#watchers.join(lost))
  }

  #heard(event: string, body: unknown): void {
    // The event's name fixes its body's type.
    if (event === 'figures') this.#figures = { figures: body as Figures, atMs: performance.now() }
  }

  open(): void {
    this.#latency.clear()
    this.#first = this.#figures
    const { updates, coarse } = this.#watchers
    this.#marks = { updates, coarse, leftOut: this.#leftOut }
  }

  async close(): Promise<void> {
    const updates = this.#watchers.updates - this.#marks.updates
    const coarse = this.#watchers.coarse - this.#marks.coarse
    const leftOut = this.#leftOut - this.#marks.leftOut
    this.#closed = this.#latency.histogram()
    const window = this.#spanSince(this.#first)
    const alone = await this.#alone()
    this.#feeders.stop()
    this.#riders.stop()
    const sent = (): number => this.#feeders.sent + this.#riders.sent
    const deadlineMs = performance.now() + TOLD_MS
    while (performance.now() < deadlineMs && this.#share.index === 0 && takenOf(this.#figures?.figures) < sent())
      await after(100)
    const file = this.#feeders.sampled()
    writeFileSync(`${this.#plan.samplesFile}.${this.#share.index}`, JSON.stringify(file))
    this.#counted = {
      updates,
      coarse,
      leftOut,
      ...window,
      ...alone,
      sent: sent(),
      acked: this.#feeders.acked + this.#riders.acked,
      ...totals(this.#figures?.figures),
    }
  }

  /** Of the first process: fixes that the region took since then, and in what time. */
  #spanSince(first: Told | undefined): Counts {
    const last = this.#figures
    if (first === undefined || last === undefined || last.atMs <= first.atMs) return {}
    return { accepted: last.figures.accepted - first.figures.accepted, acceptedMs: last.atMs - first.atMs }
  }

  async #alone(): Promise<Counts> {
    this.#watchers.close()
    const { pid } = this.#plan
    if (pid === null) return {}
    await after(LEAVE_MS)
    const first = this.#figures
    const startMs = performance.now()
    const startCpuMs = cpuMs(pid)
    await after(ALONE_MS)
    const endCpuMs = cpuMs(pid)
    const { accepted = 0, acceptedMs = 0 } = this.#spanSince(first)
    if (startCpuMs === null || endCpuMs === null || accepted === 0 || this.#share.index > 0) return {}
    const perSecond = ((endCpuMs - startCpuMs) * 1000) / (performance.now() - startMs)
    return { aloneUsPerFix: (perSecond * 1000) / ((accepted / acceptedMs) * 1000) }
  }

  get #leftOut(): number {
    return this.#feeders.leftOut + this.#riders.leftOut
  }

  progress(): Counts {
    const now = {
      sent: this.#feeders.sent + this.#riders.sent,
      acked: this.#feeders.acked + this.#riders.acked,
      updates: this.#watchers.updates,
    }
    const told = this.#told
    this.#told = now
    return {
      'fixes/s': now.sent - told.sent,
      'acked/s': now.acked - told.acked,
      'updates/s': now.updates - told.updates,
      ...(this.#figures !== undefined && { accepted: this.#figures.figures.accepted }),
    }
  }

  histograms(): Readonly<Record<string, Histogram>> {
    return { watcher: this.#closed ?? this.#latency.histogram() }
  }

  counts(): Counts {
    return this.#counted
  }

  faults(): string[] {
    const faults: string[] = []
    const { leftOut = 0 } = this.#counted
    if (this.#lost.length > 0) faults.push(`${this.#lost.length} clients were lost: ${this.#lost[0]}`)
    if (leftOut > 0) faults.push(`a client process fell behind and left out ${leftOut} fixes`)
    return faults
  }
}

const totals = (figures: Figures | undefined): Counts =>
  figures === undefined
    ? {}
    : {
        acceptedInAll: figures.accepted,
        ...Object.fromEntries(Object.entries(figures.refused).map(([reason, count]) => [`refused ${reason}`, count])),
      }

const takenOf = (figures: Figures | undefined): number =>
  figures === undefined ? 0 : Object.values(figures.refused).reduce((sum, count) => sum + count, figures.accepted)

/** `plan` is what delivery.ts passed on. */
export const createDriver = (plan: unknown, share: Share): Driver => new DeliveryDriver(plan as DeliveryPlan, share)
