/** A courier in a race for offers: it does with each what it is dealt, its line goes dead, and what it takes it delivers. */
import type { Offer, Place } from '../../shared/delivery/types.ts'
import { phone, sit } from '../support/delivery-place.ts'
import type { Seated } from '../support/delivery-place.ts'
import { EDGE_MS } from './race-cards.ts'
import type { Back, Card, Deck } from './race-cards.ts'
import { DeadLine } from './dead-line.ts'
import type { Asked, RaceRecord } from './race-record.ts'

/** Those who stand still report so often by the host's clock: whoever is silent for 90 s is offered nothing more. */
const REPORT_MS = 30_000
/** A way with an order takes so long by the host's clock: who is offered more meanwhile has something already. */
const RIDE_MS = { least: 5_000, most: 15_000 }

export interface Race {
  readonly url: string
  /** How many times as fast as life the host's clock goes. */
  readonly hurry: number
  /** Unix ms by the host's clock. */
  readonly wall: () => number
  readonly random: () => number
  readonly deck: Deck
  readonly record: RaceRecord
  readonly cleanup: (() => void | Promise<void>)[]
}

/** What a courier does about one offer. */
interface Plan {
  readonly offer: Offer
  readonly card: Card
  /** When it is over as the courier knows it, by performance.now(). */
  endMs: number
  timer: NodeJS.Timeout | undefined
  /** The seat that it was cut in; -1: it was not. */
  cutIn: number
  /** Whether an accept or a decline is out, or was answered. */
  answered: boolean
}

export class RaceCourier {
  readonly #race: Race
  readonly #user: string
  readonly #maxLoad: number
  readonly #place: Place
  readonly #near: Place
  readonly #plans = new Map<string, Plan>()
  /** About what is on its screen. */
  #asked: Plan | undefined
  /** Grows whenever it has a seat anew, in whatever way. */
  #seat = 0
  #line = new DeadLine()
  #who!: Seated
  #done = new Set<string>()

  private constructor(race: Race, user: string, maxLoad: number, place: Place, near: Place) {
    this.#race = race
    this.#user = user
    this.#maxLoad = maxLoad
    this.#place = place
    this.#near = near
  }

  /** Online at `place`, where it steps to `near` and back. */
  static async arrive(race: Race, user: string, maxLoad: number, place: Place, near: Place): Promise<RaceCourier> {
    const courier = new RaceCourier(race, user, maxLoad, place, near)
    await courier.#arrive()
    return courier
  }

  async #arrive(): Promise<void> {
    const { url, cleanup, hurry, wall, record } = this.#race
    const line = new DeadLine()
    const who = await sit(url, this.#user, { as: 'courier' }, cleanup, 'town', line.open)
    this.#line = line
    this.#who = who
    this.#done = new Set()
    this.#seat++
    await who.ask('online', { vehicle: 'scooter', maxLoad: this.#maxLoad })
    const mobile = phone(who, Math.floor(wall()))
    const here = (): void => mobile.at(this.#place, this.#near)
    here()
    who.seat.onJoined(() => {
      this.#seat++
      // A host that was killed has to hear anew where everybody is.
      here()
      this.#step(who)
    })
    const reports = setInterval(here, REPORT_MS / hurry)
    cleanup.push(() => clearInterval(reports))
    who.onNews(() => {
      const held = who.courier()?.jobs.length ?? 0
      if (held > this.#maxLoad) record.faults.push(`${this.#user} holds ${held}`)
      this.#step(who)
    })
    this.#step(who)
  }

  #step(who: Seated): void {
    if (who !== this.#who) return
    const offer = who.offer()
    if (this.#asked !== undefined && this.#asked.offer.id !== offer?.id) this.#gone(this.#asked)
    if (offer !== null) this.#consider(offer)
    // What it does about an offer may have ended this seat.
    if (who === this.#who) this.#work(who)
  }

  #consider(offer: Offer): void {
    const endMs = performance.now() + offer.leftMs / this.#race.hurry
    const plan = this.#plans.get(offer.id)
    if (plan === undefined) return this.#begin(offer, endMs)
    if (endMs < plan.endMs) {
      plan.endMs = endMs
      if (plan.timer !== undefined) this.#await(plan)
    }
    if (plan.cutIn < 0 || plan.cutIn === this.#seat || plan.answered) return
    // Back, and it is still there.
    this.#answer('accept', plan)
  }

  /** It is not on the screen any more: what it meant to do at the end of one that was withdrawn it does with another. */
  #gone(plan: Plan): void {
    this.#asked = undefined
    const { card, endMs, answered } = plan
    const isEarly = performance.now() < endMs - 2 * EDGE_MS
    if (!isEarly || answered || (card.do !== 'silence' && card.do !== 'deadline')) return
    clearTimeout(plan.timer)
    this.#race.deck.putBack(card)
  }

  #begin(offer: Offer, endMs: number): void {
    const { deck, record } = this.#race
    const card = deck.deal()
    const plan: Plan = { offer, card, endMs, timer: undefined, cutIn: -1, answered: false }
    this.#plans.set(offer.id, plan)
    this.#asked = plan
    const { order, epoch } = offer
    record.shown.push({ courier: this.#user, order, epoch, with: offer.with, card })
    switch (card.do) {
      case 'accept':
      case 'decline':
        return this.#answer(card.do, plan)
      case 'silence':
        return
      case 'deadline':
        return this.#await(plan)
      case 'cut':
        return this.#cut(plan, card.back)
      case 'cutAccept':
        if (!card.heard) this.#line.swallow()
        this.#answer('accept', plan)
        record.cutsInFlight++
        return this.#cut(plan, card.back)
      case 'away':
        return this.#cut(plan, 'anew', endMs)
    }
  }

  /** Accepts at the deadline, where it can. */
  #await(plan: Plan): void {
    const { card } = plan
    if (card.do !== 'deadline') return
    clearTimeout(plan.timer)
    plan.timer = setTimeout(
      () => {
        plan.timer = undefined
        const offsetMs = performance.now() - plan.endMs
        const isLive = this.#who.seat.status === 'live'
        const isEdge = Math.abs(offsetMs) <= EDGE_MS && offsetMs < 0 === card.offsetMs < 0
        if (!isLive || !isEdge) this.#race.deck.putBack(card)
        // Its host may have told it already that this one is over: a thumb is no faster than that.
        if (isLive) this.#answer('accept', plan, offsetMs)
      },
      plan.endMs + card.offsetMs - performance.now(),
    )
    this.#race.cleanup.push(() => clearTimeout(plan.timer))
  }

  /** `untilMs`: nothing is to be had before, by performance.now(). */
  #cut(plan: Plan, back: Back, untilMs = 0): void {
    const { record } = this.#race
    plan.cutIn = this.#seat
    record.cuts++
    record.back[back]++
    this.#line.cut()
    if (back === 'resumed') return
    const who = this.#who
    who.client.close()
    const again = (): void => void this.#arrive().catch((thrown) => record.faults.push(`${this.#user}: ${thrown}`))
    if (untilMs === 0) return again()
    this.#after(untilMs - performance.now(), again)
  }

  #answer(what: 'accept' | 'decline', plan: Plan, offsetMs?: number): void {
    const { id, order, epoch, with: others } = plan.offer
    plan.answered = true
    const told = this.#ask(what, { order, epoch, with: others, offsetMs }, { offer: id, epoch })
    void told.answer.then(() => {
      const outcome = told.outcome()
      // Nobody knows: it looks again, and may find it there.
      if (outcome === 'lost') plan.answered = false
      // Too late, and so no decline: the host was away for longer than the offer.
      if (what === 'decline' && outcome !== 'done') this.#race.deck.putBack(plan.card)
    })
  }

  /** Takes what is ready and brings it. */
  #work(who: Seated): void {
    for (const order of who.orders.values()) {
      if (order === null || order.assignment === 'unassigned') continue
      const what = order.state === 'ready' ? 'pickUp' : order.state === 'picked_up' ? 'deliver' : undefined
      const { id, epoch } = order
      const key = `${what} ${id} ${epoch}`
      if (what === undefined || this.#done.has(key)) continue
      this.#done.add(key)
      const body = { order: id, epoch, reason: 'a race' }
      const go = (): void => {
        if (who === this.#who) this.#ask(what, { order: id, epoch, with: [], offsetMs: undefined }, body)
      }
      if (what === 'pickUp') go()
      else this.#after(this.#rideMs(), go)
    }
  }

  #rideMs(): number {
    const { random, hurry } = this.#race
    return (RIDE_MS.least + random() * (RIDE_MS.most - RIDE_MS.least)) / hurry
  }

  #after(ms: number, run: () => void): void {
    const timer = setTimeout(run, ms)
    this.#race.cleanup.push(() => clearTimeout(timer))
  }

  #ask(
    what: Asked,
    about: { order: string; epoch: number; with: readonly string[]; offsetMs: number | undefined },
    body: unknown,
  ) {
    const answer = this.#who.ask(what, body)
    const told = this.#race.record.asked({ courier: this.#user, what, ...about }, answer)
    return { outcome: () => told.outcome, answer: answer.then(undefined, () => undefined) }
  }
}
