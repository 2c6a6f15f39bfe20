/** How much a document may hold, and how much of it may be on its way to the database. */
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { DocContext } from './desk.ts'
import type { Accepted } from './guard/verdict.ts'

const LARGE_BYTES = 256 * 1024
/** The journal gives a room up that has more than twice as much waiting. */
const UNKEPT_BYTES = 7 * 1024 * 1024

export class Budget {
  readonly #ctx: Pick<DocContext, 'kept'>
  readonly #full: () => void
  /** Of large updates. */
  #unkeptBytes = 0

  /** `full`: something was refused because the document is. */
  constructor(ctx: Pick<DocContext, 'kept'>, full: () => void) {
    this.#ctx = ctx
    this.#full = full
  }

  /** `bytes`: what the document has by now. @throws TuttiError `body_too_large`, `overloaded` */
  spend({ update, written }: Accepted, bytes: number): void {
    // Whoever makes it smaller is let in always.
    if (written.length > 0 && bytes + update.length > DOC.hardBytes) {
      this.#full()
      throw new TuttiError('body_too_large', 'the document is full')
    }
    if (update.length < LARGE_BYTES) return
    // One after the other.
    if (this.#unkeptBytes + update.length > UNKEPT_BYTES)
      throw new TuttiError('overloaded', undefined, { retryMs: 500 })
    this.#unkeptBytes += update.length
    this.#ctx.kept(() => (this.#unkeptBytes -= update.length))
  }
}
