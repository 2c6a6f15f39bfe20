/** What a word is: to whoever searches, and to the index of each database. */

/**
 * What stands between words: controls, spaces and signs of ASCII and Latin-1, and those of general punctuation, symbols,
 * CJK punctuation and emoji. Written so that JavaScript and Postgres read the same: by code points, whatever the locale.
 */
export const BETWEEN = String.raw`\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2000-\u206f\u2190-\u2bff\u3000-\u303f\ufe00-\ufe0f\uff01-\uff0f\uff1a-\uff20`
/** Above the first plane the two write it differently. */
const EMOJI = { js: String.raw`\u{1f000}-\u{1faff}`, postgres: String.raw`\U0001f000-\U0001faff` }

export const BETWEEN_POSTGRES = BETWEEN + EMOJI.postgres
const SEPARATORS = new RegExp(`[\\0${BETWEEN}${EMOJI.js}]+`, 'u')
const ACCENTS = /[\u0300-\u036f]+/g

/** Words of one question that count. */
const WORDS_MAX = 16
/** Letters of a word that count. */
export const WORD_MAX = 50

/** Without case and accents: how two words are compared. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(ACCENTS, '').normalize('NFC').toLowerCase().replace(ACCENTS, '')

/** For Postgres, whose lower() knows them in some locales only: letters beyond ASCII that are another's capital or carry an accent. */
export const foldTable = (): { readonly from: string; readonly to: string } => {
  let [from, to] = ['', '']
  for (let code = 0xc0; code < 0x530; code++) {
    const letter = String.fromCodePoint(code)
    const plain = folded(letter)
    if (plain === letter || plain.length !== 1) continue
    from += letter
    to += plain
  }
  return { from, to }
}

export const wordsOf = (text: string): string[] =>
  folded(text)
    .split(SEPARATORS)
    .filter((word) => word !== '')

export interface Wanted {
  readonly word: string
  /** Or any word that begins so. */
  readonly open: boolean
}

/**
 * All of these words, the last one as far as it is written. One or two ASCII letters are a word of their own: too much
 * begins so, and nobody wants all of it.
 */
export const wantedOf = (words: readonly string[]): Wanted[] => {
  const counted = words.slice(0, WORDS_MAX)
  return counted.map((word, i) => ({
    word: Array.from(word).slice(0, WORD_MAX).join(''),
    open: (i === counted.length - 1 && (word.length > 2 || /[^a-z0-9]/.test(word))) || word.length > WORD_MAX,
  }))
}

/** Whether a text has all that is wanted. */
export const hasAll = (text: string, wanted: readonly Wanted[]): boolean => {
  const words = wordsOf(text)
  const there = new Set(words)
  return wanted.every(({ word, open }) => there.has(word) || (open && words.some((one) => one.startsWith(word))))
}
