/** Simulated customers: they order at a steady rate that suits the couriers there are. */
import { localFrame } from '../../../../shared/delivery/geo.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { KNOWS_NOTHING } from '../orders/commands.ts'
import type { Town } from './parts.ts'
import { sunMinute } from './world.ts'

/** One order takes a courier about so long, and so much of its time is to be filled; simulated. */
const ORDER_MS = 22 * 60_000
const FILLED = 0.55
/** At most so many orders in a second of the wall's: each is about a dozen events that are written. */
const MOST_PER_SECOND = 2
/** With more open orders for each courier nobody orders. */
const WAITING = 1.3
const OPEN_MOST = 3_000
/** When a city begins, for each courier so many orders come at once. */
const FIRST = 0.25

const NAMES =
  'Ada Ben Cleo Dan Eva Finn Gia Hugo Ines Jan Kim Leo Mia Noah Olga Pia Quinn Rosa Sam Tara Uwe Vera Wim Yara'.split(
    ' ',
  )

export class SimCustomers {
  readonly #town: Town
  #nextMs = 0
  #wallMs = 0
  #count = 0
  #first = 0

  constructor(town: Town) {
    this.#town = town
  }

  /** A city begins with so many couriers. */
  begin(couriers: number): void {
    this.#first = Math.min(200, Math.round(couriers * FIRST))
    this.#nextMs = this.#town.clock.nowMs
  }

  /** Orders if it is time to. */
  step(couriers: number): void {
    const { clock, habits, parts } = this.#town
    const wallMs = parts.desk.wall()
    const { open } = parts.counter.orders
    if (couriers === 0 || open > Math.min(OPEN_MOST, couriers * WAITING + 5)) return
    const leastMs = 1_000 / MOST_PER_SECOND
    // While a city begins orders come twice as fast.
    if (wallMs - this.#wallMs < (this.#first > 0 ? leastMs / 2 : leastMs) || clock.nowMs < this.#nextMs) return
    this.#wallMs = wallMs
    if (this.#first > 0) this.#first--
    else this.#nextMs = clock.nowMs + habits.nextOrderMs(ORDER_MS / FILLED / couriers)
    this.#order(wallMs)
  }

  #order(wallMs: number): void {
    const { world, habits, parts } = this.#town
    const { desk, counter } = parts
    const { city } = world
    const wish = habits.wish(sunMinute(wallMs, city.centre.lonE7), (id) => counter.menus.isOpen(id))
    if (wish === undefined) return
    const { homes, streets } = city
    const frame = localFrame(city.centre.latE7, city.centre.lonE7)
    const place = { latE7: frame.latE7Of(homes.y[wish.home]!), lonE7: frame.lonE7Of(homes.x[wish.home]!) }
    const name = `${NAMES[this.#count % NAMES.length]!} ${String.fromCharCode(65 + (wish.home % 26))}.`
    const customer = { id: `sim:u${++this.#count}`, name }
    const drop = { place, address: `${homes.house[wish.home]!} ${streets[homes.street[wish.home]!]!}`, note: '' }
    const { tip } = wish
    const lines = [...wish.lines]
    try {
      const { terms } = counter.quoting.offer(customer.id, { restaurant: wish.restaurant.id, lines, drop: place, tip })
      const pin = String(Math.floor(desk.ctx.random() * 10_000)).padStart(4, '0')
      const placed = counter.menus.placed(terms, { id: desk.ctx.newId(), nowMs: wallMs, customer, drop, pin })
      const knows = { ...KNOWS_NOTHING, wallMs, quoteValid: true }
      counter.orders.place({ actor: 'customer', id: customer.id }, placed, '', knows)
    } catch (thrown) {
      // A zone is closed, something is sold out, the region is full: somebody else orders next time.
      if (!(thrown instanceof TuttiError)) throw thrown
    }
  }
}
