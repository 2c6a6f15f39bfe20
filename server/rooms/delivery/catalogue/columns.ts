/** What a search compares of each restaurant, as columns by number: a look at all of 100,000 is a walk through a few arrays. */
import { isOpenAt } from '../../../../shared/delivery/hours.ts'
import type { OpenHours } from '../../../../shared/delivery/order-types.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { folded } from '../../../../shared/words.ts'
import { Interned } from './interned.ts'
import { shownTenths, smoothedRating, tieOf } from './listing.ts'
import type { Listing } from './listing.ts'

/** Cuisines of one restaurant. */
const CUISINES = 5
const NONE = -1

/** A place for one that is not in the catalogue (any more), to be compared like those that are. */
export const GUEST = 0

export class Columns {
  readonly #frame: LocalFrame
  readonly #hourSets = new Interned<readonly OpenHours[]>()
  readonly #cuisineNames = new Interned<null>()
  /** Of a set of hours: for which minute it was looked at, and what was found. */
  #looked = new Int16Array(64).fill(NONE)
  #within = new Uint8Array(64)
  listings: (Listing | undefined)[] = []
  /** One more than the last number in use. */
  end = GUEST + 1
  latE7 = new Int32Array(1_024)
  lonE7 = new Int32Array(1_024)
  /** Metres from the region's centre. */
  x = new Float64Array(1_024)
  y = new Float64Array(1_024)
  tie = new Uint32Array(1_024)
  price = new Uint8Array(1_024)
  tenths = new Uint8Array(1_024)
  smoothed = new Int32Array(1_024)
  prepMin = new Uint16Array(1_024)
  /** 0 closed, 1 open, 2 as its hours say. */
  opening = new Uint8Array(1_024)
  hours = new Int32Array(1_024)
  cuisines = new Int32Array(1_024 * CUISINES)

  constructor(frame: LocalFrame) {
    this.#frame = frame
  }

  set(at: number, listing: Listing): void {
    if (at >= this.price.length) this.#grow()
    if (at >= this.end) this.end = at + 1
    const was = this.listings[at]
    const { place, stars, ratings } = listing
    const hours = this.#hourSets.take(JSON.stringify(listing.hours), listing.hours)
    const cuisines = this.takeCuisines(listing.cuisines.slice(0, CUISINES))
    if (was !== undefined) this.#drop(at)
    if (hours >= this.#looked.length) this.#growHours()
    // A number may have been another set's: it is looked at anew.
    if (was === undefined || this.hours[at] !== hours) this.#looked[hours] = NONE
    this.listings[at] = listing
    this.latE7[at] = place.latE7
    this.lonE7[at] = place.lonE7
    this.x[at] = this.#frame.xOf(place.lonE7)
    this.y[at] = this.#frame.yOf(place.latE7)
    this.tie[at] = tieOf(listing.id)
    this.price[at] = listing.priceLevel
    this.tenths[at] = shownTenths(stars, ratings)
    this.smoothed[at] = smoothedRating(stars, ratings)
    this.prepMin[at] = listing.prepMin
    this.opening[at] = listing.opening === null ? 2 : listing.opening ? 1 : 0
    this.hours[at] = hours
    for (let i = 0; i < CUISINES; i++) this.cuisines[at * CUISINES + i] = cuisines[i] ?? NONE
  }

  isOpen(at: number, weekMinute: number): boolean {
    const opening = this.opening[at]!
    if (opening !== 2) return opening === 1
    const hours = this.hours[at]!
    if (this.#looked[hours] !== weekMinute) {
      this.#looked[hours] = weekMinute
      this.#within[hours] = isOpenAt(null, this.#hourSets.get(hours), weekMinute) ? 1 : 0
    }
    return this.#within[hours] === 1
  }

  /** Their numbers, which stay theirs until they are dropped. */
  takeCuisines(names: readonly string[]): number[] {
    return names.map((name) => this.#cuisineNames.take(folded(name), null))
  }

  dropCuisines(ids: readonly number[]): void {
    for (const id of ids) this.#cuisineNames.drop(id)
  }

  hasCuisine(at: number, ids: readonly number[]): boolean {
    for (let i = at * CUISINES; i < (at + 1) * CUISINES; i++) {
      const id = this.cuisines[i]!
      if (id === NONE) return false
      if (ids.includes(id)) return true
    }
    return false
  }

  #drop(at: number): void {
    this.#hourSets.drop(this.hours[at]!)
    this.dropCuisines([...this.cuisines.subarray(at * CUISINES, (at + 1) * CUISINES)].filter((id) => id !== NONE))
  }

  #growHours(): void {
    const length = this.#looked.length * 2
    const looked = new Int16Array(length).fill(NONE)
    looked.set(this.#looked)
    this.#looked = looked
    this.#within = longer(this.#within, new Uint8Array(length))
  }

  #grow(): void {
    const length = this.price.length * 2
    this.latE7 = longer(this.latE7, new Int32Array(length))
    this.lonE7 = longer(this.lonE7, new Int32Array(length))
    this.x = longer(this.x, new Float64Array(length))
    this.y = longer(this.y, new Float64Array(length))
    this.tie = longer(this.tie, new Uint32Array(length))
    this.price = longer(this.price, new Uint8Array(length))
    this.tenths = longer(this.tenths, new Uint8Array(length))
    this.smoothed = longer(this.smoothed, new Int32Array(length))
    this.prepMin = longer(this.prepMin, new Uint16Array(length))
    this.opening = longer(this.opening, new Uint8Array(length))
    this.hours = longer(this.hours, new Int32Array(length))
    this.cuisines = longer(this.cuisines, new Int32Array(length * CUISINES))
  }
}

const longer = <T extends { set(from: T): void }>(column: T, to: T): T => {
  to.set(column)
  return to
}
