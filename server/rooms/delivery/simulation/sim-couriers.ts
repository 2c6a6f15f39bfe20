/** Simulated couriers among the real ones: on the same ground, asked by the same dispatch, heard by the same intake. */
import { writeFix } from '../../../../shared/delivery/fixes.ts'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { onRoad } from '../../../../shared/delivery/roads/snapping.ts'
import { DELIVERY } from '../../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import { SimPhones } from '../../../../shared/delivery/simulator/phones.ts'
import { SimRiders } from '../../../../shared/delivery/simulator/riders.ts'
import { newCourier } from '../fleet.ts'
import type { Courier } from '../fleet.ts'
import type { Order } from '../orders/orders.ts'
import { Errands } from './errands.ts'
import type { Town } from './parts.ts'

/** So many come or go in one step, each in some ten microseconds. */
const COME_AT_ONCE = 500
/** A fifth of them is stepped every 200 ms. */
const TURNS = 5
/** Fixes of all of them in a second of the wall's, at most: about a tenth of what an intake takes on one core. */
const FIXES_PER_SECOND = 6_000
/** Of a stream of fixes: their times are 32 bits of milliseconds after its beginning. */
const STREAM_MS = 2 ** 31

const PREFIX = 'sim:c'
const VEHICLES: readonly Vehicle[] = [
  'scooter',
  'bike',
  'scooter',
  'car',
  'bike',
  'scooter',
  'bike',
  'scooter',
  'car',
  'scooter',
]
const NAMES =
  'Alma Bo Cem Dina Emil Fay Gus Hana Ivo Juno Kai Lena Max Nia Otto Pola Rami Suri Tom Una Veit Wanda Yusuf Zoe'.split(
    ' ',
  )

export class SimCouriers {
  /** How many there are to be. */
  wanted = 0
  /** How many there are. */
  count = 0
  readonly #town: Town
  readonly #frame: LocalFrame
  readonly #riders: SimRiders
  readonly #phones: SimPhones
  readonly #errands: Errands
  readonly #all: (Courier | undefined)[] = []
  readonly #seqs = new Uint32Array(DELIVERY.simulatedMax)
  readonly #epochs = new Float64Array(DELIVERY.simulatedMax)
  readonly #bytes = new Uint8Array(22)
  readonly #fix = { seq: 0, t: 0, latE7: 0, lonE7: 0, headingCdeg: 0, speedCmS: 0, accuracyM: 0, flags: 0 }
  #turn = 0

  constructor(town: Town) {
    const { world } = town
    const { city, roads } = world
    this.#town = town
    this.#frame = localFrame(city.centre.latE7, city.centre.lonE7)
    this.#riders = new SimRiders(roads, city.seed, city.radiusM, DELIVERY.simulatedMax)
    this.#phones = new SimPhones(this.#riders, city.roads)
    const goal = onRoad()
    this.#errands = new Errands(town, {
      courier: (n) => this.#all[n],
      send: (n, { xM, yM }) => {
        this.#riders.send(n, roads.snapping.nearest(xM, yM, goal))
        this.#phones.wake(n)
      },
      free: (n) => this.#riders.free(n),
    })
    this.#riders.arrived = (n) => {
      this.#phones.wake(n)
      this.#errands.arrived(n)
    }
  }

  set flow(flow: number) {
    this.#riders.flow = flow
  }

  /** Every 200 ms of the wall's. */
  step(wallMs: number): void {
    this.#grow()
    const { clock } = this.#town
    this.#phones.leastMs = clock.pace * Math.max(1_000, (1_000 * this.count) / FIXES_PER_SECOND)
    this.#wallMs = wallMs
    this.#phones.step(clock.nowMs, clock.pace, this.#turn, TURNS, this.#hear)
    this.#turn = (this.#turn + 1) % TURNS
  }

  /** Time goes at another pace: what is a usual speed, and what nobody exceeds. */
  repaced(): void {
    const { fleet, field } = this.#town.parts
    const { slots } = field().tracker
    // Real ones, too: whoever plays a courier there rides at the city's pace.
    for (const { slot } of fleet.all()) if (slot >= 0) slots.pace[slot] = this.#town.clock.pace
  }

  /** After a restart, before anybody is seated: whoever has an order, or is asked, is there again. */
  adopt(courierId: string): void {
    const n = numberOf(courierId)
    if (n >= DELIVERY.simulatedMax || this.#all[n] !== undefined) return
    const courier = this.#made(n)
    courier.state = 'online'
    this.#all[n] = courier
    this.#town.parts.fleet.add(courier)
  }

  /** After a restart, once everybody is seated: they go on. */
  resume(orders: Iterable<Order>): void {
    this.#all.forEach((courier, n) => {
      if (courier !== undefined) this.#arrive(courier, n)
    })
    for (const order of orders) {
      if (order.offered !== null && isOne(order.offered)) this.asked(order.offered)
      if (order.courier !== null && isOne(order.courier)) this.#errands.resume(numberOf(order.courier), order)
    }
  }

  asked(courierId: string): void {
    if (isOne(courierId)) this.#errands.asked(numberOf(courierId))
  }

  given(order: Order, courierId: string, atMs: number): void {
    if (isOne(courierId)) this.#errands.given(numberOf(courierId), order, atMs)
  }

  taken(order: Order, courierId: string): void {
    if (isOne(courierId)) this.#errands.taken(numberOf(courierId), order)
  }

  #wallMs = 0

  readonly #hear = (n: number, xM: number, yM: number, headingCdeg: number, speedCmS: number, accuracyM: number) => {
    const { slot } = this.#all[n]!
    const { tracker } = this.#town.parts.field()
    if (this.#wallMs - this.#epochs[n]! > STREAM_MS) this.#stream(slot, n)
    const fix = this.#fix
    fix.seq = ++this.#seqs[n]!
    fix.t = this.#wallMs
    fix.latE7 = this.#frame.latE7Of(yM)
    fix.lonE7 = this.#frame.lonE7Of(xM)
    fix.headingCdeg = headingCdeg
    fix.speedCmS = Math.min(speedCmS, 0xfffe)
    fix.accuracyM = accuracyM
    const epochMs = this.#epochs[n]!
    writeFix(this.#bytes, 0, fix, epochMs)
    tracker.accept(slot, this.#bytes, 0, epochMs, this.#wallMs)
  }

  #grow(): void {
    const { fleet } = this.#town.parts
    let left = COME_AT_ONCE
    for (let n = 0; n < this.wanted && left > 0; n++) {
      if (this.#all[n] !== undefined) continue
      left--
      const courier = fleet.add(this.#made(n))
      this.#all[n] = courier
      courier.state = 'online'
      this.#arrive(courier, n)
    }
    for (let n = this.#all.length - 1; n >= this.wanted && left > 0; n--) {
      const courier = this.#all[n]
      // Who has something to do ends it first.
      if (courier === undefined || courier.jobs.length > 0 || courier.offer !== null) continue
      left--
      this.#leave(courier, n)
    }
  }

  #arrive(courier: Courier, n: number): void {
    const { parts, clock } = this.#town
    this.count++
    parts.riders.seat(courier)
    this.#stream(courier.slot, n)
    this.#riders.come(n, courier.vehicle, clock.nowMs)
    this.#phones.wake(n)
  }

  #stream(slot: number, n: number): void {
    const { parts } = this.#town
    this.#epochs[n] = parts.desk.wall()
    this.#seqs[n] = 0
    parts.field().tracker.stream(slot, this.#epochs[n]!, 0)
  }

  #leave(courier: Courier, n: number): void {
    const { parts } = this.#town
    const { slot } = courier
    parts.riders.offline(courier)
    parts.intake.write(slot)
    parts.field().close(slot)
    parts.fleet.forget(courier)
    this.#riders.leave(n)
    this.#all[n] = undefined
    this.count--
    while (this.#all.length > 0 && this.#all.at(-1) === undefined) this.#all.pop()
  }

  #made(n: number): Courier {
    const name = `${NAMES[n % NAMES.length]!} ${Math.floor(n / NAMES.length) + 1}`
    const vehicle = VEHICLES[n % VEHICLES.length]!
    const wallMs = this.#town.parts.desk.wall()
    return newCourier(`${PREFIX}${n}`, name, vehicle, vehicle === 'car' ? 3 : 2, wallMs, { simulated: true })
  }
}

export const isOne = (courierId: string): boolean =>
  courierId.startsWith(PREFIX) && /^\d+$/.test(courierId.slice(PREFIX.length))
const numberOf = (courierId: string): number => Number(courierId.slice(PREFIX.length))
