/** Answers that hold whole documents while they are made: few at a time, the others wait their turn. */
import { TuttiError } from '../../../../shared/errors.ts'

export interface FewOptions {
  readonly atOnce: number
  /** Of all, and of one user, with those under way. */
  readonly waiting: number
  readonly perUser: number
}

const FEW: FewOptions = { atOnce: 4, waiting: 200, perUser: 8 }

export class FewAtOnce {
  readonly #options: FewOptions
  readonly #line: (() => void)[] = []
  readonly #of = new Map<string, number>()
  #running = 0

  constructor(options: FewOptions = FEW) {
    this.#options = options
  }

  /** @throws TuttiError `rate_limited`, `overloaded`, and whatever `run` throws */
  async run<T>(user: string, run: () => Promise<T>): Promise<T> {
    const { atOnce, waiting, perUser } = this.#options
    const mine = this.#of.get(user) ?? 0
    if (mine >= perUser) throw new TuttiError('rate_limited', undefined, { retryMs: 500 })
    if (this.#line.length >= waiting) throw new TuttiError('overloaded', undefined, { retryMs: 1_000 })
    this.#of.set(user, mine + 1)
    try {
      // Whoever ends hands over its place.
      if (this.#running < atOnce) this.#running++
      else await new Promise<void>((resolve) => this.#line.push(resolve))
      try {
        return await run()
      } finally {
        const next = this.#line.shift()
        if (next === undefined) this.#running--
        else next()
      }
    } finally {
      const left = this.#of.get(user)! - 1
      if (left === 0) this.#of.delete(user)
      else this.#of.set(user, left)
    }
  }
}
