/** What travels in a channel: bodies of events, answers of queries. Times are Unix ms; optional fields are left out where there is nothing. */

export type ChannelType = 'direct' | 'group' | 'public'
/** `visitor`: reads a public channel without being a member. */
export type ChannelRole = 'owner' | 'moderator' | 'member' | 'visitor'
export type Status = 'online' | 'away' | 'dnd' | 'invisible'
export type NotifyLevel = 'all' | 'mentions' | 'none'

export interface FileRef {
  /** SHA-256, 64 hex digits: the file is at /v1/chat/<room>/files/<hash>. */
  readonly hash: string
  readonly name: string
  readonly type: string
  readonly bytes: number
  readonly width?: number
  readonly height?: number
}

export interface Message {
  /** Its number in the channel: dense over messages, the order of everything. */
  readonly n: number
  /** Snowflake, as sortable text. */
  readonly id: string
  readonly by: string
  /** The author's name when it was written. */
  readonly name: string
  readonly at: number
  readonly text: string
  /** Absent: a person's words. Else what happened: text is for humans, `user` is whom it is about. */
  readonly system?:
    | 'created'
    | 'joined'
    | 'left'
    | 'added'
    | 'kicked'
    | 'banned'
    | 'renamed'
    | 'topic'
    | 'pinned'
    | 'archived'
    | 'unarchived'
  readonly user?: string
  readonly reply?: number
  readonly root?: number
  /** Of a message that has a thread. */
  readonly replies?: number
  readonly lastReplyAt?: number
  readonly files?: readonly FileRef[]
  /** User ids; `@here` and `@channel` stand for themselves. */
  readonly mentions?: readonly string[]
  readonly rev?: number
  readonly editedAt?: number
  /** A tombstone: text and files are gone, the number stays. */
  readonly deleted?: true
  readonly pinned?: true
  /** Emoji to count; who it was: query `reactions`. */
  readonly reactions?: Readonly<Record<string, number>>
  /** Emoji that the asking user has given; in answers to queries only. */
  readonly mine?: readonly string[]
}

export interface MessagePage {
  readonly messages: readonly Message[]
  /** There is more before the first, after the last. */
  readonly before: boolean
  readonly after: boolean
  /** Last ordered event that is in these rows. */
  readonly seq: number
}

export interface Revision {
  readonly rev: number
  readonly text: string
  readonly at: number
}

export interface ChannelInfo {
  readonly room: string
  readonly type: ChannelType
  readonly title: string
  readonly topic: string
  readonly listed: boolean
  readonly slowMs: number
  readonly retentionDays: number
  readonly archived: boolean
  readonly createdBy: string
  readonly createdAt: number
  readonly memberCount: number
}

/** A channel in a list, with where I stand in it. */
export interface ChannelRow {
  readonly channel: ChannelInfo
  /** direct: the other one. */
  readonly peer?: Person
  /** The last message's number: unread are lastN − read, but for my own. */
  readonly lastN: number
  readonly lastAt: number
  readonly member: boolean
  readonly read: number
  /** Unread messages that mention me. */
  readonly mentions: number
  readonly notify: NotifyLevel
  readonly last?: { readonly by: string; readonly name: string; readonly text: string }
}

/** What watchers of a channel get (quiet joins). */
export interface Badge {
  readonly lastN: number
  readonly lastAt: number
}

export interface MemberRow {
  readonly user: string
  readonly name: string
  readonly role: ChannelRole
  readonly joinedAt: number
  readonly mutedUntil?: number
  /** 0: for good. */
  readonly bannedUntil?: number
  readonly reason?: string
}

export interface MemberChange {
  readonly change: 'joined' | 'left' | 'kicked' | 'banned' | 'unbanned' | 'muted' | 'role' | 'renamed'
  readonly user: string
  readonly name: string
  readonly role: ChannelRole
  readonly by: string
  readonly untilMs?: number
  readonly memberCount: number
}

export interface Presence {
  readonly user: string
  readonly name: string
  readonly status: 'online' | 'away' | 'dnd'
  readonly devices: number
}

export interface Crowd {
  readonly online: number
  readonly members: number
}

/** How far a member's devices have got the channel, and how far the member has read it. */
export interface Receipt {
  readonly user: string
  readonly delivered: number
  readonly read: number
}

export interface Mine {
  readonly read: number
  readonly mentions: number
  readonly role: ChannelRole
  readonly notify: NotifyLevel
  readonly notifyUntil?: number
  readonly mutedUntil?: number
  /** direct: I have blocked the other one. */
  readonly blocking?: true
}

export interface Person {
  readonly id: string
  readonly name: string
  readonly lastSeenAt?: number
}

export interface Invite {
  readonly code: string
  readonly by: string
  readonly expiresAt: number
  readonly maxUses: number
  readonly uses: number
}

export interface Report {
  readonly id: string
  readonly n: number
  readonly by: string
  readonly reason: string
  readonly at: number
  readonly text: string
  readonly author: string
  readonly settled?: { readonly by: string; readonly verdict: string; readonly at: number }
}

export interface Held {
  readonly id: string
  readonly by: string
  readonly name: string
  readonly text: string
  readonly why: string
  readonly at: number
}

export interface AuditEntry {
  readonly id: string
  readonly at: number
  readonly by: string
  /** A command's name. */
  readonly did: string
  readonly user?: string
  readonly n?: number
  readonly detail?: string
}

/** The first state. `channel` null: there is none here yet, and create() is what can be done. */
export interface ChatState {
  readonly channel: ChannelInfo | null
  readonly me: Mine & { readonly user: string }
  readonly lastN: number
  /** The last messages outside of threads, when the client comes fresh. */
  readonly recent: readonly Message[]
  /** Who is here, up to CHAT.namesMax. */
  readonly people: readonly Presence[]
  readonly crowd: Crowd
  readonly receipts: readonly Receipt[]
}
