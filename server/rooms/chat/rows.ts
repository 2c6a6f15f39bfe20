/** The rows that channels keep, and the database seen as theirs. */
import type { Kysely } from 'kysely'

/** Lists are JSON; times Unix ms; flags 0 or 1. */
export interface ChatTables {
  chat_channel: {
    room: string
    type: string
    title: string
    topic: string
    listed: number
    slow_ms: number
    retention_days: number
    archived: number
    created_by: string
    created_at: number
    /** direct: the two, in order. */
    first_id: string | null
    second_id: string | null
    member_count: number
  }
  /** In the order of arrival, whatever the channel: what is written together lies together. */
  chat_message: {
    pos: number
    room: string
    n: number
    id: string
    by_id: string
    name: string
    at: number
    text: string
    system: string | null
    user_id: string | null
    reply: number | null
    root: number | null
    replies: number
    last_reply_at: number | null
    files: string | null
    mentions: string | null
    reactions: string | null
    rev: number
    edited_at: number | null
    deleted_at: number | null
    pinned: number
  }
  chat_revision: { room: string; n: number; rev: number; text: string; at: number }
  chat_reaction: { room: string; n: number; emoji: string; user_id: string; name: string; at: number }
  /** `user_id` is `*` where everybody is meant. */
  chat_mention: { room: string; user_id: string; n: number }
  /** `state`: in, out or banned. */
  chat_member: {
    room: string
    user_id: string
    name: string
    role: string
    state: string
    joined_at: number
    delivered: number
    read: number
    notify: string
    notify_until: number
    muted_until: number
    banned_until: number
    reason: string | null
  }
  chat_invite: {
    code: string
    room: string
    by_id: string
    created_at: number
    expires_at: number
    max_uses: number
    uses: number
  }
  chat_block: { user_id: string; blocked_id: string; at: number }
  chat_report: {
    id: string
    room: string
    n: number
    by_id: string
    reason: string
    at: number
    text: string
    author_id: string
    settled_by: string | null
    verdict: string | null
    settled_at: number | null
  }
  chat_held: {
    id: string
    room: string
    by_id: string
    name: string
    text: string
    reply: number | null
    root: number | null
    files: string | null
    why: string
    at: number
  }
  chat_audit: {
    id: string
    room: string
    at: number
    by_id: string
    did: string
    user_id: string | null
    n: number | null
    detail: string | null
  }
  chat_person: { id: string; name: string; last_seen_at: number }
}

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const chatDb = (db: Kysely<any>): Kysely<ChatTables> => db
