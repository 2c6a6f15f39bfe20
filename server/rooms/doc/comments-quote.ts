/** Finds a quote again in a text that has changed. What is between letters does not count: spaces, ends of lines, pictures. */

/** Further from its old place, and among other words, a quote is the same one only if there is no other. */
const NEAR = 2_000
/** Letters around it that are remembered, and what they are taken from: there may be spaces between them. */
const AROUND = 32
const AROUND_CHARS = 64
/** As many places are looked at. */
const PLACES = 500

export interface Place {
  readonly from: number
  readonly to: number
}

/** What is known of where a quote stood. */
export interface Trace {
  readonly near: number
  /** The letters before and behind it. */
  readonly before: string
  readonly behind: string
}

export const hasWords = (text: string): boolean => /[^\s\uFFFC]/.test(text)

export const traceOf = (text: string, { from, to }: Place): Trace => ({
  near: from,
  before: lettersBefore(text, from),
  behind: lettersBehind(text, to),
})

/** Where it is the only one; of several, the one among the same words, or else the nearest. */
export const findQuote = (text: string, quote: string, trace?: Trace): Place | undefined => {
  const letters = bare(quote)
  if (letters === '') return undefined
  const found = placesOf(text, letters)
  if (found.length < 2) return found[0]
  return trace === undefined ? undefined : likeliest(text, found, trace)
}

const bare = (text: string): string => text.replaceAll(/[\s\uFFFC]+/g, '')
const lettersBefore = (text: string, at: number): string =>
  bare(text.slice(Math.max(0, at - AROUND_CHARS), at)).slice(-AROUND)
const lettersBehind = (text: string, at: number): string => bare(text.slice(at, at + AROUND_CHARS)).slice(0, AROUND)

const placesOf = (text: string, letters: string): Place[] => {
  const units = Array.from(
    { length: letters.length },
    (_, i) => `\\u${letters.charCodeAt(i).toString(16).padStart(4, '0')}`,
  )
  const wanted = new RegExp(units.join('[\\s\\uFFFC]*'), 'g')
  const found: Place[] = []
  for (let match = wanted.exec(text); match !== null && found.length < PLACES; match = wanted.exec(text)) {
    found.push({ from: match.index, to: match.index + match[0].length })
    // They may overlap.
    wanted.lastIndex = match.index + 1
  }
  return found
}

const likeliest = (text: string, found: readonly Place[], { near, before, behind }: Trace): Place | undefined => {
  let best: Place | undefined
  let bestScore = -Infinity
  for (const place of found) {
    const away = Math.abs(place.from - near)
    const common = ending(lettersBefore(text, place.from), before) + beginning(lettersBehind(text, place.to), behind)
    // A letter more in common counts for more than any distance.
    const score = common - away / (text.length + 1)
    if ((common === 0 && away > NEAR) || score <= bestScore) continue
    best = place
    bestScore = score
  }
  return best
}

/** How many letters are the same, from the beginning on. */
const beginning = (a: string, b: string): number => {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}

/** The same, from the end back. */
const ending = (a: string, b: string): number => {
  let count = 0
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count++
  return count
}
