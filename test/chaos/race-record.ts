/** What the couriers of a race were shown and told, to be held against what is in the database. */
import { EDGE_MS } from './race-cards.ts'
import type { Card } from './race-cards.ts'

/** An offer on a courier's screen, and what it meant to do about it. */
export interface Shown {
  readonly courier: string
  /** The one that it names first, with its epoch, and those that go with it. */
  readonly order: string
  readonly epoch: number
  readonly with: readonly string[]
  readonly card: Card
}

export type Asked = 'accept' | 'decline' | 'pickUp' | 'deliver'

/** A command and what its courier heard of it. */
export interface Told {
  readonly courier: string
  readonly what: Asked
  readonly order: string
  readonly with: readonly string[]
  readonly epoch: number
  /** Of an accept at the deadline: when it was sent, in ms after it. */
  readonly offsetMs: number | undefined
  /** `lost`: its courier began anew before it heard; else the code of a refusal. */
  outcome: 'waits' | 'done' | 'lost' | (string & {})
}

export class RaceRecord {
  readonly shown: Shown[] = []
  readonly told: Told[] = []
  readonly faults: string[] = []
  /** Lines that went dead with an offer on the screen, and those of them with an accept on its way. */
  cuts = 0
  cutsInFlight = 0
  /** Couriers that came back after one, and how. */
  readonly back = { resumed: 0, anew: 0 }
  /** Orders that a dispatcher gave away by hand, and those that its courier could not take. */
  readonly byHand = { given: 0, tooMuch: 0 }
  readonly #looks = new Set<() => void>()

  onNews(look: () => void): void {
    this.#looks.add(look)
  }

  /** A command is asked; `answer` is what comes of it. */
  asked(one: Omit<Told, 'outcome'>, answer: Promise<unknown>): Told {
    const told: Told = { ...one, outcome: 'waits' }
    this.told.push(told)
    const is = (outcome: Told['outcome']): void => {
      told.outcome = outcome
      for (const look of this.#looks) look()
    }
    answer.then(
      () => is('done'),
      // A client that was closed says one of these of what it never heard the end of.
      ({ code }: { readonly code: string }) => is(code === 'unavailable' || code === 'not_joined' ? 'lost' : code),
    )
    return told
  }

  get waiting(): number {
    return this.told.filter(({ outcome }) => outcome === 'waits').length
  }

  /** Accepts that were sent within 50 ms of the deadline, by side and by what became of them. */
  get edges() {
    const edges = this.told.filter(({ offsetMs }) => offsetMs !== undefined && Math.abs(offsetMs) <= EDGE_MS)
    const count = (is: (one: Told) => boolean): number => edges.filter(is).length
    return {
      before: count(({ offsetMs }) => offsetMs! < 0),
      after: count(({ offsetMs }) => offsetMs! >= 0),
      taken: count(({ outcome }) => outcome === 'done'),
      refused: count(({ outcome }) => outcome === 'conflict'),
    }
  }
}
