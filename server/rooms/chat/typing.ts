/** Who is typing: said at most every other second, and not at all where there are too many to look. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Person } from './person.ts'

const HERE_MAX = 100

export class Typing {
  readonly #desk: Desk
  /** Room time at which they were last said to type. */
  readonly #typing = new Map<Person, number>()

  constructor(desk: Desk) {
    this.#desk = desk
  }

  readonly on: Pick<Room<ChatContract>['on'], 'typing'> = {
    typing: (from, { on, root }) => {
      const person = this.#desk.allow(from, 'typing')
      const { ctx } = this.#desk
      if (ctx.members.size > HERE_MAX) return
      const nowMs = ctx.now()
      const saidMs = this.#typing.get(person)
      if (on ? saidMs !== undefined && nowMs - saidMs < CHAT.typingEveryMs : saidMs === undefined) return
      // Who stopped is not forgotten: on and off and on again is said no more often.
      this.#typing.set(person, nowMs)
      ctx.broadcast('typing', { user: person.id, name: person.name, on, ...(root !== undefined && { root }) })
    },
  }

  forget(person: Person): void {
    this.#typing.delete(person)
  }
}
