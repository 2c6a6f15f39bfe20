/** What all parts of a channel share: its facts, its people, its messages, and the only ways to say and keep something. */
import type { ChatContract } from '../../../shared/chat/contract.ts'
import type { ChannelInfo, Mine } from '../../../shared/chat/types.ts'
import type { Events, EventsOf } from '../../../shared/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { Member, RoomContext } from '../../engine/room.ts'
import type { Stored } from './loaded.ts'
import { channelInfo } from './read/channel-info.ts'
import { messageOf } from './read/message.ts'
import type { Mutable } from './mutable.ts'
import { Messages } from './messages.ts'
import { Passed } from './passed.ts'
import { People } from './people.ts'
import type { Person } from './person.ts'
import { whyNot } from './rights.ts'
import type { Act } from './rights.ts'
import type { ChatWrites } from './tables.ts'
import { Wakes } from '../../engine/wakes.ts'

export type ChatContext = RoomContext<ChatContract, ChatWrites>

export class Desk {
  readonly ctx: ChatContext
  readonly people: People
  readonly messages = new Messages()
  readonly wakes: Wakes
  readonly passed: Passed
  /** Null: there is no channel here yet. */
  channel: Mutable<ChannelInfo> | null = null
  /** direct: the two, in order. */
  pair: readonly [string, string] | null = null
  /** direct: who blocks the other one. */
  readonly blocking: Set<string>
  lastN: number
  lastAt: number
  /** The last ordered event. */
  seq: number
  pins: number

  constructor(ctx: ChatContext, stored: Stored | undefined) {
    this.ctx = ctx
    this.wakes = new Wakes(
      () => ctx.now(),
      (ms) => ctx.wakeIn(ms),
    )
    const members = stored?.members ?? []
    const count = stored?.channel.member_count ?? 0
    this.people = new People(members, members.length >= count, () => ctx.now())
    this.blocking = new Set(stored?.blocking)
    this.seq = stored?.seq ?? 0
    this.lastN = stored?.lastN ?? 0
    this.lastAt = stored?.lastAt ?? 0
    this.pins = stored?.pins ?? 0
    this.passed = new Passed(this.seq, this.lastN)
    if (stored === undefined) return
    this.channel = { ...channelInfo(stored.channel) }
    const { first_id: first, second_id: second } = stored.channel
    if (first !== null && second !== null) this.pair = [first, second]
    for (const row of stored.recent) this.messages.add(messageOf(row))
  }

  /** @throws TuttiError `unknown_room` while there is no channel */
  get info(): Mutable<ChannelInfo> {
    if (this.channel === null) throw new TuttiError('unknown_room', 'create the channel first')
    return this.channel
  }

  /** Unix ms: what is older is not kept any more; 0: everything is. */
  get keptSince(): number {
    const days = this.channel?.retentionDays ?? 0
    return days === 0 ? 0 : this.ctx.wall() - days * 86_400_000
  }

  /** The person behind a seat. */
  who(member: Member): Person {
    const person = this.people.get(member.user.id)
    if (person === undefined) throw new TuttiError('not_joined')
    return person
  }

  /** The person behind a seat, who may do this now. @throws TuttiError */
  allow(member: Member, act: Act): Person {
    const { info } = this
    const person = this.who(member)
    const wallMs = this.ctx.wall()
    const muted = person.mutedUntil > wallMs
    const why = whyNot(act, info, person.role, muted, info.type === 'direct' && this.isBlocked(person.id))
    if (why !== null)
      throw new TuttiError('forbidden', why, muted ? { retryMs: person.mutedUntil - wallMs } : undefined)
    return person
  }

  can(person: Person, act: Act): boolean {
    return whyNot(act, this.info, person.role, false, false) === null
  }

  /** direct: the other one. */
  peerOf(user: string): string | undefined {
    return this.pair?.find((id) => id !== user) ?? undefined
  }

  /** direct: the other one wants to hear nothing from them. */
  isBlocked(user: string): boolean {
    const peer = this.peerOf(user)
    return peer !== undefined && this.blocking.has(peer)
  }

  mine(person: Person): Mine {
    return person.mine(this.ctx.wall(), this.blocking.has(person.id))
  }

  /** Ordered events are counted, so that an acknowledged seq is known to mean a message. */
  say<T extends EventsOf<ChatContract, 'ordered'>>(event: T, body: Events<ChatContract>[T]): void {
    this.seq++
    this.ctx.broadcast(event, body)
  }

  keepChannel(): void {
    const { info } = this
    this.ctx.record('channel', {
      room: info.room,
      type: info.type,
      title: info.title,
      topic: info.topic,
      listed: info.listed ? 1 : 0,
      slow_ms: info.slowMs,
      retention_days: info.retentionDays,
      archived: info.archived ? 1 : 0,
      created_by: info.createdBy,
      created_at: info.createdAt,
      first_id: this.pair?.[0] ?? null,
      second_id: this.pair?.[1] ?? null,
      member_count: info.memberCount,
    })
  }

  keepPerson(person: Person): void {
    this.people.touched(person)
    this.ctx.record('member', person.row(this.ctx.id))
  }

  /** For moderators to look up later who did what. */
  audit(by: string, did: string, more: { user?: string; n?: number; detail?: string | undefined } = {}): void {
    this.ctx.record('audit', {
      id: this.ctx.newId(),
      room: this.ctx.id,
      at: this.ctx.wall(),
      by_id: by,
      did,
      user_id: more.user ?? null,
      n: more.n ?? null,
      detail: more.detail ?? null,
    })
  }
}
