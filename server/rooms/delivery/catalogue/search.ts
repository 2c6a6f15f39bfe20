/** One question put to the columns: whoever is considered is compared in the cheapest order, and the foremost are kept. */
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { distanceM } from '../../../../shared/delivery/geo.ts'
import type { Cells } from './cells.ts'
import type { Columns } from './columns.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { Foremost } from './foremost.ts'
import { etaReachM, etaSeconds, isBehind, relevance } from './listing.ts'
import type { Sort } from './listing.ts'
import type { Question } from './question.ts'
import type { Ranks } from './ranks.ts'
import type { WordIndex } from './words.ts'

const MOST_STARS = 5_000_000
/** A circle of less than this part of the region's radius is gone through by place, whatever the order. */
const SMALL = 1 / 4

export interface Ground {
  readonly frame: LocalFrame
  readonly radiusM: number
  readonly columns: Columns
  readonly cells: Cells
  readonly ranks: Ranks
  readonly words: WordIndex
}

export class Search {
  readonly found: Foremost
  readonly #ground: Ground
  readonly #question: Question
  readonly #weekMinute: number
  readonly #cuisines: readonly number[] | undefined
  readonly #wanted: number
  readonly #radiusM: number
  readonly #etaMaxS: number
  /** Whether distances must be known to decide. */
  readonly #measures: boolean
  readonly #x: number
  readonly #y: number

  /** @throws TuttiError `bad_body` for a place that is too far away from the region */
  constructor(ground: Ground, question: Question, weekMinute: number) {
    const { near, radiusM = Infinity, etaMaxMin, delivers, cuisines, words, sort, limit } = question
    this.#ground = ground
    this.#question = question
    this.#weekMinute = weekMinute
    this.found = new Foremost(limit + 1)
    this.#wanted = words?.length ?? 0
    this.#etaMaxS = etaMaxMin === undefined ? Infinity : etaMaxMin * 60
    this.#radiusM = Math.min(radiusM, etaReachM(this.#etaMaxS))
    this.#measures = near !== undefined && (sort !== 'rating' || this.#radiusM < Infinity || delivers !== undefined)
    this.#x = near === undefined ? 0 : ground.frame.xOf(near.lonE7)
    this.#y = near === undefined ? 0 : ground.frame.yOf(near.latE7)
    if (near !== undefined && !ground.cells.isInReach(this.#x, this.#y))
      throw new TuttiError('bad_body', 'this is too far away from the region')
    this.#cuisines = cuisines === undefined ? undefined : ground.columns.takeCuisines(cuisines)
  }

  /**
   * All that could be found: by their words, around a place, or from the best on.
   * @param changed by number, 1: as it is now it is not looked for
   */
  all(changed: Uint8Array): void {
    const { cells, ranks, words, radiusM } = this.#ground
    const { near, words: wanted, sort, after } = this.#question
    const consider = (at: number): void => {
      if (changed[at] !== 1) this.consider(at)
    }
    if (wanted !== undefined) words.find(wanted).forEach(consider)
    else if (near === undefined || (sort === 'rating' && this.#radiusM > radiusM * SMALL))
      ranks.down(
        sort === 'rating' && after !== undefined ? -after.key : MOST_STARS,
        consider,
        (atMost) => (sort === 'rating' ? -atMost : -relevance(0, 0, atMost, 0)) > this.found.worstKey,
      )
    else cells.around(this.#x, this.#y, consider, (atLeastM) => this.#isEnough(atLeastM))
  }

  /** Of what is not there any more, that which was there then. */
  past(words: WordIndex, there: Uint8Array, all: Iterable<number>): void {
    const { words: wanted } = this.#question
    if (wanted === undefined) for (const at of all) this.consider(at)
    else
      for (const at of words.find(wanted)) {
        if (there[at] !== 1) continue
        this.#ground.words.setSum(at, words.sumOf(at))
        this.consider(at)
      }
  }

  /** After the last one was considered. */
  done(): void {
    this.#ground.columns.dropCuisines(this.#cuisines ?? [])
  }

  consider(at: number): void {
    const { columns } = this.#ground
    const { priceMax, ratingMin, open, delivers, near, after, sort } = this.#question
    if (priceMax !== undefined && columns.price(at) > priceMax) return
    if (ratingMin !== undefined && columns.tenths(at) / 10 < ratingMin) return
    if (open !== undefined && columns.isOpen(at, this.#weekMinute) !== open) return
    if (this.#measures && this.#isTooFar(at)) return
    if (this.#cuisines !== undefined && !columns.hasCuisine(at, this.#cuisines)) return
    let metres = 0
    if (this.#measures) {
      metres = Math.round(distanceM(near!.latE7, near!.lonE7, columns.latE7(at), columns.lonE7(at)))
      if (metres > this.#radiusM || etaSeconds(columns.prepMin(at), metres) > this.#etaMaxS) return
      if (delivers !== undefined && columns.reaches(at, metres) !== delivers) return
    }
    const key = this.#key(sort, at, metres)
    if (key > this.found.worstKey || (after !== undefined && key < after.key)) return
    const listing = columns.listings[at]!
    const tie = columns.tie(at)
    if (after === undefined || isBehind(key, tie, listing.id, after)) this.found.offer(key, tie, listing)
  }

  /** By what it is away at least. */
  #isTooFar(at: number): boolean {
    const { columns, cells } = this.#ground
    const x = columns.x(at)
    const y = columns.y(at)
    if (!cells.isInReach(x, y)) return false
    const atLeastM = Math.max(0, Math.round(cells.atLeastM(x - this.#x, y - this.#y)))
    return atLeastM > this.#radiusM || this.#key(this.#question.sort, at, atLeastM) > this.found.worstKey
  }

  #isEnough(atLeastM: number): boolean {
    const least = Math.max(0, Math.round(atLeastM))
    if (least > this.#radiusM) return true
    return this.#bestKey(least) > this.found.worstKey
  }

  /** Whole numbers: the smaller, the better. */
  #key(sort: Sort, at: number, metres: number): number {
    const { columns, words } = this.#ground
    if (sort === 'distance') return metres
    if (sort === 'eta') return etaSeconds(columns.prepMin(at), metres)
    if (sort === 'rating') return -columns.smoothed(at)
    return -relevance(this.#wanted === 0 ? 0 : words.sumOf(at), this.#wanted, columns.smoothed(at), metres)
  }

  /** Nobody who is away at least so far has a smaller one. */
  #bestKey(metres: number): number {
    const { sort } = this.#question
    if (sort === 'distance') return metres
    if (sort === 'eta') return etaSeconds(0, metres)
    return sort === 'rating' ? -Infinity : -relevance(0, 0, MOST_STARS, metres)
  }
}
