/** What somebody says to all who are here, and nobody keeps. */
import type { DocContract } from '../../../shared/doc/contract.ts'
import type { Room } from '../../engine/room.ts'
import type { DocDesk } from './desk.ts'

export class Saying {
  readonly #desk: DocDesk

  constructor(desk: DocDesk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<DocContract>['on'], 'say'> = {
    say: (_from, words) => this.#desk.ctx.broadcast('said', words),
  }
}
