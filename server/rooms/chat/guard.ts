/** What keeps a channel civil without a moderator being there: slow mode, the flood detector, the word list, and what an app plugs in. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Desk } from './desk.ts'
import { Flood } from './flood.ts'
import type { FloodLimits } from './flood.ts'
import { ALLOW, judge } from './moderation.ts'
import type { Verdict } from './moderation.ts'
import type { Person } from './person.ts'
import type { WordList } from './word-list.ts'

export interface GuardOptions {
  readonly words: WordList
  readonly flood: FloodLimits
}

export class Guard {
  readonly #desk: Desk
  readonly #options: GuardOptions

  constructor(desk: Desk, options: GuardOptions) {
    this.#desk = desk
    this.#options = options
  }

  /** @throws TuttiError `rate_limited`, in slow mode */
  slow(author: Person): void {
    const { slowMs } = this.#desk.info
    if (slowMs === 0 || this.#desk.can(author, 'hurry')) return
    const waitMs = author.sentAt + slowMs - this.#desk.ctx.wall()
    if (waitMs > 0) throw new TuttiError('rate_limited', 'the channel is in slow mode', { retryMs: waitMs })
  }

  /** Counts the message: call it last. @throws TuttiError `rate_limited` */
  flood(author: Person, text: string): void {
    const waitMs = (author.flood ??= new Flood(this.#options.flood)).take(text, this.#desk.ctx.now())
    if (waitMs > 0) throw new TuttiError('rate_limited', 'the same again, or too much at once', { retryMs: waitMs })
  }

  /** @param before what was judged beside the room @throws TuttiError `forbidden`, where it is rejected */
  judge(text: string, before: Verdict | undefined): Verdict {
    // Two who talk alone mind their own words; and nobody is there who could release what is held.
    const alone = this.#desk.info.type === 'direct'
    const verdict = judge(text, before, (words) => (alone ? ALLOW : this.#options.words.judge(words)))
    if (verdict.is === 'reject') throw new TuttiError('forbidden', `not said here: ${verdict.reason}`.slice(0, 200))
    if (verdict.is === 'hold' && alone) throw new TuttiError('forbidden', 'not said here')
    if (verdict.is === 'rewrite' && verdict.text.trim() === '')
      throw new TuttiError('forbidden', 'nothing of it may be said here')
    return verdict
  }
}
