/** The channel itself: made, changed, put away. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import { CHAT, directRoom, isDirectRoom } from '../../../shared/chat/rules.ts'
import type { ChannelInfo } from '../../../shared/chat/types.ts'
import type { Commands } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, Room } from '../../engine/room.ts'
import type { Desk } from './desk.ts'
import type { Loaded } from './loaded.ts'
import type { Mutable } from './mutable.ts'
import type { Person } from './person.ts'
import type { Roll } from './roll.ts'
import type { Timeline } from './timeline.ts'

type Bodies = Commands<ChatContract>

export class Channel {
  readonly #desk: Desk
  readonly #timeline: Timeline
  readonly #roll: Roll

  constructor(desk: Desk, timeline: Timeline, roll: Roll) {
    this.#desk = desk
    this.#timeline = timeline
    this.#roll = roll
  }

  readonly on: Pick<Room<ChatContract>['on'], 'create' | 'change' | 'archive'> = {
    create: (from, body, loaded) => this.#create(from, body, loaded as Loaded | undefined),

    change: (from, body) => {
      const { title, topic, slowMs, retentionDays, listed } = body
      const person = this.#desk.allow(from, 'change')
      const { info } = this.#desk
      if (retentionDays !== undefined || listed !== undefined) this.#desk.allow(from, 'keeping')
      if (listed === true && info.type !== 'public') throw new TuttiError('conflict', 'only public channels are listed')
      const renamed = title !== undefined && title !== info.title
      const topical = topic !== undefined && topic !== info.topic
      info.title = title ?? info.title
      info.topic = topic ?? info.topic
      info.slowMs = slowMs ?? info.slowMs
      info.retentionDays = retentionDays ?? info.retentionDays
      info.listed = listed ?? info.listed
      this.#desk.audit(person.id, 'change', { detail: JSON.stringify(body) })
      this.#tell()
      if (renamed) this.#timeline.note(person, 'renamed', `${person.name} renamed the channel to ${info.title}`)
      if (topical) this.#timeline.note(person, 'topic', `${person.name} set the topic: ${info.topic}`)
    },

    archive: (from, { on }) => {
      const person = this.#desk.allow(from, 'archive')
      this.archive(person, on)
      this.#desk.ctx.reply(this.#desk.info)
    },
  }

  archive(by: Person, on: boolean): void {
    const { info } = this.#desk
    if (info.archived === on) return
    info.archived = on
    this.#desk.audit(by.id, 'archive', { detail: on ? 'on' : 'off' })
    this.#tell()
    const did = on ? 'archived' : 'unarchived'
    this.#timeline.note(by, did, `${by.name} ${did} the channel`)
  }

  #create(from: Member, body: Bodies['create'], loaded: Loaded | undefined): void {
    const desk = this.#desk
    const creator = desk.who(from)
    const { channel } = desk
    if (channel !== null) {
      const mine =
        creator.in && channel.type === body.type && (body.type === 'direct' || channel.createdBy === creator.id)
      if (!mine) throw new TuttiError('conflict', 'there is a channel here already')
      desk.ctx.reply(channel)
      return
    }
    const others = this.#others(creator, body, loaded)
    this.#emptyOfStrangers(creator, others, body.type)
    const { ctx } = desk
    desk.channel = this.#info(creator, body)
    if (body.type === 'direct') desk.pair = [creator.id, others[0]!.id].toSorted() as [string, string]
    this.#roll.enter(creator, body.type === 'direct' ? 'member' : 'owner')
    for (const person of others) this.#roll.enter(person, 'member')
    this.#tell()
    this.#timeline.note(creator, 'created', `${creator.name} created the channel`)
    if (body.type !== 'direct') for (const person of others) this.#roll.invite(person, creator)
    ctx.reply(desk.info)
  }

  /** Who is in from the start, beside the one who creates. */
  #others(creator: Person, body: Bodies['create'], loaded: Loaded | undefined): Person[] {
    const { ctx, people } = this.#desk
    if (body.type === 'direct') {
      const { with: peer } = body
      if (peer === undefined || peer === creator.id) throw new TuttiError('bad_body', 'with: whom to talk to')
      if (ctx.id !== directRoom(creator.id, peer))
        throw new TuttiError('bad_body', 'this is not the room of a direct channel with them')
      return [people.findOrMeet(peer, loaded)]
    }
    if (isDirectRoom(ctx.id)) throw new TuttiError('forbidden', 'rooms of that name are for direct channels')
    if (body.with !== undefined) throw new TuttiError('bad_body', 'with: only a direct channel is with somebody')
    if (body.type === 'public' && body.members !== undefined)
      throw new TuttiError('bad_body', 'members: whoever wants to enters a public channel')
    if (body.listed === true && body.type !== 'public')
      throw new TuttiError('bad_body', 'listed: only public channels are')
    const ids = new Set(body.members)
    ids.delete(creator.id)
    for (const id of loaded?.blockedBy ?? []) ids.delete(id)
    return [...ids].map((id) => people.findOrMeet(id, loaded))
  }

  /** Whoever waits here for somebody else's private channel must not hear a word of it. */
  #emptyOfStrangers(creator: Person, others: readonly Person[], type: ChannelInfo['type']): void {
    if (type === 'public') return
    const { ctx } = this.#desk
    const ours = new Set([creator.id, ...others.map(({ id }) => id)])
    const strangers = [...ctx.members].filter(({ user }) => !ours.has(user.id))
    if (strangers.length === 0) return
    for (const stranger of strangers) ctx.kick(stranger, 'forbidden')
    throw new TuttiError('unavailable', 'somebody else was waiting here: try again', { retryMs: 100 })
  }

  #info(creator: Person, body: Bodies['create']): Mutable<ChannelInfo> {
    const { ctx } = this.#desk
    const { type, title, topic = '', listed = true, retentionDays = 0 } = body
    return {
      room: ctx.id,
      type,
      title: type === 'direct' ? '' : (title ?? (type === 'public' ? ctx.id.slice(0, CHAT.titleMax) : '')),
      topic: type === 'direct' ? '' : topic,
      listed: type === 'public' && listed,
      slowMs: 0,
      retentionDays,
      archived: false,
      createdBy: creator.id,
      createdAt: ctx.wall(),
      memberCount: 0,
    }
  }

  #tell(): void {
    this.#desk.keepChannel()
    this.#desk.say('channel', { ...this.#desk.info })
  }
}
