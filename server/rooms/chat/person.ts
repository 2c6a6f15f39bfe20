/** Somebody that a channel knows: where they stand in it, and the devices they are here with. */
import type { ChannelRole, Mine, NotifyLevel } from '../../../shared/chat/types.ts'
import type { Member } from '../../engine/room.ts'
import type { Flood } from './flood.ts'
import type { MemberRecord } from './loaded.ts'

export class Person {
  readonly id: string
  name: string
  /** `visitor` unless `state` is `in`. */
  role: ChannelRole = 'visitor'
  state: 'in' | 'out' | 'banned' = 'out'
  joinedAt = 0
  delivered = 0
  read = 0
  notify: NotifyLevel = 'all'
  notifyUntil = 0
  mutedUntil = 0
  bannedUntil = 0
  reason: string | null = null
  /** Numbers of unread messages that mention them, ascending. */
  mentions: number[] = []
  /** Unix ms of their last message, and of the last row that says when they were seen. */
  sentAt = 0
  seenAt = 0
  readonly devices = new Set<Member>()
  flood: Flood | undefined

  constructor(id: string, name: string) {
    this.id = id
    this.name = name
  }

  static of(row: MemberRecord): Person {
    const person = new Person(row.user_id, row.name === '' ? row.user_id : row.name)
    person.state = row.state as Person['state']
    person.role = row.state === 'in' ? (row.role as ChannelRole) : 'visitor'
    person.joinedAt = row.joined_at
    person.delivered = row.delivered
    person.read = row.read
    person.notify = row.notify as NotifyLevel
    person.notifyUntil = row.notify_until
    person.mutedUntil = row.muted_until
    person.bannedUntil = row.banned_until
    person.reason = row.reason
    return person
  }

  get in(): boolean {
    return this.state === 'in'
  }

  banned(wallMs: number): boolean {
    return this.state === 'banned' && (this.bannedUntil === 0 || this.bannedUntil > wallMs)
  }

  muted(wallMs: number): boolean {
    return this.mutedUntil > wallMs
  }

  /** A choice that has run out is as if it had not been made. */
  level(wallMs: number): NotifyLevel {
    return this.notifyUntil === 0 || this.notifyUntil > wallMs ? this.notify : 'all'
  }

  /** Wants to hear of what is meant for them. */
  listens(wallMs: number): boolean {
    return this.level(wallMs) !== 'none'
  }

  /** Comes in, with nothing unread. */
  enter(role: ChannelRole, lastN: number, wallMs: number): void {
    this.state = 'in'
    this.role = role
    this.joinedAt = wallMs
    this.bannedUntil = 0
    this.reason = null
    this.read = Math.max(this.read, lastN)
    this.mentions = []
  }

  exit(state: 'out' | 'banned'): void {
    this.state = state
    this.role = 'visitor'
  }

  row(room: string): MemberRecord {
    return {
      room,
      user_id: this.id,
      name: this.name,
      role: this.role,
      state: this.state,
      joined_at: this.joinedAt,
      delivered: this.delivered,
      read: this.read,
      notify: this.notify,
      notify_until: this.notifyUntil,
      muted_until: this.mutedUntil,
      banned_until: this.bannedUntil,
      reason: this.reason,
    }
  }

  mine(wallMs: number, blocking: boolean): Mine {
    return {
      read: this.read,
      mentions: this.mentions.length,
      role: this.role,
      notify: this.level(wallMs),
      ...(this.notifyUntil > wallMs && { notifyUntil: this.notifyUntil }),
      ...(this.mutedUntil > wallMs && { mutedUntil: this.mutedUntil }),
      ...(blocking && { blocking }),
    }
  }
}
