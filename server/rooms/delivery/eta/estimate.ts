/** When an order will be at its door, from what is known now: at the earliest, and (85 of 100) at the latest. Pure. */
import { DOOR_MS } from './learning.ts'
import type { Learning, WayKind } from './learning.ts'
import type { Spread } from './residual.ts'

/** Where an order is on its way. Spans are milliseconds of life. */
export interface Standing {
  readonly restaurant: string
  /** From the restaurant to the door. */
  readonly way: WayKind
  /** Until it is ready, as its kitchen says; 0 or less: it should be. Null: it is. */
  readonly readyInMs: number | null
  /** Its courier's way to the restaurant, with what it has to do before; 0: it is there. Null: there is no courier yet. */
  readonly toPickupMs: number | null
  /** From the restaurant to the door; or, once it is carried, from where it is. */
  readonly toDoorMs: number
  readonly carried: boolean
}

/** From now on, ms of life. */
export interface Range {
  readonly fromMs: number
  readonly toMs: number
}

const scaled = ({ low, mid, high }: Spread, ms: number): Spread => ({ low: low * ms, mid: mid * ms, high: high * ms })
const shifted = ({ low, mid, high }: Spread, ms: number): Spread => ({ low: low + ms, mid: mid + ms, high: high + ms })
const notBefore = ({ low, mid, high }: Spread, ms: number): Spread => ({
  low: Math.max(low, ms),
  mid: Math.max(mid, ms),
  high: Math.max(high, ms),
})
/** Both have to be there. */
const later = (a: Spread, b: Spread): Spread => ({
  low: Math.max(a.low, b.low),
  mid: Math.max(a.mid, b.mid),
  high: Math.max(a.high, b.high),
})

const NOW: Spread = { low: 0, mid: 0, high: 0 }

export const estimate = (order: Standing, learning: Learning): Range => {
  const way = learning.way(order.way)
  const toDoor = scaled(way, order.toDoorMs + DOOR_MS)
  if (order.carried) return rangeOf([toDoor])
  // It can be no earlier than now, however early its kitchen usually is.
  const ready =
    order.readyInMs === null ? NOW : notBefore(shifted(learning.prep(order.restaurant), order.readyInMs), 10_000)
  const here =
    order.toPickupMs === null ? shifted(learning.found(), Math.max(0, ready.mid)) : scaled(way, order.toPickupMs)
  return rangeOf([later(ready, here), learning.counter(), toDoor])
}

/** One after the other: middles add up, and what they may be off by adds up as of independent things. */
const rangeOf = (parts: readonly Spread[]): Range => {
  let mid = 0
  let below = 0
  let above = 0
  for (const part of parts) {
    mid += part.mid
    below += (part.mid - part.low) ** 2
    above += (part.high - part.mid) ** 2
  }
  return { fromMs: Math.max(0, mid - Math.sqrt(below)), toMs: mid + Math.sqrt(above) }
}
