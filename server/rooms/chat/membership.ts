/** How people become members, and cease to be. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Channel } from './channel.ts'
import type { Desk } from './desk.ts'
import type { Guard } from './guard.ts'
import type { Loaded } from './loaded.ts'
import type { Presence } from './presence.ts'
import type { Roll } from './roll.ts'
import type { Timeline } from './timeline.ts'

interface Parts {
  readonly timeline: Timeline
  readonly channel: Channel
  readonly roll: Roll
  readonly presence: Presence
  readonly guard: Guard
}

export class Membership {
  readonly #desk: Desk
  readonly #parts: Parts

  constructor(desk: Desk, parts: Parts) {
    this.#desk = desk
    this.#parts = parts
  }

  readonly on: Pick<Room<ChatContract>['on'], 'enter' | 'quit' | 'add' | 'rename'> = {
    enter: (from) => {
      const person = this.#desk.allow(from, 'enter')
      const { roll, timeline } = this.#parts
      // A seat may outlive its welcome by a tick.
      if (person.banned(this.#desk.ctx.wall())) throw new TuttiError('forbidden', 'you are banned here')
      if (!person.in) {
        roll.mayGrow(1)
        roll.join(person, person)
        timeline.note(person, 'joined', `${person.name} joined`, person.id)
      }
      this.#desk.ctx.reply(this.#desk.info)
    },

    quit: (from) => {
      const person = this.#desk.allow(from, 'quit')
      const { info, people } = this.#desk
      const alone = info.memberCount === 1
      if (people.owners.has(person.id) && people.owners.size === 1 && !alone)
        throw new TuttiError('conflict', 'make somebody else an owner first')
      const { channel, roll, timeline } = this.#parts
      // Without an owner, nobody could ever again do it.
      if (alone) channel.archive(person, true)
      else timeline.note(person, 'left', `${person.name} left`, person.id)
      roll.leave(person, person, 'left', 'kicked')
    },

    add: (from, { users }, loaded) => {
      const person = this.#desk.allow(from, 'add')
      const read = loaded as Loaded | undefined
      const { ctx, people } = this.#desk
      const { roll, timeline } = this.#parts
      const wallMs = ctx.wall()
      // Who blocks the one who adds is left out, as is who was banned: neither is any of their business.
      const added = [...new Set(users)]
        .filter((id) => read?.blockedBy?.includes(id) !== true)
        .map((id) => people.findOrMeet(id, read))
        .filter((one) => !one.in && !one.banned(wallMs))
      roll.mayGrow(added.length)
      for (const one of added) {
        roll.join(one, person)
        timeline.note(person, 'added', `${person.name} added ${one.name}`, one.id)
        roll.invite(one, person)
      }
      ctx.reply({ added: added.map(({ id }) => id) })
    },

    rename: (from, { name: wanted }) => {
      const person = this.#desk.allow(from, 'rename')
      const name = wanted.trim()
      if (name === '') throw new TuttiError('bad_body', 'name: there is nothing in it')
      const { guard, presence, roll } = this.#parts
      if (guard.judge(name, undefined).is !== 'allow') throw new TuttiError('forbidden', 'not as a name')
      if (name === person.name) return
      person.name = name
      this.#desk.keepPerson(person)
      roll.say('renamed', person, person)
      presence.renamed(person)
    },
  }
}
