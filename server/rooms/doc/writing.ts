/** Text comes in from backends, agents and files, as an edit of whoever sent it. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import type { DocFormat } from '../../../shared/doc/types.ts'
import { TuttiError, toError } from '../../../shared/errors.ts'
import type { Later, Room } from '../../engine/room.ts'
import { resultOf } from './asked.ts'
import type { DocDesk } from './desk.ts'
import type { Author } from './log.ts'
import type { Outcome, Splicing } from './past-jobs.ts'
import { Pens } from './pens.ts'
import { splice } from './text/splice.ts'
import type { Where } from './text/splice.ts'
import type { PastLoads } from './versions-load.ts'

export class Writing {
  readonly #desk: DocDesk
  readonly #pens: Pens
  /** A long text is made into an edit elsewhere; one at a time. */
  #long: { readonly author: Author; readonly later: Later } | null = null

  constructor(desk: DocDesk) {
    this.#desk = desk
    this.#pens = new Pens(() => desk.ctx.random())
  }

  readonly on: Pick<Room<DocContract>['on'], 'write'> = {
    write: (from, { how, heading, text = '', format }, loaded) => {
      const desk = this.#desk
      if (how === 'section' && heading === undefined) throw new TuttiError('bad_body', 'heading: of which section')
      if (desk.log.past.bytes >= DOC.hardBytes) throw new TuttiError('body_too_large', 'the document takes no more')
      const where: Where = how === 'section' ? { how, heading: heading ?? '' } : { how }
      const author = desk.author(from)
      // What this kind's load has read.
      const brought = loaded as PastLoads['write']
      if ('source' in brought) return this.#begin(author, where, format as DocFormat, brought.source)
      const n = desk.log.change(this.#pens.of(author.id, desk.present()), author, 'write', (doc) =>
        splice(doc, desk.info.type, where, brought.tree, text),
      )
      desk.ctx.reply({ n })
    },
  }

  readonly did: NonNullable<Room<DocContract>['did']> = {
    splice: (result) => {
      const long = this.#long
      this.#long = null
      if (long === null) return
      try {
        if (this.#desk.doc === null) throw new TuttiError('unknown_room')
        // What the job of that name gives.
        const update = resultOf(result as Outcome<Uint8Array | null> | undefined)
        const n = update === null ? this.#desk.settle() : this.#desk.submit(update, long.author, 'write')
        long.later.reply({ n })
      } catch (thrown) {
        long.later.refuse(toError(thrown))
      }
    },
  }

  /** Others write on meanwhile: what comes of it is an edit of the document as it is now. */
  #begin(author: Author, where: Where, format: DocFormat, source: string): void {
    const desk = this.#desk
    if (this.#long !== null)
      throw new TuttiError('unavailable', 'another long text is being written: try again', { retryMs: 500 })
    desk.settle()
    const { snapshot, tail } = desk.log.past
    const client = this.#pens.fresh(desk.present())
    this.#long = { author, later: desk.ctx.later() }
    const now = [snapshot.data, ...tail]
    desk.ctx.job('splice', { now, client, type: desk.info.type, where, format, source } satisfies Splicing)
  }
}
