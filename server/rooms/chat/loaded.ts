/** What is read beside the room for it: when it opens, when somebody joins, and before a command. All of it may be older than the room. */
import { TuttiError } from '../../../shared/errors.ts'
import type { Asking } from '../../engine/room.ts'
import type { Verdict } from './moderation.ts'
import { READ_MS } from '../../../shared/overlay.ts'
import type { ChatTables } from './rows.ts'

export type ChannelRecord = ChatTables['chat_channel']
export type MessageRecord = Omit<ChatTables['chat_message'], 'pos'>
export type MemberRecord = ChatTables['chat_member']
export type InviteRecord = ChatTables['chat_invite']
export type HeldRecord = ChatTables['chat_held']

/** For open(). Nobody else writes these rows meanwhile. */
export interface Stored {
  readonly channel: ChannelRecord
  /** The last ordered event. */
  readonly seq: number
  readonly lastN: number
  readonly lastAt: number
  /** The last messages outside of threads, ascending. */
  readonly recent: readonly MessageRecord[]
  /** Everybody who is in, where they are few; else the owners. */
  readonly members: readonly MemberRecord[]
  readonly pins: number
  readonly reports: number
  readonly held: number
  /** Users who block the other one, in a direct channel. */
  readonly blocking: readonly string[]
}

/** For join(): what authorize() has found out. */
export interface Facts {
  readonly asOfMs: number
  /** The row of who joins. */
  readonly member: MemberRecord | null
  /** Numbers of unread messages that mention them. */
  readonly mentions: readonly number[]
  readonly invite: InviteRecord | null
  /** When they last wrote, where that counts. */
  readonly sentAt: number
}

/** For a command. */
export interface Loaded {
  readonly asOfMs: number
  readonly messages?: readonly MessageRecord[]
  /** react: whether they have given it already. */
  readonly given?: boolean
  readonly members?: readonly MemberRecord[]
  /** Names of users who may not have been here yet. */
  readonly people?: readonly { readonly id: string; readonly name: string }[]
  /** Of the users that the command names, those who block the one who gives it. */
  readonly blockedBy?: readonly string[]
  /** In the order of the command's files; undefined: there is none. */
  readonly files?: readonly Awaited<ReturnType<Asking['files']['stat']>>[]
  readonly invite?: InviteRecord | null
  /** invite: a code that nobody can guess. */
  readonly code?: string
  readonly report?: ChatTables['chat_report'] | null
  readonly held?: HeldRecord | null
  readonly verdict?: Verdict
}

/** @throws TuttiError `unavailable` where a read took so long that the room may have forgotten what changed meanwhile */
export const believe = <T extends { readonly asOfMs: number }>(read: T, wallMs: number): T => {
  if (wallMs - read.asOfMs > READ_MS) throw new TuttiError('unavailable', 'the database is slow', { retryMs: 1000 })
  return read
}
