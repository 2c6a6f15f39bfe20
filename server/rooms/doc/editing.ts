/** Edits come in: checked, gathered, and answered when they are kept. */
import * as Y from 'yjs'
import type { DocContract } from '../../../shared/doc/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'

export class Editing {
  readonly #desk: DocDesk

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<DocContract>['on'], 'edit'> = {
    edit: (from, update) => {
      this.#desk.allow(from, 'editor')
      inspect(update)
      this.#desk.log.take(update, this.#desk.author(from), this.#desk.ctx.later())
    },
  }
}

const inspect = (update: Uint8Array): void => {
  try {
    Y.decodeUpdate(update)
  } catch (cause) {
    throw new TuttiError('bad_body', 'this is no Yjs update', { cause })
  }
}
