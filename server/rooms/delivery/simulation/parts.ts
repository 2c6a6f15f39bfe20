/** What simulated people have in common: the region that they live in, a clock of their own, and things to do later. */
import { Agenda } from '../../../../shared/delivery/simulator/agenda.ts'
import type { Habits } from '../../../../shared/delivery/simulator/habits.ts'
import type { Counter } from '../book/counter.ts'
import type { Choices } from '../choices.ts'
import type { Desk } from '../desk.ts'
import type { Field } from '../field.ts'
import type { Fleet } from '../fleet.ts'
import type { Intake } from '../intake.ts'
import type { Jobs } from '../jobs.ts'
import type { Offering } from '../offering.ts'
import type { Riders } from '../riders.ts'
import type { World } from './world.ts'

/** The region's parts that the simulation uses, as its real people do. */
export interface SimulationParts {
  readonly desk: Desk
  readonly choices: Choices
  readonly counter: Counter
  readonly fleet: Fleet
  readonly field: () => Field
  readonly intake: Intake
  readonly jobs: Jobs
  readonly offering: Offering
  readonly riders: Riders
}

/** Simulated time: it stands while nobody steps it, and goes `pace` times as fast as the wall's. */
export class SimClock {
  pace = 1
  nowMs = 0
  readonly #agenda = new Agenda<() => void>()
  #wallMs = 0

  /** After a pause of the room not all of it is made up for. */
  step(wallMs: number, mostMs: number): void {
    const passed = this.#wallMs === 0 ? 0 : Math.max(0, Math.min(mostMs, wallMs - this.#wallMs))
    this.#wallMs = wallMs
    this.nowMs += passed * this.pace
    for (let run = this.#agenda.take(this.nowMs); run !== undefined; run = this.#agenda.take(this.nowMs)) run()
  }

  /** In so many simulated ms. */
  in(ms: number, run: () => void): void {
    this.#agenda.at(this.nowMs + ms, run)
  }

  /** Asks again in so many simulated ms, but at most once in a second of the wall's. */
  again(ms: number, run: () => void): void {
    this.in(Math.max(ms, 1_000 * this.pace), run)
  }
}

/** What each kind of simulated people is given. */
export interface Town {
  readonly parts: SimulationParts
  readonly world: World
  readonly clock: SimClock
  readonly habits: Habits
  /** Of the week, as clocks there show it. */
  readonly minute: () => number
}
