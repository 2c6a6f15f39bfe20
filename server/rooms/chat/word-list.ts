/** Words that are not said here: whole ones, in any case, and with digits for letters. */
import { ALLOW } from './moderation.ts'
import type { Verdict } from './moderation.ts'

export interface Words {
  /** Replaced by stars. */
  readonly mask: readonly string[]
  /** A moderator looks first. */
  readonly hold: readonly string[]
  readonly reject: readonly string[]
}

/** Small on purpose: what is unfit differs from house to house. */
export const WORDS: Words = {
  mask: ['asshole', 'bastard', 'bitch', 'bullshit', 'cunt', 'fuck', 'fucker', 'fucking', 'motherfucker', 'shit'],
  hold: ['kys', 'kill yourself'],
  reject: [],
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  a: 'a4@',
  b: 'b8',
  e: 'e3',
  g: 'g9',
  i: 'i1!',
  l: 'l1',
  o: 'o0',
  s: 's5$',
  t: 't7',
}

const pattern = (words: readonly string[]): RegExp | undefined => {
  if (words.length === 0) return undefined
  const one = (word: string): string =>
    Array.from(word.toLowerCase())
      .map((letter) => {
        if (letter === ' ') return '\\s+'
        const alike = LOOKALIKES[letter]
        return alike === undefined ? letter.replace(/[^\p{L}\p{N}]/u, '\\$&') : `[${alike}]`
      })
      .join('')
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.map(one).join('|')})(?![\\p{L}\\p{N}])`, 'giu')
}

export class WordList {
  readonly #mask: RegExp | undefined
  readonly #hold: RegExp | undefined
  readonly #reject: RegExp | undefined

  constructor(words: Words) {
    this.#mask = pattern(words.mask)
    this.#hold = pattern(words.hold)
    this.#reject = pattern(words.reject)
  }

  judge(text: string): Verdict {
    if (this.#reject !== undefined && text.search(this.#reject) >= 0)
      return { is: 'reject', reason: 'a word in it is not said here' }
    if (this.#hold !== undefined && text.search(this.#hold) >= 0) return { is: 'hold', why: 'word list' }
    if (this.#mask === undefined || text.search(this.#mask) < 0) return ALLOW
    return { is: 'rewrite', text: text.replace(this.#mask, (word) => '*'.repeat(word.length)) }
  }
}
