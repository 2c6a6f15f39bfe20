/** Finds a quote again in a text that has changed. */

/** Further from its old place, and among other words, a quote is the same one only if there is no other. */
const NEAR = 2_000
/** Letters around it that are remembered. */
const AROUND = 32
/** As many are looked at. */
const PLACES = 500

/** A text without what quotes leave out or write otherwise: spaces, ends of lines, what is no text. */
export class Squeezed {
  readonly text: string
  /** Where each letter stood. */
  readonly #places: Uint32Array
  readonly #length: number

  constructor(text: string) {
    const kept: string[] = []
    const places = new Uint32Array(text.length)
    let count = 0
    for (const { 0: word, index } of text.matchAll(/[^\s\uFFFC]+/g)) {
      kept.push(word)
      for (let i = 0; i < word.length; i++) places[count++] = index + i
    }
    this.text = kept.join('')
    this.#places = places.subarray(0, count)
    this.#length = text.length
  }

  /** The place of that letter in the whole text. */
  placeOf(index: number): number {
    return this.#places[index] ?? this.#length
  }

  /** The first letter that stands there or behind. */
  indexOf(place: number): number {
    let low = 0
    let high = this.#places.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#places[middle]! < place) low = middle + 1
      else high = middle
    }
    return low
  }
}

export interface Place {
  readonly from: number
  readonly to: number
}

/** What is known of where a quote stood. */
export interface Trace {
  /** A place in the whole text. */
  readonly near: number
  /** The letters before and behind it, squeezed. */
  readonly before: string
  readonly behind: string
}

export const traceOf = (text: Squeezed, { from, to }: Place): Trace => {
  const start = text.indexOf(from)
  const end = text.indexOf(to)
  const before = text.text.slice(Math.max(0, start - AROUND), start)
  return { near: from, before, behind: text.text.slice(end, end + AROUND) }
}

/** Where it is the only one; of several, the one among the same words, or else the nearest. */
export const findQuote = (within: Squeezed, quote: string, trace?: Trace): Place | undefined => {
  const wanted = new Squeezed(quote).text
  if (wanted === '') return undefined
  const found = placesOf(within.text, wanted)
  const at = found.length < 2 ? found[0] : trace === undefined ? undefined : likeliest(within, wanted, found, trace)
  if (at === undefined) return undefined
  return { from: within.placeOf(at), to: within.placeOf(at + wanted.length - 1) + 1 }
}

const placesOf = (text: string, wanted: string): number[] => {
  const found: number[] = []
  for (let at = text.indexOf(wanted); at !== -1 && found.length < PLACES; at = text.indexOf(wanted, at + 1))
    found.push(at)
  return found
}

const likeliest = (
  within: Squeezed,
  wanted: string,
  found: readonly number[],
  { near, before, behind }: Trace,
): number | undefined => {
  const { text } = within
  const place = within.indexOf(near)
  let best: number | undefined
  let bestScore = -Infinity
  for (const at of found) {
    const away = Math.abs(at - place)
    const common = alike(text, at + wanted.length, behind, 1) + alike(text, at - 1, before, -1)
    // A letter more in common counts for more than any distance.
    const score = common - away / (text.length + 1)
    if ((common === 0 && away > NEAR) || score <= bestScore) continue
    best = at
    bestScore = score
  }
  return best
}

/** How many letters are the same, from `at` on in one direction. */
const alike = (text: string, at: number, other: string, step: 1 | -1): number => {
  let count = 0
  while (count < other.length) {
    const letter = step === 1 ? other[count] : other[other.length - 1 - count]
    if (text[at + step * count] !== letter) break
    count++
  }
  return count
}
