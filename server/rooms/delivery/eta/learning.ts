/** What a region has learned of how long things take. All in milliseconds of life, whatever the pace of a simulation. */
import type { Remembered } from '../memory.ts'
import { Residual } from './residual.ts'
import type { SavedResidual, Spread } from './residual.ts'

const MINUTE = 60_000

/** At the door, or looking for it: predicted with every way. */
export const DOOR_MS = 75_000

/** Kept to a tenth of a second, and ways to a thousandth. */
const TENTH = 100
const PART = 0.001

/** What kind of way it is. */
export interface WayKind {
  /** From which part of the region into which. */
  readonly zones: string
  /** Of the day, 0 … 23. */
  readonly hour: number
  /** Null: nobody has taken it yet. */
  readonly vehicle: string | null
}

/** The narrowest first: between two parts there may be a bridge; what all ways have in common is the hour. */
const keysOf = ({ zones, hour, vehicle }: WayKind): string[] =>
  vehicle === null ? [zones, `${hour}`] : [`${zones} ${hour} ${vehicle}`, zones, `${hour} ${vehicle}`, `${hour}`]

const ALL: readonly string[] = []

export interface SavedLearning {
  readonly prep: SavedResidual
  readonly way: SavedResidual
  readonly counter: SavedResidual
  readonly found: SavedResidual
}

export class Learning implements Remembered {
  /** Ready against what the kitchen said, by restaurant. */
  readonly #prep = new Residual({ low: -1.5 * MINUTE, mid: 0.5 * MINUTE, high: 4 * MINUTE }, TENTH)
  /** Real ways against predicted ones, by zones, hour of the day and vehicle: a factor. */
  readonly #way = new Residual({ low: 0.85, mid: 1.05, high: 1.4 }, PART)
  /** From when it could be handed over to when it was. */
  readonly #counter = new Residual({ low: 0.5 * MINUTE, mid: 1.5 * MINUTE, high: 3 * MINUTE }, TENTH)
  /** From when it was ready, and nobody had it yet, to when its courier was there. */
  readonly #found = new Residual({ low: 0.5 * MINUTE, mid: 3 * MINUTE, high: 7 * MINUTE }, TENTH)
  #isNew = false

  prep(restaurant: string): Spread {
    return this.#prep.of([restaurant])
  }

  way(kind: WayKind): Spread {
    return this.#way.of(keysOf(kind))
  }

  counter(): Spread {
    return this.#counter.of(ALL)
  }

  found(): Spread {
    return this.#found.of(ALL)
  }

  ready(restaurant: string, lateMs: number): void {
    this.#prep.learn([restaurant], lateMs)
    this.#isNew = true
  }

  /** @param predictedMs without what is done at the door */
  arrived(kind: WayKind, tookMs: number, predictedMs: number): void {
    this.#way.learn(keysOf(kind), tookMs / (predictedMs + DOOR_MS))
    this.#isNew = true
  }

  handed(tookMs: number): void {
    this.#counter.learn(ALL, tookMs)
  }

  came(afterReadyMs: number): void {
    this.#found.learn(ALL, afterReadyMs)
  }

  save(): SavedLearning | undefined {
    if (!this.#isNew) return undefined
    this.#isNew = false
    return {
      prep: this.#prep.save(),
      way: this.#way.save(),
      counter: this.#counter.save(),
      found: this.#found.save(),
    }
  }

  restore({ prep, way, counter, found }: SavedLearning): void {
    this.#prep.restore(prep)
    this.#way.restore(way)
    this.#counter.restore(counter)
    this.#found.restore(found)
  }
}
