/** Somebody in a region, as one of its people at random: orders, cooks, drives, or looks on. For regions where anybody may be anything. */
import type { Events } from '../../../shared/contract.ts'
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { FixColumns, LIVE_FRAME, encodeOwn } from '../../../shared/delivery/fixes.ts'
import type { DeliveryState, Offer, OrderView, Place, Quote } from '../../../shared/delivery/types.ts'
import type { Act, Bot } from '../../engine/room.ts'

const ROLES = ['customer', 'courier', 'restaurant', 'dispatcher'] as const
const RESTAURANT = 'corner'
/** Metres to 1e-7°, near enough. */
const E7_PER_M = 90

type Acts = Act<DeliveryContract>

export class DeliveryBot implements Bot<DeliveryContract> {
  readonly hz = 1
  readonly options
  readonly #random: () => number
  readonly #role: (typeof ROLES)[number]
  #centre: Place = { latE7: 0, lonE7: 0 }
  #online = false
  #offer: Offer | null = null
  #quote: Quote | null = null
  #seq = 0
  #startMs = 0
  readonly #orders = new Map<string, OrderView>()
  readonly #fixes = new FixColumns(1)

  constructor(random: () => number) {
    this.#random = random
    this.#role = ROLES[Math.floor(random() * ROLES.length)]!
    this.options = { as: this.#role, ...(this.#role === 'restaurant' && { restaurant: RESTAURANT }) }
  }

  joined(state: unknown): void {
    // What this kind's join() returned.
    const { region, orders, offer, now } = state as DeliveryState
    if (region !== null) this.#centre = region.centre
    for (const order of orders) this.#orders.set(order.id, order)
    this.#offer = offer
    this.#startMs = now
  }

  heard<T extends keyof Events<DeliveryContract>>(event: T, body: Events<DeliveryContract>[T]): void {
    // The event's name fixes its body's type.
    if (event === 'offer') this.#offer = body as Offer | null
    if (event !== 'order' || body === null) return
    const order = body as OrderView
    this.#orders.set(order.id, order)
  }

  act(nowMs: number): Acts | undefined {
    if (this.#role === 'customer') return this.#hunger()
    if (this.#role === 'restaurant') return this.#cook()
    return this.#role === 'courier' ? this.#drive(nowMs) : this.#look()
  }

  #hunger(): Acts {
    const quote = this.#quote
    this.#quote = null
    if (quote !== null) return { command: 'order', body: { quote: quote.quote, address: 'at home', card: 'test' } }
    const order = this.#any()
    const dice = Math.floor(this.#random() * 4)
    if (order?.state === 'delivered' && dice === 0)
      return { command: 'rate', body: { order: order.id, of: 'restaurant', stars: 4 } }
    if (order !== undefined && dice === 1) return { command: 'share', body: { order: order.id } }
    if (order?.state === 'pending' && dice === 2) return { command: 'cancel', body: { order: order.id } }
    return {
      command: 'quote',
      body: { restaurant: RESTAURANT, lines: [{ item: 'soup', pieces: 1 }], drop: this.#somewhere() },
    }
  }

  #cook(): Acts | undefined {
    const order = this.#any()
    if (order === undefined) return this.#open()
    if (order.state === 'pending') return { command: 'confirm', body: { order: order.id, prepMin: 1 } }
    if (order.state === 'confirmed') return { command: 'prepare', body: { order: order.id } }
    return order.state === 'preparing' ? { command: 'ready', body: { order: order.id } } : undefined
  }

  #open(): Acts {
    if (this.#random() < 0.5)
      return {
        command: 'itemPut',
        body: {
          restaurant: RESTAURANT,
          id: 'soup',
          item: { name: 'Soup', about: '', price: 500, taxClass: 'food', available: true },
        },
      }
    return {
      command: 'restaurantPut',
      body: {
        id: RESTAURANT,
        name: 'The Corner',
        place: this.#centre,
        cuisines: ['soup'],
        priceLevel: 1,
        prepMin: 5,
        hours: [{ from: 0, to: 10_080 }],
      },
    }
  }

  #drive(nowMs: number): Acts {
    if (!this.#online) {
      this.#online = true
      return { command: 'online', body: { vehicle: 'scooter', maxLoad: 2 } }
    }
    const offer = this.#offer
    this.#offer = null
    if (offer !== null)
      return { command: this.#random() < 0.8 ? 'accept' : 'decline', body: { offer: offer.id, epoch: offer.epoch } }
    const order = this.#any()
    const reason = 'as I say'
    if (order?.state === 'ready') return { command: 'pickUp', body: { order: order.id, epoch: order.epoch, reason } }
    if (order?.state === 'picked_up')
      return { command: 'deliver', body: { order: order.id, epoch: order.epoch, reason } }
    return { input: this.#fix(nowMs) }
  }

  #look(): Acts {
    const order = this.#any()
    const dice = Math.floor(this.#random() * 4)
    if (order !== undefined && dice === 0) return { command: 'why', body: { order: order.id } }
    if (dice === 1) return { command: 'policy', body: { dispatch: this.#random() < 0.5 ? 'nearest' : 'batched' } }
    const { latE7, lonE7 } = this.#somewhere()
    const half = 10_000 + Math.floor(this.#random() * 500_000)
    const box = { south: latE7 - half, north: latE7 + half, west: lonE7 - half, east: lonE7 + half }
    return { command: 'look', body: { box } }
  }

  #fix(nowMs: number): Uint8Array {
    const fixes = this.#fixes
    fixes.count = 0
    const t = this.#startMs + Math.floor(nowMs)
    const { latE7, lonE7 } = this.#somewhere(5)
    fixes.push({ seq: ++this.#seq, t, latE7, lonE7, headingCdeg: 0, speedCmS: 100, accuracyM: 8, flags: 0 })
    return encodeOwn(LIVE_FRAME, fixes, this.#startMs, 0)
  }

  #any(): OrderView | undefined {
    const all = [...this.#orders.values()]
    return all[Math.floor(this.#random() * all.length)]
  }

  #somewhere(withinM = 1_000): Place {
    const off = (): number => Math.floor((this.#random() - 0.5) * 2 * withinM * E7_PER_M)
    return { latE7: this.#centre.latE7 + off(), lonE7: this.#centre.lonE7 + off() }
  }
}
