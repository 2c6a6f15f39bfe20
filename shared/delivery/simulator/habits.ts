/** What simulated people do, and how long they take: all in simulated milliseconds. */
import type { City, CityRestaurant } from '../city/types.ts'
import { nextU32, seedSfc32 } from '../../sfc32.ts'
import { isWithin } from '../hours.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Hungry people look at so many restaurants, and take the best of them: near is good. */
const LOOKED_AT = 6
/** Farther than this nobody orders from, if there is something nearer. */
const NEAR_M = 2_500

export interface Wish {
  readonly restaurant: CityRestaurant
  readonly lines: readonly { readonly item: string; readonly pieces: number }[]
  /** Place in City.homes. */
  readonly home: number
  readonly tip: number
}

export type Answer = 'accept' | 'decline' | 'silence'

export class Habits {
  readonly #city: City
  readonly #state = new Uint32Array(4)
  readonly #open: CityRestaurant[] = []

  constructor(city: City, seed: number) {
    this.#city = city
    seedSfc32(this.#state, seed)
  }

  /** Until the next order, where one comes every `everyMs` on the average: exponential, and at most five times that. */
  nextOrderMs(everyMs: number): number {
    return Math.min(5, -Math.log(1 - this.#part())) * everyMs
  }

  /**
   * Somebody is hungry; undefined: nothing is open.
   * @param minute of the week, local
   * @param takes whether a restaurant takes orders now
   */
  wish(minute: number, takes: (restaurant: string) => boolean): Wish | undefined {
    const { homes, restaurants } = this.#city
    const open = this.#open
    open.length = 0
    for (const one of restaurants) if (isWithin(one.hours, minute) && takes(one.id)) open.push(one)
    if (open.length === 0) return undefined
    let best: { readonly restaurant: CityRestaurant; readonly home: number; readonly farM: number } | undefined
    for (let i = 0; i < LOOKED_AT; i++) {
      const restaurant = open[this.#below(open.length)]!
      const home = this.#below(homes.count)
      const farM = Math.hypot(homes.x[home]! - restaurant.xM, homes.y[home]! - restaurant.yM)
      if (best === undefined || (farM < best.farM && best.farM > NEAR_M)) best = { restaurant, home, farM }
    }
    const { menu } = best!.restaurant
    const dishes = menu.filter(({ taxClass }) => taxClass === 'food')
    const drinks = menu.filter(({ taxClass }) => taxClass === 'drink')
    const lines = [{ item: dishes[this.#below(dishes.length)]!.id, pieces: 1 + this.#below(2) }]
    const second = dishes[this.#below(dishes.length)]!.id
    if (this.#part() < 0.5 && second !== lines[0]!.item) lines.push({ item: second, pieces: 1 })
    if (this.#part() < 0.5 && drinks.length > 0)
      lines.push({ item: drinks[this.#below(drinks.length)]!.id, pieces: 1 + this.#below(2) })
    return {
      restaurant: best!.restaurant,
      lines,
      home: best!.home,
      tip: this.#part() < 0.4 ? 100 + 50 * this.#below(5) : 0,
    }
  }

  /** Restaurants look at their screen, begin, and take a little less or more than they said. */
  readonly confirmMs = (): number => this.#between(5 * SECOND, 40 * SECOND)
  readonly prepareMs = (): number => this.#between(5 * SECOND, 30 * SECOND)
  /** From now on, where `leftMs` are left of what they said. */
  readyMs(leftMs: number): number {
    return Math.max(20 * SECOND, leftMs * this.#between(0.75, 1.3))
  }

  /** At the counter, once it is ready; and at the door. */
  readonly handoverMs = (): number => this.#between(25 * SECOND, 100 * SECOND)
  readonly doorMs = (): number => this.#between(30 * SECOND, 120 * SECOND)

  /** A courier is asked: what it says, and after how long. */
  answer(): { readonly answer: Answer; readonly afterMs: number } {
    const dice = this.#part()
    const answer = dice < 0.88 ? 'accept' : dice < 0.97 ? 'decline' : 'silence'
    return { answer, afterMs: this.#between(2 * SECOND, 9 * SECOND) }
  }

  /** Half of those who got something rate it, mostly well; null: not this one. */
  stars(): number | null {
    const dice = this.#part()
    return dice < 0.5 ? null : dice < 0.82 ? 5 : dice < 0.94 ? 4 : dice < 0.98 ? 3 : 2
  }

  readonly ratesAfterMs = (): number => this.#between(MINUTE, 3 * MINUTE)

  #part(): number {
    return nextU32(this.#state) / 0x1_0000_0000
  }

  #below(n: number): number {
    return Math.floor(this.#part() * n)
  }

  #between(least: number, most: number): number {
    return least + (most - least) * this.#part()
  }
}
