/** Finds a quote again in a text that has changed: where it was, or else where it is the only one. */

/** Further from its old place, a quote is the same one only if there is no other. */
const NEAR = 2_000

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

/** `near`: where it stood, as a place in the whole text. */
export const findQuote = (within: Squeezed, quote: string, near?: number): Place | undefined => {
  const wanted = new Squeezed(quote).text
  if (wanted === '') return undefined
  const found = (near === undefined ? undefined : nearest(within, wanted, near)) ?? only(within.text, wanted)
  if (found === undefined) return undefined
  return { from: within.placeOf(found), to: within.placeOf(found + wanted.length - 1) + 1 }
}

const nearest = (within: Squeezed, wanted: string, near: number): number | undefined => {
  const { text } = within
  const at = within.indexOf(near)
  const before = text.slice(Math.max(0, at - NEAR), at + wanted.length - 1).lastIndexOf(wanted)
  const back = before === -1 ? -1 : before + Math.max(0, at - NEAR)
  const ahead = text.slice(0, at + NEAR + wanted.length).indexOf(wanted, at)
  if (back === -1) return ahead === -1 ? undefined : ahead
  return ahead === -1 || at - back < ahead - at ? back : ahead
}

const only = (text: string, wanted: string): number | undefined => {
  const first = text.indexOf(wanted)
  return first === -1 || text.includes(wanted, first + 1) ? undefined : first
}
