/** Gateways that send the fixes of all couriers without a socket of their own: a frame each every 50 ms. */
import { FeederWriter } from '../shared/delivery/feeder-frame.ts'
import { REGION, fedId, feederId, feederOf, frame, tokenOf } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { Samples } from './delivery-samples.ts'
import { Walk } from './delivery-walk.ts'
import { LeanSeat } from './lean-seat.ts'
import type { Share } from './swarm-messages.ts'

const STEP_MS = 50
/** Behind by more than this, fixes are left out: who was held up does not send a storm. */
const MAX_BEHIND_MS = 500

interface Feeder {
  readonly seat: LeanSeat
  readonly writer: FeederWriter
  batch: number
  /** Fixes of batches that are not acknowledged, oldest first. */
  readonly waiting: { readonly batch: number; readonly fixes: number; readonly sentMs: number }[]
  acked: number
  fixes: number
}

/** Couriers of this process in turn, at so many fixes a second in all. */
interface Round {
  readonly members: readonly number[]
  readonly perSecond: number
  made: number
}

export class Feeders {
  sent = 0
  acked = 0
  leftOut = 0
  /** Of the newest batch that was acknowledged: from its sending to that. */
  ackMs = 0
  readonly samples: Samples
  readonly #plan: DeliveryPlan
  readonly #feeders = new Map<number, Feeder>()
  readonly #count: number
  /** Numbers of the feeders of this process. */
  readonly #mine: number[] = []
  readonly #rounds: Round[] = []
  readonly #walk: Walk
  readonly #seqs: Uint32Array
  readonly #lastMs: Float64Array
  readonly #epochMs = Date.now() - 1
  readonly #fix = { seq: 0, t: 0, latE7: 0, lonE7: 0, headingCdeg: 0, speedCmS: 0, accuracyM: 0, flags: 0 }
  #startMs = 0
  #timer: NodeJS.Timeout | undefined

  constructor(plan: DeliveryPlan, { index, count }: Share) {
    const { couriers, watched, fixes, samples } = plan
    this.#plan = plan
    this.#count = plan.feeders
    this.samples = new Samples(couriers, samples)
    this.#walk = new Walk(couriers, watched)
    this.#seqs = new Uint32Array(couriers)
    this.#lastMs = new Float64Array(couriers)
    const mine = (from: number, to: number): number[] => {
      const members: number[] = []
      for (let i = from; i < to; i++) if (feederOf(i, this.#count) % count === index) members.push(i)
      return members
    }
    // Whoever carries reports every second; the others share what is left of the rate.
    const carrying = Math.min(fixes, watched)
    const round = (members: readonly number[], perSecond: number, of: number): void => {
      if (members.length > 0) this.#rounds.push({ members, perSecond: (perSecond * members.length) / of, made: 0 })
    }
    round(mine(0, watched), carrying, watched)
    round(mine(watched, couriers), fixes - carrying, couriers - watched)
    for (let n = index; n < this.#count; n += count) this.#mine.push(n)
  }

  /** Resolves with how many are in. */
  async join(lost: (reason: string) => void): Promise<number> {
    const { url, secret } = this.#plan
    for (const n of this.#mine) {
      const token = tokenOf(secret, feederId(n))
      const seat = await LeanSeat.open(
        { url: new URL(url), token, device: 'load', kind: 'delivery', room: REGION, join: { as: 'feeder' } },
        { lost, heard: (event, body) => this.#heard(n, event, body) },
      )
      this.#feeders.set(n, { seat, writer: new FeederWriter(), batch: 0, waiting: [], acked: 0, fixes: 0 })
    }
    return this.#feeders.size
  }

  start(): void {
    this.#startMs = performance.now()
    this.#timer = setInterval(() => this.#step(), STEP_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Fixes that are sent and not acknowledged. */
  get waiting(): number {
    return this.sent - this.acked
  }

  sampled() {
    return this.samples.file(
      (courier) => fedId(courier, this.#count),
      (courier) => this.#feeders.get(feederOf(courier, this.#count))!.acked,
    )
  }

  #step(): void {
    const nowMs = Date.now()
    const elapsedS = (performance.now() - this.#startMs) / 1000
    for (const feeder of this.#feeders.values()) this.#begin(feeder)
    for (const round of this.#rounds) {
      const due = Math.floor(elapsedS * round.perSecond)
      const least = due - Math.ceil((round.perSecond * MAX_BEHIND_MS) / 1000)
      if (round.made < least) {
        this.leftOut += least - round.made
        round.made = least
      }
      for (; round.made < due; round.made++) this.#add(round.members[round.made % round.members.length]!, nowMs)
    }
    for (const feeder of this.#feeders.values()) this.#send(feeder)
  }

  #add(courier: number, nowMs: number): void {
    const { x, y, headingCdeg, speedCmS } = this.#walk
    const last = this.#lastMs[courier]!
    this.#lastMs[courier] = nowMs
    this.#walk.step(courier, last === 0 ? 0 : (nowMs - last) / 1000)
    const fix = this.#fix
    fix.seq = ++this.#seqs[courier]!
    fix.t = nowMs
    fix.latE7 = frame.latE7Of(y[courier]! + this.#walk.noise())
    fix.lonE7 = frame.lonE7Of(x[courier]! + this.#walk.noise())
    fix.headingCdeg = headingCdeg[courier]!
    fix.speedCmS = speedCmS[courier]!
    fix.accuracyM = 4 + ((courier + fix.seq) & 3)
    const feeder = this.#feeders.get(feederOf(courier, this.#count))!
    if (!feeder.writer.add(courier, fix)) {
      this.#send(feeder)
      this.#begin(feeder)
      feeder.writer.add(courier, fix)
    }
    feeder.fixes++
    this.samples.sent(courier, nowMs, feeder.batch)
  }

  #begin(feeder: Feeder): void {
    feeder.batch++
    feeder.fixes = 0
    feeder.writer.begin(feeder.batch, this.#epochMs)
  }

  #send(feeder: Feeder): void {
    if (feeder.writer.empty) return
    feeder.waiting.push({ batch: feeder.batch, fixes: feeder.fixes, sentMs: performance.now() })
    this.sent += feeder.fixes
    feeder.seat.input(feeder.writer.bytes())
  }

  #heard(n: number, event: string, body: unknown): void {
    const feeder = this.#feeders.get(n)
    if (event !== 'ack' || feeder === undefined) return
    const { seq } = body as { readonly seq: number }
    feeder.acked = Math.max(feeder.acked, seq)
    while (feeder.waiting.length > 0 && feeder.waiting[0]!.batch <= seq) {
      const { fixes, sentMs } = feeder.waiting.shift()!
      this.acked += fixes
      this.ackMs = performance.now() - sentMs
    }
  }
}
