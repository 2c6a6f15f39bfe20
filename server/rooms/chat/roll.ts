/** Comings and goings of members: counted, written and said. */
import type { ChannelRole, MemberChange } from '../../../shared/chat/types.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { CHAT } from '../../../shared/chat/rules.ts'
import { inboxRoom } from '../../../shared/inbox/contract.ts'
import type { NotifyMail } from '../../../shared/inbox/contract.ts'
import type { Desk } from './desk.ts'
import type { Person } from './person.ts'
import type { Presence } from './presence.ts'
import type { Reading } from './reading.ts'

export class Roll {
  readonly #desk: Desk
  readonly #presence: Presence
  readonly #reading: Reading

  constructor(desk: Desk, presence: Presence, reading: Reading) {
    this.#desk = desk
    this.#presence = presence
    this.#reading = reading
  }

  /** @throws TuttiError `room_full` */
  mayGrow(by: number): void {
    if (this.#desk.info.memberCount + by > CHAT.membersMax) throw new TuttiError('room_full')
  }

  /** People who were not in are in; the caller writes the channel. */
  enter(person: Person, role: ChannelRole): void {
    const { ctx, info, lastN, people } = this.#desk
    info.memberCount++
    people.counted(info.memberCount)
    person.enter(role, lastN, ctx.wall())
    if (role === 'owner') people.owners.add(person.id)
    this.#desk.keepPerson(person)
    this.#presence.counted()
    this.#reading.moved(person)
  }

  join(person: Person, by: Person): void {
    this.enter(person, 'member')
    this.#desk.keepChannel()
    this.say('joined', person, by)
  }

  /** A member, or with `banned` anybody, is out, and their devices with them. */
  leave(person: Person, by: Person, change: 'left' | 'kicked' | 'banned', code: ErrorCode): void {
    const { ctx, info, people } = this.#desk
    if (person.in) {
      info.memberCount--
      people.owners.delete(person.id)
      this.#desk.keepChannel()
    }
    person.exit(change === 'banned' ? 'banned' : 'out')
    this.#desk.keepPerson(person)
    this.say(change, person, by)
    this.#presence.counted()
    for (const device of person.devices) ctx.kick(device, code)
    ctx.unwatch(person.id)
  }

  say(change: MemberChange['change'], person: Person, by: Person, untilMs?: number): void {
    const { memberCount } = this.#desk.info
    const { id: user, name, role } = person
    const until = untilMs === undefined ? {} : { untilMs }
    this.#desk.say('member', { change, user, name, role, by: by.id, ...until, memberCount })
  }

  /** Who was put into a channel hears of it where they are. */
  invite(person: Person, by: Person): void {
    const { ctx, info } = this.#desk
    const mail: NotifyMail = {
      user: person.id,
      key: `${ctx.id}:added:${person.joinedAt}`,
      type: 'invitation',
      title: `${by.name} added you to ${info.title === '' ? 'a group' : info.title}`.slice(0, 200),
      text: info.topic,
      kind: 'chat',
      room: ctx.id,
    }
    ctx.post('inbox', inboxRoom(person.id), 'notify', mail)
  }
}
