/** Text comes in from backends, agents and files, as an edit of whoever sent it. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { DOC } from '../../../shared/doc/rules.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import type { Author } from './log.ts'
import { Pens } from './pens.ts'
import { splice } from './text/splice.ts'
import type { Where } from './text/splice.ts'
import type { TreeNode } from './text/tree.ts'
import type { PastLoads } from './versions-load.ts'

export class Writing {
  readonly #desk: DocDesk
  readonly #pens: Pens

  constructor(desk: DocDesk) {
    this.#desk = desk
    this.#pens = new Pens(() => desk.ctx.random())
  }

  readonly on: Pick<Room<DocContract>['on'], 'write'> = {
    write: (from, { how, heading, text }, loaded) => {
      const desk = this.#desk
      if (how === 'section' && heading === undefined) throw new TuttiError('bad_body', 'heading: of which section')
      if (desk.log.past.bytes >= DOC.hardBytes) throw new TuttiError('body_too_large', 'the document takes no more')
      const where: Where = how === 'section' ? { how, heading: heading ?? '' } : { how }
      const author = desk.author(from)
      // What this kind's load has read.
      const tree = loaded as PastLoads['write']
      const n = desk.log.change(this.#pens.of(author.id, desk.present()), author, 'write', (doc) =>
        splice(doc, desk.info.type, where, tree, text),
      )
      desk.ctx.reply({ n })
    },
  }

  /** The first content of a new document. */
  fill(author: Author, tree: readonly TreeNode[]): void {
    const desk = this.#desk
    desk.log.change(this.#pens.of(author.id, desk.present()), author, 'import', (doc) =>
      splice(doc, 'rich', { how: 'append' }, tree, ''),
    )
  }
}
