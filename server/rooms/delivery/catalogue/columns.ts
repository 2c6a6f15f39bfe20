/** What a search compares of each restaurant, by number: a look at one reads one stretch of memory. */
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

/** Whole numbers of one restaurant: 32 bytes, so that looking at it is one access to memory. */
const FIELDS = 8
const LAT = 0
const LON = 1
/** Decimetres from the region's centre. */
const X = 2
const Y = 3
const SMOOTHED = 4
/** priceLevel 4 bits | tenths of stars 6 | opening 2: closed, open, as its hours say | prepMin 16 */
const FACTS = 5
const HOURS = 6
const TIE = 7
const BY_HOURS = 2

export class Columns {
  readonly #frame: LocalFrame
  readonly #hourSets = new Interned<readonly OpenHours[]>()
  readonly #cuisineNames = new Interned<null>()
  /** Of a set of hours: for which minute it was looked at, and what was found. */
  #looked = new Int16Array(64).fill(NONE)
  #within = new Uint8Array(64)
  readonly listings: (Listing | undefined)[] = []
  readonly #free: number[] = []
  #end = 0
  #facts = new Int32Array(1_024 * FIELDS)
  #cuisines = new Int32Array(1_024 * CUISINES)
  /** Metres; NONE: wherever the region brings to. */
  #reaches = new Int32Array(1_024)

  constructor(frame: LocalFrame) {
    this.#frame = frame
  }

  /** All numbers that were ever in use are less. */
  get end(): number {
    return this.#end
  }

  /** A number that nobody has. */
  next(): number {
    return this.#free.pop() ?? this.#end++
  }

  free(at: number): void {
    this.#drop(at)
    this.listings[at] = undefined
    this.#free.push(at)
  }

  set(at: number, listing: Listing): void {
    if (at * FIELDS >= this.#facts.length) this.#grow()
    const was = this.listings[at]
    const { place, stars, ratings, opening } = listing
    const hours = this.#hourSets.take(JSON.stringify(listing.hours), listing.hours)
    const cuisines = this.takeCuisines(listing.cuisines.slice(0, CUISINES))
    if (was !== undefined) this.#drop(at)
    if (hours >= this.#looked.length) this.#growHours()
    const facts = this.#facts
    const f = at * FIELDS
    // A number may have been another set's: it is looked at anew.
    if (was === undefined || facts[f + HOURS] !== hours) this.#looked[hours] = NONE
    this.listings[at] = listing
    facts[f + LAT] = place.latE7
    facts[f + LON] = place.lonE7
    facts[f + X] = this.#frame.xOf(place.lonE7) * 10
    facts[f + Y] = this.#frame.yOf(place.latE7) * 10
    facts[f + SMOOTHED] = smoothedRating(stars, ratings)
    const said = opening === null ? BY_HOURS : opening ? 1 : 0
    facts[f + FACTS] = listing.priceLevel | (shownTenths(stars, ratings) << 4) | (said << 10) | (listing.prepMin << 12)
    facts[f + HOURS] = hours
    this.#reaches[at] = listing.reachM ?? NONE
    facts[f + TIE] = tieOf(listing.id)
    for (let i = 0; i < CUISINES; i++) this.#cuisines[at * CUISINES + i] = cuisines[i] ?? NONE
  }

  latE7(at: number): number {
    return this.#facts[at * FIELDS + LAT]!
  }

  lonE7(at: number): number {
    return this.#facts[at * FIELDS + LON]!
  }

  /** Metres from the region's centre, to a decimetre. */
  x(at: number): number {
    return this.#facts[at * FIELDS + X]! / 10
  }

  y(at: number): number {
    return this.#facts[at * FIELDS + Y]! / 10
  }

  smoothed(at: number): number {
    return this.#facts[at * FIELDS + SMOOTHED]!
  }

  price(at: number): number {
    return this.#facts[at * FIELDS + FACTS]! & 15
  }

  /** Of stars, as they are shown. */
  tenths(at: number): number {
    return (this.#facts[at * FIELDS + FACTS]! >> 4) & 63
  }

  prepMin(at: number): number {
    return this.#facts[at * FIELDS + FACTS]! >> 12
  }

  /** Whether it brings to a door so many metres away. */
  reaches(at: number, metres: number): boolean {
    const reachM = this.#reaches[at]!
    return reachM === NONE || metres <= reachM
  }

  tie(at: number): number {
    return this.#facts[at * FIELDS + TIE]! >>> 0
  }

  isOpen(at: number, weekMinute: number): boolean {
    const said = (this.#facts[at * FIELDS + FACTS]! >> 10) & 3
    if (said !== BY_HOURS) return said === 1
    const hours = this.#facts[at * FIELDS + HOURS]!
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
      const id = this.#cuisines[i]!
      if (id === NONE) return false
      if (ids.includes(id)) return true
    }
    return false
  }

  #drop(at: number): void {
    this.#hourSets.drop(this.#facts[at * FIELDS + HOURS]!)
    this.dropCuisines([...this.#cuisines.subarray(at * CUISINES, (at + 1) * CUISINES)].filter((id) => id !== NONE))
  }

  #growHours(): void {
    const length = this.#looked.length * 2
    const looked = new Int16Array(length).fill(NONE)
    looked.set(this.#looked)
    this.#looked = looked
    const within = new Uint8Array(length)
    within.set(this.#within)
    this.#within = within
  }

  #grow(): void {
    const facts = new Int32Array(this.#facts.length * 2)
    facts.set(this.#facts)
    this.#facts = facts
    const cuisines = new Int32Array(this.#cuisines.length * 2)
    cuisines.set(this.#cuisines)
    this.#cuisines = cuisines
    const reaches = new Int32Array(this.#reaches.length * 2)
    reaches.set(this.#reaches)
    this.#reaches = reaches
  }
}
