/** One live channel: its parts, and who comes and goes. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { ChatState } from '../../../shared/chat/types.ts'
import { check } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import { Authority } from './authority.ts'
import { Casework } from './casework.ts'
import { Channel } from './channel.ts'
import { Desk } from './desk.ts'
import type { ChatContext } from './desk.ts'
import { Guard } from './guard.ts'
import type { GuardOptions } from './guard.ts'
import { HeldBox } from './held-box.ts'
import { Invites } from './invites.ts'
import { joinOptions } from './join-options.ts'
import { believe } from './loaded.ts'
import type { Facts, Loaded, Stored } from './loaded.ts'
import { Membership } from './membership.ts'
import { Mentions } from './mentions.ts'
import type { Person } from './person.ts'
import { Posting } from './posting.ts'
import { Presence } from './presence.ts'
import { Reading } from './reading.ts'
import { Revising } from './revising.ts'
import { Roll } from './roll.ts'
import { Timeline } from './timeline.ts'
import { Typing } from './typing.ts'

type On = Room<ChatContract>['on']

export class ChatRoom implements Room<ChatContract> {
  readonly on: On
  readonly #desk: Desk
  readonly #timeline: Timeline
  readonly #mentions: Mentions
  readonly #reading: Reading
  readonly #presence: Presence
  readonly #typing: Typing
  readonly #roll: Roll
  readonly #invites: Invites
  readonly #held: HeldBox

  constructor(ctx: ChatContext, stored: Stored | undefined, options: GuardOptions) {
    const desk = new Desk(ctx, stored)
    const reading = new Reading(desk)
    const timeline = new Timeline(desk, reading)
    const mentions = new Mentions(desk, (person) => reading.moved(person))
    const presence = new Presence(desk)
    const typing = new Typing(desk)
    const roll = new Roll(desk, presence, reading)
    const invites = new Invites(desk)
    const guard = new Guard(desk, options)
    const held = new HeldBox(desk, stored)
    const channel = new Channel(desk, timeline, roll)
    const posting = new Posting(desk, timeline, { mentions, guard, held })
    const revising = new Revising(desk, timeline, mentions, guard)
    this.on = this.#heeding({
      ...channel.on,
      ...new Membership(desk, { timeline, channel, roll, presence, guard }).on,
      ...invites.on,
      ...new Authority(desk, timeline, roll, reading).on,
      ...posting.on,
      ...revising.on,
      ...new Casework(desk, { posting, revising, mentions, held }).on,
      ...reading.on,
      ...presence.on,
      ...typing.on,
    })
    this.#desk = desk
    this.#timeline = timeline
    this.#mentions = mentions
    this.#reading = reading
    this.#presence = presence
    this.#typing = typing
    this.#roll = roll
    this.#invites = invites
    this.#held = held
  }

  readonly mail = { read: (body: unknown) => this.#reading.mail(body) }

  join(who: Member, how: 'fresh' | 'recovered', options: unknown): ChatState {
    const { create, invite, status } = check(joinOptions, options ?? {})
    const { ctx, channel, people } = this.#desk
    // What authorize() of this kind has found out.
    const facts = who.facts === undefined ? undefined : believe(who.facts as Facts, ctx.wall())
    if (channel === null && create !== true) throw new TuttiError('unknown_room')
    const person = people.seat(who.user, facts?.member ?? null)
    if (channel !== null) this.#admit(person, invite, facts)
    if (person.devices.size === 0 && facts !== undefined) {
      this.#mentions.catchUp(person, facts.mentions)
      person.sentAt = Math.max(person.sentAt, facts.sentAt)
    }
    person.devices.add(who)
    people.touched(person)
    this.#presence.arrive(person, who, status)
    if (channel !== null && this.#desk.can(person, 'settle')) ctx.send(who, 'work', this.#held.work)
    return this.#state(person, how)
  }

  leave(who: Member): void {
    const person = this.#desk.people.get(who.user.id)
    if (person === undefined || !person.devices.delete(who)) return
    this.#desk.people.touched(person)
    this.#presence.depart(person, who)
    if (person.devices.size === 0) this.#typing.forget(person)
  }

  acked(from: Member, seq: number): void {
    this.#reading.acked(from, seq)
  }

  woke(): void {
    this.#desk.wakes.woke()
  }

  closing(): void {
    this.#presence.close()
    this.#reading.flush()
  }

  summary() {
    const { channel } = this.#desk
    if (channel === null || !channel.listed) return null
    return { title: channel.title, members: channel.memberCount }
  }

  /** Lets in whoever may be here. Records nothing before everything is checked. */
  #admit(person: Person, invite: string | undefined, facts: Facts | undefined): void {
    const { ctx, info } = this.#desk
    if (person.banned(ctx.wall())) throw new TuttiError('forbidden', 'you are banned here')
    if (person.in) return
    const row = invite === undefined ? undefined : this.#invites.valid(invite, facts?.invite)
    if (row !== undefined && info.type !== 'direct' && !info.archived) {
      this.#roll.mayGrow(1)
      this.#invites.use(row)
      this.#roll.join(person, person)
      this.#timeline.note(person, 'joined', `${person.name} joined`, person.id)
      return
    }
    // Whoever is not in must not learn that there is something.
    if (info.type !== 'public') throw new TuttiError('unknown_room')
  }

  #state(person: Person, how: 'fresh' | 'recovered'): ChatState {
    const { channel, lastN, messages } = this.#desk
    return {
      channel,
      me: { ...this.#desk.mine(person), user: person.id },
      lastN,
      recent: how === 'fresh' ? messages.recent(this.#desk.keptSince) : [],
      people: this.#presence.people(),
      crowd: this.#presence.crowd(),
      receipts: this.#reading.receipts(),
    }
  }

  /** Before every command: what was read for it is not too old, and who is long gone is let go. */
  #heeding(on: On): On {
    type Handler = (from: Member, body: never, loaded?: unknown) => void
    const heed =
      (handle: Handler): Handler =>
      (from, body, loaded) => {
        this.#desk.people.forget()
        if (loaded !== undefined) believe(loaded as Loaded, this.#desk.ctx.wall())
        handle(from, body, loaded)
      }
    // The same names with the same bodies: each handler stays under its own.
    return Object.fromEntries(
      Object.entries(on).map(([name, handle]) => [name, heed(handle as Handler)]),
    ) as unknown as On
  }
}
