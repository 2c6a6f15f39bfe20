/** What may be asked of a channel, in plain types: whoever installs the SDK needs no validation library to read them. */
import type {
  AuditEntry,
  ChannelInfo,
  ChannelRole,
  ChannelRow,
  ChannelType,
  Held,
  Invite,
  MemberRow,
  Message,
  MessagePage,
  NotifyLevel,
  Person,
  Report,
  Revision,
  Status,
} from '../../../shared/chat/types.ts'

/** A file that was uploaded, as it is sent along. */
export interface FileInput {
  readonly hash: string
  readonly name: string
  readonly width?: number | undefined
  readonly height?: number | undefined
}

export interface SendBody {
  readonly text: string
  readonly reply?: number | undefined
  readonly root?: number | undefined
  readonly files?: FileInput[] | undefined
}

export interface CreateBody {
  readonly type: ChannelType
  readonly title?: string | undefined
  readonly topic?: string | undefined
  /** direct: the other one; the room must be directRoom(me, with). */
  readonly with?: string | undefined
  readonly members?: string[] | undefined
  readonly listed?: boolean | undefined
  readonly retentionDays?: number | undefined
}

interface Page {
  readonly limit?: number | undefined
}
interface Reasoned {
  readonly user: string
  readonly untilMs: number
  readonly reason?: string | undefined
}

export interface ChatCommands {
  create: CreateBody
  change: {
    readonly title?: string | undefined
    readonly topic?: string | undefined
    readonly slowMs?: number | undefined
    readonly retentionDays?: number | undefined
    readonly listed?: boolean | undefined
  }
  archive: { readonly on: boolean }
  enter: object
  quit: object
  add: { readonly users: string[] }
  invite: { readonly maxUses?: number | undefined; readonly expiresMs?: number | undefined }
  uninvite: { readonly code: string }
  role: { readonly user: string; readonly role: Exclude<ChannelRole, 'visitor'> }
  kick: { readonly user: string; readonly reason?: string | undefined }
  mute: Reasoned
  ban: Reasoned
  unban: { readonly user: string }
  block: { readonly on: boolean }
  send: SendBody
  edit: { readonly n: number; readonly text: string; readonly rev?: number | undefined }
  delete: { readonly n: number }
  react: { readonly n: number; readonly emoji: string; readonly on: boolean }
  pin: { readonly n: number; readonly on: boolean }
  report: { readonly n: number; readonly reason: string }
  settle: { readonly report: string; readonly verdict: 'dismiss' | 'remove' }
  release: { readonly held: string; readonly verdict: 'allow' | 'reject' }
  read: { readonly n: number }
  notify: { readonly level: NotifyLevel; readonly untilMs?: number | undefined }
  typing: { readonly on: boolean; readonly root?: number | undefined }
  presence: { readonly status: Status }
  rename: { readonly name: string }
}
export type ChatCommand = keyof ChatCommands

/** Where a message went: into the channel, or to the moderators. */
export type SendAnswer = { readonly n: number; readonly id: string; readonly at: number } | { readonly held: string }

interface ChatAnswers {
  create: ChannelInfo
  invite: Invite
  send: SendAnswer
}
/** Of a command that has nothing to say, whatever the host says. */
export type ChatAnswer<T extends ChatCommand> = T extends keyof ChatAnswers ? ChatAnswers[T] : unknown

export interface ChatQueries {
  history: {
    body: Page & {
      readonly before?: number | undefined
      readonly after?: number | undefined
      readonly around?: number | undefined
      readonly at?: number | undefined
    }
    answer: MessagePage
  }
  thread: { body: Page & { readonly root: number; readonly after?: number | undefined }; answer: MessagePage }
  message: { body: { readonly n: number }; answer: Message | null }
  revisions: { body: { readonly n: number }; answer: readonly Revision[] }
  reactions: {
    body: { readonly n: number }
    answer: readonly { readonly emoji: string; readonly user: string; readonly name: string }[]
  }
  pins: { body: object; answer: readonly Message[] }
  members: {
    body: Page & {
      readonly after?: string | undefined
      readonly prefix?: string | undefined
      readonly role?: string | undefined
    }
    answer: { readonly members: readonly MemberRow[]; readonly next: string | null; readonly total: number }
  }
  search: {
    body: Page & {
      readonly text: string
      readonly from?: string | undefined
      readonly has?: 'file' | 'link' | undefined
      readonly before?: number | undefined
      readonly sinceMs?: number | undefined
      readonly untilMs?: number | undefined
    }
    answer: { readonly hits: readonly Message[]; readonly next: number | null }
  }
  invites: { body: object; answer: readonly Invite[] }
  bans: { body: object; answer: readonly MemberRow[] }
  reports: { body: { readonly open?: boolean | undefined }; answer: readonly Report[] }
  held: { body: object; answer: readonly Held[] }
  audit: {
    body: Page & { readonly before?: string | undefined }
    answer: { readonly entries: readonly AuditEntry[]; readonly next: string | null }
  }
  channels: { body: object; answer: readonly ChannelRow[] }
  discover: { body: Page & { readonly prefix?: string | undefined }; answer: readonly ChannelRow[] }
  people: {
    body: Page & { readonly prefix?: string | undefined; readonly ids?: string[] | undefined }
    answer: readonly Person[]
  }
  searchAll: {
    body: Page & {
      readonly text: string
      readonly from?: string | undefined
      readonly before?: string | undefined
    }
    answer: {
      readonly hits: readonly (Message & { readonly channel: string })[]
      readonly next: string | null
    }
  }
  direct: { body: { readonly with: string }; answer: { readonly room: string } }
  invitation: {
    body: { readonly code: string }
    answer: { readonly room: string; readonly title: string; readonly members: number }
  }
}
export type ChatQueryName = keyof ChatQueries
export type ChatQueryBody<T extends ChatQueryName> = ChatQueries[T]['body']
export type ChatQueryAnswer<T extends ChatQueryName> = ChatQueries[T]['answer']
