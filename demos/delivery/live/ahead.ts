/** What of a way still lies ahead of somebody who goes along it. */
import { distanceM } from '../../../shared/delivery/geo.ts'
import type { Place } from '../../../shared/delivery/types.ts'

export class Ahead {
  readonly #places: readonly Place[]
  /** Metres from the beginning to each corner. */
  readonly #to: readonly number[]

  constructor(places: readonly Place[]) {
    this.#places = places
    let sum = 0
    this.#to = places.map(({ latE7, lonE7 }, i) => {
      const before = places[i - 1]
      if (before !== undefined) sum += distanceM(before.latE7, before.lonE7, latE7, lonE7)
      return sum
    })
  }

  /** From where one is, so many metres along, to the end. */
  from(at: Place, alongM: number): Place[] {
    return [at, ...this.#places.filter((_, i) => this.#to[i]! > alongM)]
  }
}
