/** What a region has learned of how long things take. All in milliseconds of life, whatever the pace of a simulation. */
import { Residual } from './residual.ts'
import type { Spread } from './residual.ts'

const MINUTE = 60_000

/** At the door, or looking for it: predicted with every way. */
export const DOOR_MS = 75_000

export class Learning {
  /** Ready against what the kitchen said, by restaurant. */
  readonly #prep = new Residual({ low: -1.5 * MINUTE, mid: 0.5 * MINUTE, high: 4 * MINUTE })
  /** Real ways against predicted ones, by hour of the day: a factor. */
  readonly #way = new Residual({ low: 0.85, mid: 1.05, high: 1.4 })
  /** From when it could be handed over to when it was. */
  readonly #counter = new Residual({ low: 0.5 * MINUTE, mid: 1.5 * MINUTE, high: 3 * MINUTE })
  /** From when it was ready, and nobody had it yet, to when its courier was there. */
  readonly #found = new Residual({ low: 0.5 * MINUTE, mid: 3 * MINUTE, high: 7 * MINUTE })

  prep(restaurant: string): Spread {
    return this.#prep.of(restaurant)
  }

  way(hour: number): Spread {
    return this.#way.of(`${hour}`)
  }

  counter(): Spread {
    return this.#counter.of('')
  }

  found(): Spread {
    return this.#found.of('')
  }

  ready(restaurant: string, lateMs: number): void {
    this.#prep.learn(restaurant, lateMs)
  }

  /** @param predictedMs without what is done at the door */
  arrived(hour: number, tookMs: number, predictedMs: number): void {
    this.#way.learn(`${hour}`, tookMs / (predictedMs + DOOR_MS))
  }

  handed(tookMs: number): void {
    this.#counter.learn('', tookMs)
  }

  came(afterReadyMs: number): void {
    this.#found.learn('', afterReadyMs)
  }
}
