/** By which words a restaurant is found: those of its name, its cuisines and its dishes, each by its beginning. */
import { wordsOf } from '../../../../shared/words.ts'
import { GRADE } from './listing.ts'
import type { Listing } from './listing.ts'

/** Words of one question that count. */
const WORDS_MAX = 8

/** What is looked for: each once, and each must begin a word of the name, of a cuisine or of a dish. */
export const wantedWords = (text: string): string[] => [...new Set(wordsOf(text))].slice(0, WORDS_MAX)

const nameWords = (listing: Listing): Set<string> => new Set(wordsOf(listing.name))
const foodWords = ({ cuisines, dishes }: Listing): Set<string> => {
  const words = new Set(cuisines.flatMap(wordsOf))
  if (dishes !== '') for (const word of dishes.split(' ')) words.add(word)
  return words
}
const NO_WORDS: ReadonlySet<string> = new Set()

interface Posting {
  readonly names: number[]
  readonly foods: number[]
}

interface Range {
  readonly word: string
  readonly from: number
  readonly to: number
  /** How many numbers stand in it. */
  readonly length: number
}

export class WordIndex {
  /** Sorted by UTF-16 units, as `<` compares. */
  readonly #words: string[] = []
  readonly #postings = new Map<string, Posting>()
  /** By number: for which question it was seen last, how many of its words fit, and the sum of their grades. */
  #stamp = new Uint32Array(1_024)
  #fits = new Uint8Array(1_024)
  #sums = new Uint8Array(1_024)
  #now = 0

  /** Words that somebody has. */
  get size(): number {
    return this.#words.length
  }

  add(at: number, listing: Listing): void {
    if (at >= this.#stamp.length) this.#grow()
    this.#change(at, 'names', NO_WORDS, nameWords(listing))
    this.#change(at, 'foods', NO_WORDS, foodWords(listing))
  }

  remove(at: number, listing: Listing): void {
    this.#change(at, 'names', nameWords(listing), NO_WORDS)
    this.#change(at, 'foods', foodWords(listing), NO_WORDS)
  }

  /** It is another now: a menu changes by a dish, and every restaurant that has the other ones is in their way. */
  change(at: number, was: Listing, now: Listing): void {
    if (was.name !== now.name) this.#change(at, 'names', nameWords(was), nameWords(now))
    if (!isSameFood(was, now)) this.#change(at, 'foods', foodWords(was), foodWords(now))
  }

  /** Numbers of those that have all of these words, at least one; sumOf() tells how well, until the next question. */
  find(wanted: readonly string[]): number[] {
    this.#now++
    const ranges = wanted.map((word) => this.#range(word)).sort((a, b) => a.length - b.length)
    const found: number[] = []
    ranges.forEach((range, nth) => {
      const exact = this.#words[range.from] === range.word ? this.#postings.get(range.word)!.names : []
      this.#mark(exact, nth, GRADE.word, found)
      for (let i = range.from; i < range.to; i++)
        this.#mark(this.#postings.get(this.#words[i]!)!.names, nth, GRADE.prefix, found)
      for (let i = range.from; i < range.to; i++)
        this.#mark(this.#postings.get(this.#words[i]!)!.foods, nth, GRADE.food, found)
    })
    return ranges.length === 1 ? found : found.filter((at) => this.#fits[at] === ranges.length)
  }

  sumOf(at: number): number {
    return this.#sums[at]!
  }

  setSum(at: number, sum: number): void {
    this.#sums[at] = sum
  }

  /** Better grades come first, so the first mark of a word counts. */
  #mark(numbers: readonly number[], nth: number, grade: number, found: number[]): void {
    for (const at of numbers) {
      if (this.#stamp[at] === this.#now) {
        if (this.#fits[at] !== nth) continue
        this.#fits[at] = nth + 1
        this.#sums[at]! += grade
      } else if (nth === 0) {
        this.#stamp[at] = this.#now
        this.#fits[at] = 1
        this.#sums[at] = grade
        found.push(at)
      }
    }
  }

  #range(word: string): Range {
    const from = this.#lowerBound(word)
    let to = from
    let length = 0
    while (to < this.#words.length && this.#words[to]!.startsWith(word)) {
      const { names, foods } = this.#postings.get(this.#words[to]!)!
      length += names.length + foods.length
      to++
    }
    return { word, from, to, length }
  }

  #lowerBound(word: string): number {
    let [low, high] = [0, this.#words.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#words[middle]! < word) low = middle + 1
      else high = middle
    }
    return low
  }

  #posting(word: string): Posting {
    let posting = this.#postings.get(word)
    if (posting === undefined) {
      posting = { names: [], foods: [] }
      this.#postings.set(word, posting)
      this.#words.splice(this.#lowerBound(word), 0, word)
    }
    return posting
  }

  #change(at: number, of: keyof Posting, was: ReadonlySet<string>, now: ReadonlySet<string>): void {
    for (const word of was) if (!now.has(word)) this.#take(word, at, of)
    for (const word of now) if (!was.has(word)) this.#posting(word)[of].push(at)
  }

  #take(word: string, at: number, from: keyof Posting): void {
    const posting = this.#postings.get(word)!
    const numbers = posting[from]
    const last = numbers.pop()!
    if (last !== at) numbers[numbers.indexOf(at)] = last
    if (posting.names.length + posting.foods.length > 0) return
    this.#postings.delete(word)
    this.#words.splice(this.#lowerBound(word), 1)
  }

  #grow(): void {
    const length = this.#stamp.length * 2
    const [stamp, fits, sums] = [this.#stamp, this.#fits, this.#sums]
    this.#stamp = new Uint32Array(length)
    this.#fits = new Uint8Array(length)
    this.#sums = new Uint8Array(length)
    this.#stamp.set(stamp)
    this.#fits.set(fits)
    this.#sums.set(sums)
  }
}

const isSameFood = (a: Listing, b: Listing): boolean =>
  a.dishes === b.dishes &&
  a.cuisines.length === b.cuisines.length &&
  a.cuisines.every((one, i) => one === b.cuisines[i])
