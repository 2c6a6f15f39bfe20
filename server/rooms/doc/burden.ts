/** What waits for a commit is bounded: large updates come one after the other. */
import { TuttiError } from '../../../shared/errors.ts'
import type { DocContext } from './desk.ts'

const LARGE_BYTES = 256 * 1024
/** The journal gives a room up that has more than twice as much waiting. */
const UNKEPT_BYTES = 7 * 1024 * 1024

export class Burden {
  readonly #ctx: Pick<DocContext, 'kept'>
  #unkeptBytes = 0

  constructor(ctx: Pick<DocContext, 'kept'>) {
    this.#ctx = ctx
  }

  /** An update of that size is about to be taken. @throws TuttiError `overloaded` */
  take(bytes: number): void {
    if (bytes < LARGE_BYTES) return
    if (this.#unkeptBytes + bytes > UNKEPT_BYTES) throw new TuttiError('overloaded', undefined, { retryMs: 500 })
    this.#unkeptBytes += bytes
    this.#ctx.kept(() => (this.#unkeptBytes -= bytes))
  }
}
