/** All restaurants of one region, in memory, to be searched: it changes as they do, and is asked many times a second. */
import { isOpenAt, weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import { distanceM, localFrame } from '../../../../shared/delivery/geo.ts'
import type { Place, RestaurantRow } from '../../../../shared/delivery/order-types.ts'
import { Cells } from './cells.ts'
import { Columns } from './columns.ts'
import { etaSeconds, shownTenths } from './listing.ts'
import type { Listed, Listing } from './listing.ts'
import { Past } from './past.ts'
import { cursorText } from './question.ts'
import type { Question } from './question.ts'
import { Ranks } from './ranks.ts'
import { Search } from './search.ts'
import type { Ground } from './search.ts'
import { WordIndex } from './words.ts'

export interface Page {
  readonly rows: readonly RestaurantRow[]
  /** Null: there are no more. */
  readonly next: string | null
}

export class Catalogue {
  /** By it the weeks of its restaurants go. */
  timeZone = 'UTC'
  readonly #ground: Ground
  readonly #at = new Map<string, number>()
  #past: Past | undefined
  #version = 0

  constructor(centre: Place, radiusM: number) {
    const frame = localFrame(centre.latE7, centre.lonE7)
    this.#ground = {
      frame,
      radiusM,
      columns: new Columns(frame),
      cells: new Cells(frame, radiusM),
      ranks: new Ranks(),
      words: new WordIndex(),
    }
  }

  get size(): number {
    return this.#at.size
  }

  /** The last change that it knows. */
  get version(): number {
    return this.#version
  }

  get isFilled(): boolean {
    return this.#past !== undefined
  }

  /** It is filled: what changes from now on is remembered for a while, so that pages go on as they began. */
  filled(): void {
    this.#past = new Past(this.#ground.columns, this.#version)
  }

  /** A restaurant as it is from this version on. Versions grow. */
  put(listing: Listing, version: number, wallMs: number): void {
    const { columns, cells, ranks, words } = this.#ground
    const known = this.#at.get(listing.id)
    const at = known ?? columns.next()
    const was = columns.listings[at]
    this.#past?.add(version, at, wallMs)
    this.#version = version
    if (was === undefined) this.#at.set(listing.id, at)
    if (was !== undefined && !isSamePlace(was, listing)) cells.remove(at)
    if (was !== undefined) ranks.remove(at)
    columns.set(at, listing)
    if (was === undefined) words.add(at, listing)
    else words.change(at, was, listing)
    if (was === undefined || !isSamePlace(was, listing)) cells.add(at, columns.x(at), columns.y(at))
    ranks.add(at, columns.smoothed(at))
  }

  ask(question: Question, wallMs: number): Page {
    const { after, limit, words: wanted, near } = question
    const now = weekMinuteOf(wallMs, this.timeZone)
    if (wanted?.length === 0) return { rows: [], next: null }
    // A page that follows is as of the first one, as long as anybody remembers.
    const before = after === undefined ? undefined : this.#past?.since(after.version)
    const version = before === undefined ? this.#version : after!.version
    const weekMinute = after?.weekMinute ?? now
    const { columns } = this.#ground
    const search = new Search(this.#ground, question, weekMinute)
    // As it is now, what changed since is left out; as it was then, it is there.
    const changed = new Uint8Array(before === undefined ? 0 : columns.end)
    for (const at of before?.keys() ?? []) changed[at] = 1
    search.all(changed)
    if (before !== undefined) {
      const there = [...before.values()].filter((at) => at !== undefined)
      for (const at of there) changed[at] = 1
      search.past(this.#past!.words, changed, there)
    }
    search.done()
    const found = search.found.sorted()
    const shown = found.slice(0, limit)
    const last = shown.at(-1)
    return {
      rows: shown.map(({ listing }) => rowOf(listing, near, weekMinute)),
      next: found.length > limit ? cursorText({ version, weekMinute, key: last!.key, id: last!.id }) : null,
    }
  }
}

/** A restaurant as it is shown. */
export const rowOf = (listing: Listed, near: Place | undefined, weekMinute: number): RestaurantRow => {
  const { id, name, place, cuisines, priceLevel, prepMin, opening, hours, stars, ratings, reachM } = listing
  const tenths = shownTenths(stars, ratings)
  const far = near === undefined ? null : Math.round(distanceM(near.latE7, near.lonE7, place.latE7, place.lonE7))
  return {
    id,
    name,
    place,
    cuisines,
    priceLevel,
    rating: tenths === 0 ? null : tenths / 10,
    ratings,
    prepMin,
    open: isOpenAt(opening, hours, weekMinute),
    distanceM: far,
    etaMin: far === null ? null : Math.ceil(etaSeconds(prepMin, far) / 60),
    reachM,
  }
}

const isSamePlace = (a: Listing, b: Listing): boolean =>
  a.place.latE7 === b.place.latE7 && a.place.lonE7 === b.place.lonE7
