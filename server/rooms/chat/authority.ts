/** What owners and moderators may do to members; and what one of two who talk alone may do to the other. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Loaded } from './loaded.ts'
import type { Person } from './person.ts'
import type { Reading } from './reading.ts'
import { outranks } from './rights.ts'
import type { Roll } from './roll.ts'
import type { Timeline } from './timeline.ts'

export class Authority {
  readonly #desk: Desk
  readonly #timeline: Timeline
  readonly #roll: Roll
  readonly #reading: Reading

  constructor(desk: Desk, timeline: Timeline, roll: Roll, reading: Reading) {
    this.#desk = desk
    this.#timeline = timeline
    this.#roll = roll
    this.#reading = reading
  }

  readonly on: Pick<Room<ChatContract>['on'], 'role' | 'kick' | 'mute' | 'ban' | 'unban' | 'block'> = {
    role: (from, { user, role }, loaded) => {
      const by = this.#desk.allow(from, 'role')
      const { people } = this.#desk
      const person = people.member(user, loaded as Loaded | undefined)
      if (person.role === role) return
      if (person.role === 'owner' && people.owners.size === 1)
        throw new TuttiError('conflict', 'make somebody else an owner first')
      person.role = role
      if (role === 'owner') people.owners.add(user)
      else people.owners.delete(user)
      this.#desk.keepPerson(person)
      this.#desk.audit(by.id, 'role', { user, detail: role })
      this.#roll.say('role', person, by)
      this.#reading.moved(person)
    },

    kick: (from, { user, reason }, loaded) => {
      const by = this.#desk.allow(from, 'kick')
      const person = this.#desk.people.member(user, loaded as Loaded | undefined)
      this.#mayTouch(by, person)
      this.#desk.audit(by.id, 'kick', { user, detail: reason })
      this.#timeline.note(by, 'kicked', `${by.name} removed ${person.name}`, user)
      this.#roll.leave(person, by, 'kicked', 'kicked')
    },

    mute: (from, { user, untilMs, reason }, loaded) => {
      const by = this.#desk.allow(from, 'mute')
      const person = this.#desk.people.member(user, loaded as Loaded | undefined)
      this.#mayTouch(by, person)
      if (person.mutedUntil === untilMs) return
      person.mutedUntil = untilMs
      this.#desk.keepPerson(person)
      this.#desk.audit(by.id, 'mute', { user, detail: reason ?? String(untilMs) })
      this.#roll.say('muted', person, by, untilMs)
      this.#reading.moved(person)
    },

    ban: (from, { user, untilMs, reason }, loaded) => {
      const by = this.#desk.allow(from, 'ban')
      this.#endsLater(untilMs)
      // They may never have been here.
      const person = this.#desk.people.findOrMeet(user, loaded as Loaded | undefined)
      this.#mayTouch(by, person)
      person.bannedUntil = untilMs
      person.reason = reason ?? null
      this.#desk.audit(by.id, 'ban', { user, detail: reason })
      if (person.in) this.#timeline.note(by, 'banned', `${by.name} banned ${person.name}`, user)
      this.#roll.leave(person, by, 'banned', 'forbidden')
    },

    unban: (from, { user }, loaded) => {
      const by = this.#desk.allow(from, 'unban')
      const person = this.#desk.people.find(user, loaded as Loaded | undefined)
      if (person?.state !== 'banned') return
      person.state = 'out'
      person.bannedUntil = 0
      person.reason = null
      this.#desk.keepPerson(person)
      this.#desk.audit(by.id, 'unban', { user })
      this.#roll.say('unbanned', person, by)
    },

    block: (from, { on }) => {
      const person = this.#desk.allow(from, 'block')
      const { blocking, ctx } = this.#desk
      const peer = this.#desk.peerOf(person.id)
      if (peer === undefined || blocking.has(person.id) === on) return
      const pair = { user_id: person.id, blocked_id: peer }
      if (on) blocking.add(person.id)
      else blocking.delete(person.id)
      if (on) ctx.record('block', { ...pair, at: ctx.wall() })
      else ctx.record('unblock', pair)
      this.#reading.moved(person)
    },
  }

  #mayTouch(by: Person, person: Person): void {
    if (by === person) throw new TuttiError('conflict', 'not to oneself')
    if (!outranks(by.role, person.role)) throw new TuttiError('forbidden', 'they are not below you')
  }

  #endsLater(untilMs: number): void {
    if (untilMs !== 0 && untilMs <= this.#desk.ctx.wall()) throw new TuttiError('bad_body', 'untilMs: lies in the past')
  }
}
