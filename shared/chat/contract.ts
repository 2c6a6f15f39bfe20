/** What a channel and its members promise each other. A room of the kind `chat` is one channel. */
import { contract, fleeting, newest, ordered, query } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { boolean, integer, list, object, oneOf, optional, text } from '../guards.ts'
import { CHAT } from './rules.ts'
import type {
  AuditEntry,
  ChannelInfo,
  ChannelRow,
  ChatState,
  Crowd,
  Held,
  Invite,
  MemberChange,
  MemberRow,
  Message,
  MessagePage,
  Mine,
  Person,
  Presence,
  Receipt,
  Report,
  Revision,
} from './types.ts'

const user = () => text(1, 128)
const channelType = oneOf(['direct', 'group', 'public'])
/** A message's number in its channel. */
const n = () => integer(1, Number.MAX_SAFE_INTEGER)
const wallMs = () => integer(0, 8_640_000_000_000_000)
const file = () =>
  object({
    hash: text(64, 64),
    name: text(1, 200),
    width: optional(integer(1, 65_535)),
    height: optional(integer(1, 65_535)),
  })
const page = { limit: optional(integer(1, CHAT.pageMax)) }

export const chatContract = contract('chat', {
  commands: {
    // ── The channel
    /** Where there is no channel yet (join with `{ create: true }`, and `with` where it is a direct one). Again, by the same user or of a direct channel: the one that is there. Answer: ChannelInfo. */
    create: object({
      type: channelType,
      title: optional(text(1, CHAT.titleMax)),
      topic: optional(text(0, CHAT.topicMax)),
      /** direct: the other one; the room must be directRoom(me, with). */
      with: optional(user()),
      /** group: who is in from the start. */
      members: optional(list(user(), CHAT.addMax)),
      /** public: found by discover. */
      listed: optional(boolean()),
      retentionDays: optional(integer(0, 3650)),
    }),
    change: object({
      title: optional(text(1, CHAT.titleMax)),
      topic: optional(text(0, CHAT.topicMax)),
      slowMs: optional(integer(0, 3_600_000)),
      /** 0: forever. */
      retentionDays: optional(integer(0, 3650)),
      listed: optional(boolean()),
    }),
    archive: object({ on: boolean() }),

    // ── Membership
    /** public: a visitor becomes a member. */
    enter: object({}),
    /** Gives up the membership; the seat ends with it. The last owner must pass the channel on first. */
    quit: object({}),
    add: object({ users: list(user(), CHAT.addMax) }),
    /** A link: whoever joins with `{ invite: code }` becomes a member. Answer: Invite. */
    invite: object({ maxUses: optional(integer(1, 10_000)), expiresMs: optional(wallMs()) }),
    uninvite: object({ code: text(1, 32) }),
    role: object({ user: user(), role: oneOf(['owner', 'moderator', 'member']) }),
    kick: object({ user: user(), reason: optional(text(0, 200)) }),
    /** Until then no message, reaction or edit; 0 lifts it. */
    mute: object({ user: user(), untilMs: wallMs(), reason: optional(text(0, 200)) }),
    /** Out, and not in again until then; 0: for good. */
    ban: object({ user: user(), untilMs: wallMs(), reason: optional(text(0, 200)) }),
    unban: object({ user: user() }),
    /** direct: the other one can neither write to me here, nor add, invite or mention me elsewhere. */
    block: object({ on: boolean() }),

    // ── Messages
    /** Answer: { n, id, at }, or { held } where moderation holds it. */
    send: object({
      text: text(0, CHAT.textMax),
      /** A quoted message. */
      reply: optional(n()),
      /** The message whose thread this is in. */
      root: optional(n()),
      files: optional(list(file(), CHAT.filesMax)),
    }),
    /** `rev`: refused with `conflict` unless that is the present one. */
    edit: object({ n: n(), text: text(1, CHAT.textMax), rev: optional(integer(0, 1_000_000)) }),
    delete: object({ n: n() }),
    react: object({ n: n(), emoji: text(1, CHAT.emojiMax), on: boolean() }),
    pin: object({ n: n(), on: boolean() }),
    report: object({ n: n(), reason: text(1, 500) }),
    /** Moderators. `remove` deletes the message. */
    settle: object({ report: text(1, 20), verdict: oneOf(['dismiss', 'remove']) }),
    /** Moderators: what moderation has held. */
    release: object({ held: text(1, 20), verdict: oneOf(['allow', 'reject']) }),

    // ── Me
    /** I have seen everything up to `n`. Only ever grows. */
    read: object({ n: integer(0, Number.MAX_SAFE_INTEGER) }),
    notify: object({ level: oneOf(['all', 'mentions', 'none']), untilMs: optional(wallMs()) }),
    typing: object({ on: boolean(), root: optional(n()) }),
    presence: object({ status: oneOf(['online', 'away', 'dnd', 'invisible']) }),
    rename: object({ name: text(1, 32) }),
  },
  events: {
    said: ordered<Message>(),
    edited: ordered<{ n: number; text: string; rev: number; at: number; mentions?: readonly string[] }>(),
    deleted: ordered<{ n: number; by: string; at: number }>(),
    reacted: ordered<{ n: number; emoji: string; by: string; on: boolean; count: number }>(),
    pinned: ordered<{ n: number; by: string; on: boolean }>(),
    channel: ordered<ChannelInfo>(),
    member: ordered<MemberChange>(),
    /** By user. Up to CHAT.namesMax people are named; above, only `crowd`. Offline: null. */
    presence: newest<Presence | null>(),
    crowd: newest<Crowd>(),
    /** By user; up to CHAT.receiptsMax members. */
    receipt: newest<Receipt>(),
    /** To my own devices: where I stand. */
    mine: newest<Mine>(),
    /** To moderators: how many reports and held messages wait. */
    work: newest<{ reports: number; held: number }>(),
    typing: fleeting<{ user: string; name: string; on: boolean; root?: number }>(),
  },
  queries: {
    // ── Of one channel. Pages carry the `seq` of what they have read: they may run ahead of events, so merge by `n`.
    /** Messages outside of threads, ascending: the last ones, or those before, after or around a number, or around a time. */
    history: query<MessagePage>()(
      object({
        before: optional(n()),
        after: optional(integer(0, Number.MAX_SAFE_INTEGER)),
        around: optional(n()),
        at: optional(wallMs()),
        ...page,
      }),
    ),
    thread: query<MessagePage>()(object({ root: n(), after: optional(integer(0, Number.MAX_SAFE_INTEGER)), ...page })),
    message: query<Message | null>()(object({ n: n() })),
    revisions: query<readonly Revision[]>()(object({ n: n() })),
    reactions: query<readonly { emoji: string; user: string; name: string }[]>()(object({ n: n() })),
    pins: query<readonly Message[]>()(object({})),
    members: query<{ members: readonly MemberRow[]; next: string | null; total: number }>()(
      object({ after: optional(text(1, 200)), prefix: optional(text(1, 32)), role: optional(text(1, 16)), ...page }),
    ),
    /** Newest first. `next` goes into `before`. */
    search: query<{ hits: readonly Message[]; next: number | null }>()(
      object({
        text: text(1, 200),
        from: optional(user()),
        has: optional(oneOf(['file', 'link'])),
        before: optional(n()),
        sinceMs: optional(wallMs()),
        untilMs: optional(wallMs()),
        ...page,
      }),
    ),
    // Moderators.
    invites: query<readonly Invite[]>()(object({})),
    bans: query<readonly MemberRow[]>()(object({})),
    reports: query<readonly Report[]>()(object({ open: optional(boolean()) })),
    held: query<readonly Held[]>()(object({})),
    audit: query<{ entries: readonly AuditEntry[]; next: string | null }>()(
      object({ before: optional(text(1, 20)), ...page }),
    ),

    // ── Across channels: asked in the room `_`, which is none.
    /** Mine, with badges; latest first. */
    channels: query<readonly ChannelRow[]>()(object({})),
    discover: query<readonly ChannelRow[]>()(object({ prefix: optional(text(1, 64)), ...page })),
    people: query<readonly Person[]>()(
      object({ prefix: optional(text(1, 32)), ids: optional(list(user(), 200)), ...page }),
    ),
    /** In all my channels. */
    searchAll: query<{ hits: readonly (Message & { channel: string })[]; next: string | null }>()(
      object({ text: text(1, 200), from: optional(user()), before: optional(text(1, 20)), ...page }),
    ),
    /** The room of a direct channel with this user, whether it is there yet or not. */
    direct: query<{ room: string }>()(object({ with: user() })),
    /** What an invitation leads to, for whoever holds the code. */
    invitation: query<{ room: string; title: string; members: number }>()(object({ code: text(1, 32) })),
  },
} satisfies Omit<Contract, 'kind'>)

/** What JOINED carries is seen by the compiler only. */
export type ChatContract = typeof chatContract & { readonly state?: ChatState }

/** JOIN options of a channel. */
export interface ChatJoin {
  /** The channel is not there yet: let me in to create() it. */
  readonly create?: boolean
  /** With `create`, in the room of a direct channel: the other one. Nobody else is let wait there. */
  readonly with?: string
  /** A code: makes me a member. */
  readonly invite?: string
  readonly status?: 'online' | 'away' | 'dnd' | 'invisible'
}

export { HALL } from './rules.ts'
