/** A document is made, and gets another title. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'
import { nameOf } from './names.ts'

export class Founding {
  readonly #desk: DocDesk

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<DocContract>['on'], 'create' | 'rename'> = {
    create: (from, { title = '', public: open = null }) => {
      const desk = this.#desk
      if (desk.doc !== null) {
        if (desk.doc.owner !== from.user.id) throw new TuttiError('conflict', 'there is a document here')
        return desk.ctx.reply({ ...desk.doc })
      }
      desk.doc = {
        title,
        owner: from.user.id,
        // One of those that the contract lets in.
        public: open as 'viewer' | null,
        born: desk.ctx.newId(),
        createdAt: desk.ctx.wall(),
        trashedAt: null,
      }
      desk.ownerName = nameOf(from)
      desk.keepInfo()
      desk.ctx.reply({ ...desk.doc })
    },
    rename: (from, { title }) => {
      this.#desk.allow(from, 'editor')
      if (this.#desk.info.title === title) return
      this.#desk.info.title = title
      this.#desk.keepInfo()
    },
  }
}
