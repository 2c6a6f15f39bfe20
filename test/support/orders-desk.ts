/** A region's desk without a room, and orders to put on it. */
import { ID_EPOCH_MS, PER_MS, idText } from '../../shared/id.ts'
import { seededRandom } from '../../shared/random.ts'
import type { PaymentMessage, PaymentOrder } from '../../shared/delivery/payment.ts'
import type { Knows } from '../../server/rooms/delivery/orders/commands.ts'
import type { OrdersDesk } from '../../server/rooms/delivery/orders/desk.ts'
import { fold } from '../../server/rooms/delivery/orders/events.ts'
import type { Happening } from '../../server/rooms/delivery/orders/events.ts'
import { factsText } from '../../server/rooms/delivery/orders/order.ts'
import type { OrderFacts, Placed, Who } from '../../server/rooms/delivery/orders/order.ts'

export const WALL_MS = Date.UTC(2026, 0, 1)

export interface Recorded {
  readonly write: string
  readonly row: Readonly<Record<string, unknown>>
}

export class FakeDesk implements OrdersDesk {
  readonly id = 'town'
  nowMs = WALL_MS
  readonly random = seededRandom('orders')
  readonly rows: Recorded[] = []
  readonly posted: { readonly kind: string; readonly room: string; readonly op: string; readonly body: unknown }[] = []
  readonly sent: { readonly channel: string; readonly target: string; readonly payload: unknown }[] = []
  #ids = 0

  wall(): number {
    return this.nowMs
  }

  newId(): string {
    return idText(WALL_MS - ID_EPOCH_MS + Math.floor(this.#ids / PER_MS), 1, this.#ids++ % PER_MS)
  }

  record(write: string, row: object): void {
    this.rows.push({ write, row: { ...row } })
  }

  post(kind: string, room: string, op: string, body: unknown): void {
    this.posted.push({ kind, room, op, body: structuredClone(body) })
  }

  sendOut(channel: string, target: string, payload: unknown): void {
    this.sent.push({ channel, target, payload: structuredClone(payload) })
  }

  /** Messages to the payment channel so far. */
  payments(): PaymentOrder[] {
    return this.sent
      .filter(({ channel }) => channel === 'payment')
      .map(({ payload }) => (payload as PaymentMessage).ask)
  }

  events(order: string): readonly Recorded['row'][] {
    return this.rows
      .filter(({ write, row }) => write === 'orderEvent' && row['order_id'] === order)
      .map(({ row }) => row)
  }

  /** The order as it is kept, and as its events make it: the same text. */
  keptAndFolded(order: string): readonly [kept: string, folded: string] {
    const kept = this.rows.findLast(({ write, row }) => write === 'order' && row['id'] === order)!
    return [kept.row['facts'] as string, factsText(foldRows(this.events(order)))]
  }
}

/** What rows of `delivery_order_event` come to. */
export const foldRows = (rows: readonly Readonly<Record<string, unknown>>[]): OrderFacts => {
  let order: OrderFacts | undefined
  for (const { n, at, actor, by_id: by, payload } of rows) {
    const event = { n, at, actor, by, what: JSON.parse(payload as string) as Happening }
    order = fold(order, event as Parameters<typeof fold>[1])
  }
  return order!
}

export const CUSTOMER: Who = { actor: 'customer', id: 'ann' }
export const RESTAURANT: Who = { actor: 'restaurant', id: 'cook', restaurant: 'corner' }
export const COURIER: Who = { actor: 'courier', id: 'rob' }
export const DISPATCHER: Who = { actor: 'dispatcher', id: 'dora' }
export const SUPPORT: Who = { actor: 'support', id: 'sam' }
export const SYSTEM: Who = { actor: 'system', id: '' }
export const EVERYBODY: readonly Who[] = [CUSTOMER, RESTAURANT, COURIER, DISPATCHER, SUPPORT, SYSTEM]

/** Everything that guards ask for. */
export const ALL_WELL: Knows = {
  wallMs: WALL_MS,
  quoteValid: true,
  open: true,
  available: true,
  seenPickup: true,
  seenDrop: true,
  proofNeeded: false,
  cancelFee: 300,
}

/** Two soups for 1400, 98 of tax, 300 for the way, 150 of surge, 100 of tip. */
export const placed = (id: string, over: Partial<Placed> = {}): Placed => ({
  id,
  quote: `quote of ${id}`,
  customer: { id: 'ann', name: 'Ann' },
  restaurant: { id: 'corner', name: 'The Corner', place: { latE7: 525_200_000, lonE7: 134_050_000 } },
  drop: { place: { latE7: 525_210_000, lonE7: 134_060_000 }, address: 'Door 7', note: '' },
  lines: [{ item: 'soup', name: 'Soup', pieces: 2, price: 700, amount: 1_400 }],
  amounts: { subtotal: 1_400, tax: 98, delivery: 300, surge: 150, promo: 0, tip: 100, total: 2_048 },
  parts: [1_498, 300, 150, 100],
  currency: 'EUR',
  promos: [],
  surge: 1_500,
  distanceM: 1_200,
  pin: '4711',
  readyMs: WALL_MS + 600_000,
  promisedMs: WALL_MS + 1_800_000,
  pay: 550,
  ...over,
})

/** Where nothing is measured. */
export const spotOf = () => ({ xM: 0, yM: 0 })
