/** How much a document may hold, how much of it may be on its way to the database, and how much work one may make. */
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { DocContext } from './desk.ts'
import type { Accepted } from './guard/verdict.ts'

const LARGE_BYTES = 256 * 1024
/** The journal gives a room up that has more than twice as much waiting. */
const UNKEPT_BYTES = 7 * 1024 * 1024

/** Items that Yjs may look at for one person, of the five million that it can; few are not counted. */
const STEPS_PER_MS = 1_000
const FEW_STEPS = 1_000
/** One may be so far ahead of that. */
const AHEAD_MS = 4_000

export class Budget {
  readonly #ctx: Pick<DocContext, 'kept' | 'now'>
  readonly #full: () => void
  /** Of large updates. */
  #unkeptBytes = 0
  /** Author → when what they made Yjs do is paid for. */
  readonly #paidMs = new Map<string, number>()

  /** `full`: something was refused because the document is. */
  constructor(ctx: Pick<DocContext, 'kept' | 'now'>, full: () => void) {
    this.#ctx = ctx
    this.#full = full
  }

  /** `bytes`: what the document has by now. @throws TuttiError `body_too_large`, `overloaded`, `rate_limited` */
  spend({ update, written, steps }: Accepted, author: string, bytes: number): void {
    // Whoever makes it smaller is let in always.
    if (written.length > 0 && bytes + update.length > DOC.hardBytes) {
      this.#full()
      throw new TuttiError('body_too_large', 'the document is full')
    }
    if (steps > FEW_STEPS) this.#work(author, steps)
    if (update.length < LARGE_BYTES) return
    if (update.length > UNKEPT_BYTES) throw new TuttiError('body_too_large', 'too much for one commit')
    // One after the other.
    if (this.#unkeptBytes + update.length > UNKEPT_BYTES)
      throw new TuttiError('overloaded', undefined, { retryMs: 500 })
    this.#unkeptBytes += update.length
    this.#ctx.kept(() => (this.#unkeptBytes -= update.length))
  }

  #work(author: string, steps: number): void {
    const nowMs = this.#ctx.now()
    for (const [other, paidMs] of this.#paidMs) if (paidMs <= nowMs) this.#paidMs.delete(other)
    const paidMs = this.#paidMs.get(author) ?? nowMs
    const waitMs = Math.ceil(paidMs - nowMs - AHEAD_MS)
    if (waitMs > 0) throw new TuttiError('rate_limited', undefined, { retryMs: waitMs })
    this.#paidMs.set(author, paidMs + steps / STEPS_PER_MS)
  }
}
