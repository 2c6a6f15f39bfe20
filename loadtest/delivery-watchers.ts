/** Customers who watch their couriers, each on a socket of its own, with one order or several. */
import { POSITION_BYTES } from '../shared/delivery/output-codec.ts'
import { REGION, eaterId, eatersOf, tokenOf } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import { sourceOf } from './idle-driver.ts'
import type { LatencyCounts } from './latency-counts.ts'
import { LeanSeat } from './lean-seat.ts'
import { pooled } from './pool.ts'
import type { Share } from './swarm-messages.ts'

const CONNECT_AT_ONCE = 256
/** Byte of a position that holds the flags; 1: it is a square only. */
const FLAGS_AT = 16

export class Watchers {
  updates = 0
  /** Updates that showed a square: nothing of a latency can be read from them. */
  coarse = 0
  readonly #plan: DeliveryPlan
  readonly #share: Share
  readonly #latency: LatencyCounts
  readonly #seats: LeanSeat[] = []
  #closing = false

  constructor(plan: DeliveryPlan, share: Share, latency: LatencyCounts) {
    this.#plan = plan
    this.#share = share
    this.#latency = latency
  }

  async join(lost: (reason: string) => void): Promise<number> {
    const { url, secret } = this.#plan
    const base = new URL(url)
    const { index, count } = this.#share
    const all = eatersOf(this.#plan)
    const mine = Math.max(0, Math.ceil((all - index) / count))
    await pooled(mine, CONNECT_AT_ONCE, async (i) => {
      const eater = i * count + index
      const options = {
        url: base,
        localAddress: sourceOf(base, eater),
        token: tokenOf(secret, eaterId(eater)),
        device: 'load',
        kind: 'delivery',
        room: REGION,
        join: { as: 'customer' },
      }
      const seat = await LeanSeat.open(options, {
        state: (_op, body) => this.#told(body),
        lost: (reason) => {
          if (!this.#closing) lost(reason)
        },
      })
      this.#seats.push(seat)
    })
    return mine
  }

  close(): void {
    this.#closing = true
    for (const seat of this.#seats.splice(0)) seat.close()
  }

  #told(body: Uint8Array): void {
    if (body.length !== POSITION_BYTES) return
    this.updates++
    if ((body[FLAGS_AT]! & 1) !== 0) {
      this.coarse++
      return
    }
    // The fix's time, modulo 2^32 ms.
    const t = (body[0]! | (body[1]! << 8) | (body[2]! << 16) | (body[3]! << 24)) >>> 0
    this.#latency.record((performance.timeOrigin + performance.now() - t) % 0x1_0000_0000)
  }
}
