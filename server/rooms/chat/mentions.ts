/** Who is meant by a message, and how they hear of it. */
import { CHAT, mentionsIn } from '../../../shared/chat/rules.ts'
import type { Message } from '../../../shared/chat/types.ts'
import { inboxRoom } from '../../../shared/inbox/contract.ts'
import type { NotifyMail, WithdrawMail } from '../../../shared/inbox/contract.ts'
import type { Desk } from './desk.ts'
import type { Loaded } from './loaded.ts'
import { Overlay } from '../../../shared/overlay.ts'
import type { Person } from './person.ts'
import { excerpt } from './timeline.ts'

export interface Mentioned {
  /** As the message carries it. */
  readonly list: readonly string[]
  readonly people: readonly Person[]
  readonly everybody: 'no' | 'here' | 'channel'
}

/** Stands for everybody in the rows of mentions. */
const EVERYBODY = '*'
const NOBODY: Mentioned = { list: [], people: [], everybody: 'no' }

export class Mentions {
  readonly #desk: Desk
  /** Told when somebody's counter moved. */
  readonly #moved: (person: Person) => void
  /** Mentions that a member's own rows may not hold yet when they join: users by message. */
  readonly #lately = new Overlay<number, { readonly n: number; readonly users: ReadonlySet<string> }>()

  constructor(desk: Desk, moved: (person: Person) => void) {
    this.#desk = desk
    this.#moved = moved
  }

  /** Changes nothing. Who is no member, or blocks the author, is not mentioned; nor is everybody, by whom may not. */
  resolve(author: Person, text: string, loaded: Loaded | undefined): Mentioned {
    if (!text.includes('@')) return NOBODY
    const list: string[] = []
    const people: Person[] = []
    let everybody: Mentioned['everybody'] = 'no'
    for (const found of mentionsIn(text)) {
      if (found === '@here' || found === '@channel') {
        if (!this.#mayCallAll(author)) continue
        if (everybody !== 'channel') everybody = found === '@here' ? 'here' : 'channel'
      } else {
        const person = this.#desk.people.find(found, loaded)
        if (person?.in !== true || loaded?.blockedBy?.includes(found) === true) continue
        people.push(person)
      }
      list.push(found)
    }
    return list.length === 0 ? NOBODY : { list, people, everybody }
  }

  /** The message was appended, or edited: `before` is whom it mentioned until then. */
  note(message: Message, author: Person, { people, everybody }: Mentioned, before: readonly string[] = []): void {
    const desk = this.#desk
    const { ctx } = desk
    const users = new Set(people.map(({ id }) => id))
    if (everybody !== 'no') users.add(EVERYBODY)
    const had = new Set(before.map((one) => (one.startsWith('@') ? EVERYBODY : one)))
    for (const user of had) if (!users.has(user)) this.#drop(message.n, user)
    if (users.size > 0) this.#lately.set(message.n, { n: message.n, users }, ctx.wall())
    for (const user of users) if (!had.has(user)) ctx.record('mention', { room: ctx.id, user_id: user, n: message.n })
    const broad = everybody !== 'no' && !had.has(EVERYBODY)
    for (const person of people) if (!had.has(person.id)) this.#tell(person, author, message)
    if (!broad) return
    for (const person of desk.people.all()) {
      if (!person.in || users.has(person.id)) continue
      const here = person.devices.size > 0
      // In a big channel, a call to everybody is a count: a hundred thousand inboxes would hear of it.
      if (desk.people.complete && (here || everybody === 'channel')) this.#tell(person, author, message)
      else if (here) this.#count(person, author, message.n)
    }
  }

  /** The message is about to be a tombstone: nobody who was told of it keeps its words. */
  forget({ n, by, mentions = [] }: Message): void {
    for (const one of mentions) this.#drop(n, one.startsWith('@') ? EVERYBODY : one)
    this.#lately.delete(n)
    const peer = this.#desk.peerOf(by)
    if (peer !== undefined) this.#withdraw(peer, n)
  }

  /** Somebody comes whose unread mentions were read from the database. */
  catchUp(person: Person, read: readonly number[]): void {
    const all = new Set(read)
    for (const { value } of this.#lately.values())
      if (value.users.has(person.id) || value.users.has(EVERYBODY)) all.add(value.n)
    person.mentions = [...all].filter((n) => n > person.read).toSorted((a, b) => a - b)
  }

  /** direct: the other one is not here. */
  knock(message: Message, author: Person, peer: Person): void {
    if (peer.devices.size > 0 || !peer.listens(this.#desk.ctx.wall())) return
    this.#post(peer, 'direct', author.name, message)
  }

  #mayCallAll(author: Person): boolean {
    const { info } = this.#desk
    return info.memberCount <= CHAT.broadMentionMax || this.#desk.can(author, 'callAll')
  }

  #tell(person: Person, author: Person, message: Message): void {
    this.#count(person, author, message.n)
    const { ctx, info } = this.#desk
    if (person === author || info.type === 'direct' || !person.listens(ctx.wall())) return
    this.#post(person, 'mention', `${author.name} in ${info.title}`, message)
  }

  #count(person: Person, author: Person, n: number): void {
    if (person === author || n <= person.read) return
    if (person.mentions.includes(n)) return
    person.mentions.push(n)
    this.#moved(person)
  }

  #drop(n: number, user: string): void {
    const { ctx, people } = this.#desk
    ctx.record('unmention', { room: ctx.id, user_id: user, n })
    if (user !== EVERYBODY) this.#withdraw(user, n)
    for (const person of user === EVERYBODY ? people.all() : [people.get(user)]) {
      // As it was told: to each of a small channel, and to none of a big one.
      if (user === EVERYBODY && person?.in === true && people.complete) this.#withdraw(person.id, n)
      if (person?.mentions.includes(n) !== true) continue
      person.mentions = person.mentions.filter((one) => one !== n)
      this.#moved(person)
    }
  }

  #post(person: Person, type: 'mention' | 'direct', title: string, message: Message): void {
    const { ctx } = this.#desk
    const mail: NotifyMail = {
      user: person.id,
      key: keyOf(ctx.id, message.n),
      type,
      title: title.slice(0, 200),
      text: excerpt(message.text),
      kind: 'chat',
      room: ctx.id,
      n: message.n,
    }
    ctx.post('inbox', inboxRoom(person.id), 'notify', mail)
  }

  #withdraw(user: string, n: number): void {
    const { ctx } = this.#desk
    ctx.post('inbox', inboxRoom(user), 'withdraw', { user, key: keyOf(ctx.id, n) } satisfies WithdrawMail)
  }
}

/** Of the notices about one message. */
const keyOf = (room: string, n: number): string => `${room}:${n}`
