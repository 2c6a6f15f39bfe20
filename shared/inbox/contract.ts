/** What a user's inbox promises: notifications that reach every device once. A room of the kind `inbox` is one user's. */
import { contract, newest, ordered, query } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { boolean, integer, list, object, oneOf, optional, text } from '../guards.ts'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

export const NOTICE_TYPES = ['mention', 'direct', 'invitation', 'match', 'order', 'system'] as const
export type NoticeType = (typeof NOTICE_TYPES)[number]
export const CHANNELS = ['webhook', 'push', 'email'] as const
export type OutChannel = (typeof CHANNELS)[number]

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

/** What a room post()s to `inbox/<inboxRoom(user)>` as `notify`. One with the same key replaces nothing and is dropped. */
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

export interface Preference {
  readonly type: NoticeType
  /** In the inbox at all. */
  readonly show: boolean
  readonly out: readonly OutChannel[]
}

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
  /** A web address, a mail address, or the push endpoint's host. */
  readonly label: string
  readonly addedAt: number
}

export interface InboxState {
  readonly unread: number
  readonly recent: readonly Notice[]
  readonly preferences: readonly Preference[]
  readonly quiet: QuietHours
  readonly targets: readonly Target[]
}

const noticeId = () => text(1, 20)

export const inboxContract = contract('inbox', {
  commands: {
    /** These, or all up to and including `upTo`. */
    read: object({ ids: optional(list(noticeId(), 100)), upTo: optional(noticeId()) }),
    remove: object({ ids: list(noticeId(), 100) }),
    prefer: object({ type: oneOf(NOTICE_TYPES), show: boolean(), out: list(oneOf(CHANNELS), CHANNELS.length) }),
    quiet: object({ from: integer(0, 1439), to: integer(0, 1439), zone: integer(-840, 840) }),
    /** Answer: { id, secret? }; a webhook's secret signs what it gets (HMAC-SHA256), and is told only now. */
    addTarget: object({
      channel: oneOf(CHANNELS),
      /** webhook: an https address; email: an address; push: the browser's subscription as JSON. */
      target: text(3, 2000),
    }),
    removeTarget: object({ id: noticeId() }),
    /** Marks many channels as read: each hears of it from me. */
    readChannels: object({
      channels: list(object({ room: text(1, 64), n: integer(0, Number.MAX_SAFE_INTEGER) }), 512),
    }),
  },
  events: {
    notified: ordered<Notice>(),
    changed: ordered<{ read?: readonly string[]; readUpTo?: string; removed?: readonly string[] }>(),
    settings: ordered<Pick<InboxState, 'preferences' | 'quiet' | 'targets'>>(),
    unread: newest<number>(),
  },
  queries: {
    /** Newest first. */
    page: query<{ notices: readonly Notice[]; next: string | null; unread: number; seq: number }>()(
      object({ before: optional(noticeId()), unreadOnly: optional(boolean()), limit: optional(integer(1, 100)) }),
    ),
    /** The public key that a browser's push subscription needs. */
    pushKey: query<{ key: string | null }>()(object({})),
  },
} satisfies Omit<Contract, 'kind'>)

export type InboxContract = typeof inboxContract & { readonly state?: InboxState }

/** The room of a user's inbox: user ids may hold what a room id may not. */
export const inboxRoom = (user: string): string => bytesToHex(sha256(new TextEncoder().encode(user))).slice(0, 40)
