/** Who is who in the delivery load: every process that takes part finds the same couriers, orders and customers by number. */
import { createHmac } from 'node:crypto'
import { localFrame } from '../shared/delivery/geo.ts'
import type { Place } from '../shared/delivery/types.ts'

export const REGION = 'load'
export const KITCHEN = 'kitchen'
export const CENTRE: Place = { latE7: 525_200_000, lonE7: 134_050_000 }
export const RADIUS_M = 20_000
/** Half of the square that couriers are in. */
export const HALF_M = 12_500
/** Fixes that one gateway's socket carries: it may send 128 KB a second. */
const FIXES_PER_FEEDER = 4_000
/** Orders that one customer may have open. */
export const ORDERS_PER_CUSTOMER = 5
export const frame = localFrame(CENTRE.latE7, CENTRE.lonE7)

export interface DeliveryPlan {
  /** Where the server listens, and its process; null: it runs elsewhere. */
  readonly url: string
  readonly pid: number | null
  /** Signs the tokens of everybody here. */
  readonly secret: string
  /** Couriers that feeders speak for. The first `watched` of them carry `each` orders, and send a fix a second. */
  readonly couriers: number
  readonly watched: number
  readonly each: number
  readonly orders: number
  /** Orders of one customer, who has one socket. */
  readonly perSocket: number
  /** Gateways, and their fixes a second in all. */
  readonly feeders: number
  readonly fixes: number
  /** Couriers with a socket of their own beside them, and seconds from fix to fix of each. */
  readonly sockets: number
  readonly socketEveryS: number
  /** Every fix of so many couriers is remembered, and looked for in the tracks. */
  readonly samples: number
  /** Where it is left, by the number of the client process. */
  readonly samplesFile: string
}

/** How many it takes. */
export const feedersFor = (fixes: number): number => Math.max(1, Math.ceil(fixes / FIXES_PER_FEEDER))
export const feederId = (n: number): string => `load-feeder-${n}`
/** Couriers take turns with feeders, as those that stand beside each other in the numbers do with client processes. */
export const feederOf = (courier: number, feeders: number): number => courier % feeders
export const fedId = (courier: number, feeders: number): string => `${feederId(feederOf(courier, feeders))}/${courier}`
export const riderId = (n: number): string => `load-rider-${n}`
export const eaterId = (n: number): string => `load-eater-${n}`
export const DISPATCHER = 'load-dispatcher'

export const eatersOf = ({ orders, perSocket }: Pick<DeliveryPlan, 'orders' | 'perSocket'>): number =>
  Math.ceil(orders / perSocket)
export const eaterOf = (order: number, perSocket: number): number => Math.floor(order / perSocket)
export const courierOf = (order: number, each: number): number => Math.floor(order / each)

/** Where a courier's orders go: spread over the square by multiples of primes. Metres of the frame. */
export const doorX = (courier: number): number => ((courier * 7_919) % (2 * HALF_M)) - HALF_M
export const doorY = (courier: number): number => ((courier * 104_729) % (2 * HALF_M)) - HALF_M
export const doorOf = (courier: number): Place => ({
  latE7: frame.latE7Of(doorY(courier)),
  lonE7: frame.lonE7Of(doorX(courier)),
})

/** A token (JWT, HS256) of an account of this run's own server. */
export const tokenOf = (secret: string, user: string): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part({ alg: 'HS256' })}.${part({ sub: user, name: user })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
