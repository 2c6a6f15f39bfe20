/** What couriers do with offers, dealt by chance: some of everything first, where a race is too small for chance. */
import { seededRandom } from '../../shared/random.ts'

/** How a courier comes back: its session goes on, or the app was started anew. */
export type Back = 'resumed' | 'anew'

export type Card =
  | { readonly do: 'accept' | 'decline' | 'silence' }
  /** Accepts so many ms after the offer is over, as the courier knows it: −50 to +50. */
  | { readonly do: 'deadline'; readonly offsetMs: number }
  /** The line goes dead with the offer on the screen; whoever is back accepts what is still there. */
  | { readonly do: 'cut'; readonly back: Back }
  /** It has accepted when the line goes dead: `heard`, and the answer is lost, or not. */
  | { readonly do: 'cutAccept'; readonly heard: boolean; readonly back: Back }
  /** The line goes dead, and there is none until the offer is over. */
  | { readonly do: 'away' }

/** An accept is at the deadline so shortly before it or after it. */
export const EDGE_MS = 50

/**
 * One of each, the slow ones first: their time passes while the others race. Those at the deadline are far enough from
 * either edge for timers that are some milliseconds late.
 */
const handOf = (random: () => number): Card[] => [
  { do: 'deadline', offsetMs: (random() * 0.6 - 0.8) * EDGE_MS },
  { do: 'deadline', offsetMs: (random() * 0.6 + 0.1) * EDGE_MS },
  { do: 'silence' },
  { do: 'away' },
  { do: 'cutAccept', heard: true, back: 'resumed' },
  { do: 'cutAccept', heard: false, back: 'anew' },
  { do: 'decline' },
  { do: 'cut', back: 'anew' },
  { do: 'cutAccept', heard: false, back: 'resumed' },
  { do: 'cutAccept', heard: true, back: 'anew' },
  { do: 'cut', back: 'resumed' },
]

export class Deck {
  readonly #random: () => number
  readonly #slow: number
  readonly #hand: Card[]

  /** @param slow of ten offers, how many are left to run out, or are accepted at their very end, each */
  constructor(seed: string, slow: number) {
    this.#random = seededRandom(seed)
    this.#slow = slow / 10
    this.#hand = handOf(this.#random)
  }

  /** Something of everything was dealt, and came to what it was dealt for. */
  get isThrough(): boolean {
    return this.#hand.length === 0
  }

  deal(): Card {
    return this.#hand.shift() ?? this.#drawn()
  }

  /** Nothing came of it: somebody else is dealt it. */
  putBack(card: Card): void {
    this.#hand.push(card)
  }

  #drawn(): Card {
    const random = this.#random
    const dice = random()
    const back = random() < 0.5 ? 'resumed' : 'anew'
    if (dice < this.#slow * 0.75) return { do: 'silence' }
    if (dice < this.#slow) return { do: 'away' }
    if (dice < this.#slow * 2) return { do: 'deadline', offsetMs: (random() * 2 - 1) * EDGE_MS }
    const rest = (dice - this.#slow * 2) / (1 - this.#slow * 2)
    if (rest < 0.2) return { do: 'decline' }
    if (rest < 0.3) return { do: 'cut', back }
    if (rest < 0.45) return { do: 'cutAccept', heard: random() < 0.5, back }
    return { do: 'accept' }
  }
}
