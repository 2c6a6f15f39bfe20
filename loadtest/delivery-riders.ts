/** Couriers with a phone of their own: each on its own socket, a live frame of one fix every few seconds. */
import { FixColumns, LIVE_FRAME, encodeOwn } from '../shared/delivery/fixes.ts'
import { Beat } from './beat.ts'
import { REGION, frame, riderId, tokenOf } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { Walk } from './delivery-walk.ts'
import { sourceOf } from './idle-driver.ts'
import { LeanSeat } from './lean-seat.ts'
import { pooled } from './pool.ts'
import type { Share } from './swarm-messages.ts'

const CONNECT_AT_ONCE = 32
/** Behind the customers' among the source addresses. */
const ADDRESS_FROM = 40_000

export class Riders {
  sent = 0
  acked = 0
  readonly #plan: DeliveryPlan
  readonly #share: Share
  readonly #mine: number
  readonly #seats: LeanSeat[] = []
  readonly #walk: Walk
  readonly #seqs: Uint32Array
  readonly #ackedSeqs: Uint32Array
  readonly #epochMs = Date.now() - 1
  readonly #fixes = new FixColumns(1)
  #beat: Beat | undefined

  constructor(plan: DeliveryPlan, share: Share) {
    this.#plan = plan
    this.#share = share
    const mine = (this.#mine = Math.max(0, Math.ceil((plan.sockets - share.index) / share.count)))
    this.#walk = new Walk(mine, 0)
    this.#seqs = new Uint32Array(mine)
    this.#ackedSeqs = new Uint32Array(mine)
  }

  get leftOut(): number {
    return this.#beat?.leftOut ?? 0
  }

  async join(lost: (reason: string) => void): Promise<number> {
    const { url, secret } = this.#plan
    const base = new URL(url)
    await pooled(this.#seqs.length, CONNECT_AT_ONCE, async (i) => {
      const rider = i * this.#share.count + this.#share.index
      const options = {
        url: base,
        localAddress: sourceOf(base, ADDRESS_FROM + rider),
        token: tokenOf(secret, riderId(rider)),
        device: 'load',
        kind: 'delivery',
        room: REGION,
        join: { as: 'courier' },
      }
      const seat = await LeanSeat.open(options, { lost, heard: (event, body) => this.#heard(i, event, body) })
      await seat.ask('online', { vehicle: 'scooter', maxLoad: 1 })
      this.#seats[i] = seat
    })
    return this.#mine
  }

  start(): void {
    if (this.#mine === 0) return
    this.#beat = new Beat(1 / this.#plan.socketEveryS, this.#mine, (i) => this.#send(i))
    this.#beat.start()
  }

  stop(): void {
    this.#beat?.stop()
  }

  #send(i: number): void {
    const { x, y, headingCdeg, speedCmS } = this.#walk
    const seq = ++this.#seqs[i]!
    this.#walk.step(i, seq === 1 ? 0 : this.#plan.socketEveryS)
    const fixes = this.#fixes
    fixes.count = 0
    fixes.push({
      seq,
      t: Date.now(),
      latE7: frame.latE7Of(y[i]! + this.#walk.noise()),
      lonE7: frame.lonE7Of(x[i]! + this.#walk.noise()),
      headingCdeg: headingCdeg[i]!,
      speedCmS: speedCmS[i]!,
      accuracyM: 4 + (seq & 3),
      flags: 0,
    })
    this.sent++
    this.#seats[i]!.input(encodeOwn(LIVE_FRAME, fixes, this.#epochMs, this.#ackedSeqs[i]! + 1))
  }

  #heard(i: number, event: string, body: unknown): void {
    if (event !== 'ack') return
    const { epochMs, seq } = body as { readonly epochMs: number; readonly seq: number }
    if (epochMs !== this.#epochMs || seq <= this.#ackedSeqs[i]!) return
    this.acked += seq - this.#ackedSeqs[i]!
    this.#ackedSeqs[i] = seq
  }
}
