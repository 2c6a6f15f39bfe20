/** One live region: its parts, who comes and goes, and the clocks that drive it. */
import type { DeliveryContract } from '../../../shared/delivery/contract.ts'
import { isOver } from '../../../shared/delivery/orders.ts'
import type { DeliveryState } from '../../../shared/delivery/types.ts'
import type { Member, Room } from '../../engine/room.ts'
import { Areas } from './areas.ts'
import { Choices } from './choices.ts'
import { Clocks } from './clocks.ts'
import { Counter } from './book/counter.ts'
import type { House } from './book/counter.ts'
import { Desk } from './desk.ts'
import type { DeliveryContext } from './desk.ts'
import { Dispatching } from './dispatching.ts'
import { regionEtas } from './eta/region-world.ts'
import { Figures } from './figures.ts'
import { Finding } from './finding.ts'
import { Fleet, viewOf } from './fleet.ts'
import type { Courier } from './fleet.ts'
import { Gauges } from './gauges.ts'
import { Grants } from './grants.ts'
import { Ground } from './ground.ts'
import { Intake } from './intake.ts'
import { Jobs } from './jobs.ts'
import { Memory } from './memory.ts'
import { Offering } from './offering.ts'
import { endsIt } from './orders/events.ts'
import type { Orders } from './orders/orders.ts'
import { Telling } from './output/telling.ts'
import { factsOf, roleOf } from './people.ts'
import { Region } from './region.ts'
import { restore } from './restoring.ts'
import { Riders } from './riders.ts'
import { Shares } from './shares.ts'
import { Silences } from './silences.ts'
import type { Stored } from './stored.ts'
import { Surging } from './surging.ts'
import { Simulation } from './simulation/simulation.ts'
import { RegionTravel } from './travel.ts'

export class RegionRoom implements Room<DeliveryContract> {
  readonly on: Room<DeliveryContract>['on']
  readonly did: NonNullable<Room<DeliveryContract>['did']>
  readonly mail: NonNullable<Room<DeliveryContract>['mail']>
  readonly #desk: Desk
  readonly #grants: Grants
  readonly #region: Region
  readonly #fleet: Fleet
  readonly #figures: Figures
  readonly #book: Orders
  readonly #telling: Telling
  readonly #shares: Shares
  readonly #jobs: Jobs
  readonly #offering: Offering
  readonly #intake: Intake
  readonly #riders: Riders
  readonly #simulation: Simulation
  readonly #surging: Surging
  readonly #clocks: Clocks
  readonly #memory: Memory
  #ground: Ground | undefined

  constructor(ctx: DeliveryContext, stored: Stored | undefined, house: House) {
    const desk = new Desk(ctx)
    this.#desk = desk
    this.#grants = new Grants(desk, stored?.grants ?? [])
    const region = new Region(desk, this.#grants, stored?.region)
    this.#region = region
    const fleet = new Fleet(desk)
    this.#fleet = fleet
    fleet.placeOf = (slot) => (slot < 0 ? null : this.#here.field.placeOf(slot))
    const counter = new Counter({ desk, fleet, grants: this.#grants, house }, stored)
    const book = (this.#book = counter.orders)
    const shares = new Shares(
      desk,
      {
        customerOf: (order) => book.get(order)?.customer.id,
        isOver: (order) => isOver(book.must(order).state),
        retell: (order) => book.touch(book.must(order)),
      },
      stored?.shares ?? [],
    )
    this.#shares = shares
    const telling = (this.#telling = new Telling(desk, book, counter.ratings, fleet, (order) => shares.codeOf(order)))
    const field = () => this.#here.field
    const settled = (courier: Courier): void => this.#here.settled(courier)
    const positions = () => this.#here.positions
    const travel = new RegionTravel()
    const pace = () => travel.pace
    const jobs = (this.#jobs = new Jobs({ desk, book, fleet, field, positions, telling, settled, pace }))
    const memory = (this.#memory = new Memory(desk, stored?.memory ?? []))
    const choices = new Choices(memory)
    const figures = (this.#figures = new Figures(new Gauges(house.stopwatch), memory, choices.now.policy))
    const offering = (this.#offering = new Offering({ desk, book, fleet, field, jobs, figures, settled, pace }))
    const dispatching = new Dispatching({ desk, book, fleet, field, jobs, figures, choices, travel, pace }, offering)
    this.#intake = new Intake(desk, fleet, field)
    this.#riders = new Riders({ desk, fleet, field, book, jobs, offering, intake: this.#intake, settled, pace })
    this.#simulation = new Simulation(
      { desk, choices, counter, fleet, field, jobs, offering, intake: this.#intake, riders: this.#riders },
      travel,
    )
    const silences = new Silences({ desk, book, fleet, field, jobs })
    const etas = regionEtas({ desk, book, fleet, field, positions, travel }, counter.quoting, memory)
    const areas = new Areas(desk, stored?.zones ?? [])
    const surging = (this.#surging = new Surging({ desk, book, fleet, field, areas, memory }))
    this.#clocks = new Clocks(desk, () => this.busy(), figures.gauges, {
      flush: () => {
        this.#simulation.step()
        this.#here.positions.flush(desk.wall())
        this.#here.boards.flush(desk.wall())
        this.#intake.flush()
      },
      sweep: () => {
        offering.sweep()
        this.#riders.sweep()
        silences.sweep()
        shares.sweep()
        book.sweep()
        etas.sweep(book.all())
      },
      dispatch: () => {
        this.#simulation.renew()
        dispatching.tick()
      },
      surge: () => {
        surging.tick()
        memory.keep('surge', 'figures')
      },
      memory: () => memory.keep(),
      figures: () => {
        if (desk.people.dispatchers.size > 0) ctx.send(desk.people.dispatchers, 'figures', this.#shown())
      },
    })
    counter.quoting.serves = (place) => areas.serves(place)
    counter.quoting.surgeAt = (place) => surging.at(place)
    book.onEvent((order, event, before) => {
      this.#clocks.run()
      etas.heard(order, event, before)
      if (!endsIt(event)) return
      offering.orderGone(order)
      shares.over(order.id, order.endedMs!)
      if (order.state === 'delivered') figures.delivered(order.placedMs, order.endedMs!, this.#simulation.pace)
      else if (before !== undefined && before.state !== 'pending') figures.undelivered()
    })
    this.on = {
      ...region.on,
      ...counter.on,
      ...shares.on,
      ...this.#intake.on,
      ...this.#riders.on,
      ...dispatching.on,
      ...new Finding({ desk, fleet, field, riders: this.#riders }).on,
      look: (from, { box }) => {
        desk.allow(from, 'dispatcher')
        ctx.reply(this.#here.boards.look(from, box, desk.wall()))
      },
      ...areas.on,
      simulate: (from, { couriers, pace: faster }) => {
        figures.paced(this.#simulation.pace, desk.wall())
        this.#simulation.asked(from, couriers, faster)
        figures.paced(this.#simulation.pace, desk.wall())
        ctx.reply(this.#shown())
      },
    }
    this.mail = counter.mail
    // What this kind's job gives.
    this.did = { assign: (match) => dispatching.matched(match as Int32Array | undefined) }
    if (stored === undefined) return
    restore(stored, { fleet, book, jobs, offering, riders: this.#riders, shares, simulation: this.#simulation })
    this.#clocks.run()
  }

  join(who: Member): DeliveryState {
    const { people } = this.#desk
    const { restaurant, order } = factsOf(who)
    const role = roleOf(who)
    this.#region.admit(who, this.#shares.codeOf(order) !== null)
    const region = this.#desk.regionOrNull
    people.add(who)
    if (region !== null) {
      this.#simulation.begin()
      this.#clocks.run()
    }
    const orders = this.#telling.mine(who)
    if (role === 'customer' || role === 'guest')
      for (const { id } of orders) this.#ground?.positions.greet(who, id, this.#desk.wall())
    if (role === 'dispatcher' && region !== null) this.#surging.greet(who)
    const courier = role === 'courier' ? this.#fleet.get(who.user.id) : undefined
    return {
      region,
      role,
      now: this.#desk.wall(),
      orders,
      courier: courier === undefined ? null : viewOf(courier),
      offer: courier === undefined ? null : this.#offering.offerOf(courier.id),
      restaurant: role === 'restaurant' ? restaurant : null,
      figures: role === 'dispatcher' && region !== null ? this.#shown() : null,
    }
  }

  leave(who: Member): void {
    this.#desk.people.remove(who)
    if (who.role === 'courier') this.#riders.left(who.user.id)
    this.#intake.leave(who)
    this.#ground?.boards.forget(who)
  }

  input(from: Member, bytes: Uint8Array): void {
    this.#intake.input(from, bytes)
  }

  woke(): void {
    this.#desk.wakes.woke()
  }

  ended(): void {
    this.#telling.ended()
  }

  busy(): boolean {
    return this.#book.open > 0 || this.#shares.waiting
  }

  closing(): void {
    if (this.#ground !== undefined) this.#intake.closing()
    this.#memory.keep()
  }

  summary(): null {
    return null
  }

  get #here(): Ground {
    return (this.#ground ??= new Ground(this.#desk, this.#fleet, this.#figures.gauges, (event) =>
      this.#jobs.fence(event),
    ))
  }

  #shown() {
    return this.#figures.show(this.#desk.ctx.now(), {
      verdicts: () => ({ ...this.#ground?.field.tracker.counts, malformed: this.#intake.malformed }),
      couriers: () => this.#fleet.census(),
      orders: () => this.#book.counts,
      watchers: () => (this.#ground?.positions.size ?? 0) + (this.#ground?.boards.viewers ?? 0),
      sent: () => this.#ground?.sent ?? 0,
      pace: () => this.#simulation.pace,
    })
  }
}
