/** What a notice is and what an inbox holds, in plain types: for a page that has no use for guards. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

export const NOTICE_TYPES = ['mention', 'direct', 'invitation', 'match', 'order', 'system'] as const
export type NoticeType = (typeof NOTICE_TYPES)[number]
export const CHANNELS = ['webhook', 'push', 'email'] as const
export type OutChannel = (typeof CHANNELS)[number]

export const INBOX = {
  titleMax: 120,
  textMax: 400,
  keyMax: 160,
  /** Notices in the first state. */
  recent: 30,
  /** Of more than these, the oldest count as read; of read ones, the oldest are dropped. */
  unreadMax: 1000,
  readMax: 1000,
  /** Read ones that are older are dropped as well. */
  readDays: 90,
  targetsPerChannel: 5,
} as const

export interface Notice {
  /** Snowflake: the cursor of pages. */
  readonly id: string
  readonly type: NoticeType
  readonly title: string
  readonly text: string
  /** Where it leads: a kind, a room, a place in it. */
  readonly kind?: string
  readonly room?: string
  readonly n?: number
  readonly at: number
  readonly read?: true
}

/**
 * What a room post()s to `inbox/<inboxRoom(user)>` as `notify`. One with the same key replaces nothing and is dropped;
 * a title or a text beyond its limit is cut.
 */
export interface NotifyMail {
  readonly user: string
  readonly key: string
  readonly type: NoticeType
  readonly title: string
  readonly text: string
  readonly kind?: string
  readonly room?: string
  readonly n?: number
}

/** What a room post()s as `withdraw` when what it told of is no more: the notice goes, wherever it has been shown. */
export interface WithdrawMail {
  readonly user: string
  readonly key: string
}

export interface Preference {
  readonly type: NoticeType
  /** In the inbox at all. */
  readonly show: boolean
  readonly out: readonly OutChannel[]
}

/** What holds for a type until its user prefers something else. A webhook is a program: it wants everything. */
export const DEFAULT_PREFERENCES: readonly Preference[] = [
  { type: 'mention', show: true, out: ['webhook', 'push'] },
  { type: 'direct', show: true, out: ['webhook', 'push'] },
  { type: 'invitation', show: true, out: ['webhook', 'push', 'email'] },
  { type: 'match', show: true, out: ['webhook', 'push'] },
  { type: 'order', show: true, out: ['webhook', 'push', 'email'] },
  { type: 'system', show: true, out: ['webhook'] },
]

/** Minutes of the day in the user's zone; from === to: none. Over midnight where from > to. */
export interface QuietHours {
  readonly from: number
  readonly to: number
  /** Minutes east of UTC. */
  readonly zone: number
}

export interface Target {
  readonly id: string
  readonly channel: OutChannel
  /** A web address without its query, a mail address, or the push endpoint's host. */
  readonly label: string
  readonly addedAt: number
  /** A mail address that nobody has confirmed yet: it gets nothing but its code. */
  readonly pending?: true
}

/** The answer to addTarget. `secret` signs what a webhook gets, and is told only now. */
export interface Added {
  readonly id: string
  readonly secret?: string
  /** A code went there: confirmTarget takes it. */
  readonly pending?: true
}

export interface InboxState {
  readonly unread: number
  readonly recent: readonly Notice[]
  readonly preferences: readonly Preference[]
  readonly quiet: QuietHours
  readonly targets: readonly Target[]
}

/** The room of a user's inbox: user ids may hold what a room id may not. */
export const inboxRoom = (user: string): string => bytesToHex(sha256(new TextEncoder().encode(user))).slice(0, 40)
