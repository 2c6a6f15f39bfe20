/** A channel and the list of channels, as a page sees them. */
import type {
  ChannelInfo,
  ChannelRow,
  Crowd,
  FileRef,
  Message,
  Mine,
  Person,
  Presence,
  Receipt,
  Status,
} from '../../../shared/chat/types.ts'
import type { TuttiError } from '../../../shared/errors.ts'
import type { AnyClient } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'
import type {
  ChatAnswer,
  ChatCommand,
  ChatCommands,
  ChatQueryAnswer,
  ChatQueryBody,
  ChatQueryName,
  CreateBody,
  FileInput,
} from './asking.ts'
import type { ChatStore } from './store.ts'

export type ChatClient = AnyClient<'chat'>
/** The hall marks channels as read by way of the inbox. */
export type HallClient = AnyClient<'chat' | 'inbox'>

/** A line of the timeline: a message, or one of my own that is on its way (n is 0, until it has one). */
export interface ChatLine extends Message {
  readonly status: 'sent' | 'sending' | 'failed'
  /** Names an own line until it is seen among the others. */
  readonly local?: string
  /** Why it failed; `retryMs` tells when trying again can help. */
  readonly error?: TuttiError
  /** Moderators look at it first. */
  readonly held?: string
}

export interface Typing {
  readonly user: string
  readonly name: string
  readonly root?: number
}

/** One contiguous part of a timeline, ascending by n, and ways to move it. */
export interface LineView {
  /** Own unsent lines come last, and only where the end is shown. Another array whenever something changed. */
  readonly lines: readonly ChatLine[]
  /** Nothing lies before the first, after the last. */
  readonly atStart: boolean
  readonly atEnd: boolean
  loadBefore(): Promise<void>
  loadAfter(): Promise<void>
}

/** Replies to one message; they are loaded from the first on. */
export interface ThreadView extends LineView {
  /** What they reply to; undefined before it is loaded, and where it is gone. */
  readonly root: ChatLine | undefined
  on(event: 'lines', run: () => void): Off
  close(): void
}

export interface SendExtra {
  readonly reply?: number | undefined
  readonly root?: number | undefined
  readonly files?: readonly FileInput[] | undefined
}

export type ChatEvent =
  | 'lines'
  | 'people'
  | 'members'
  | 'channel'
  | 'me'
  | 'typing'
  | 'receipts'
  | 'status'
  | 'work'
  | 'gone'

export interface ChatChannel extends LineView {
  readonly room: string
  /** Null: it is not created yet. */
  readonly channel: ChannelInfo | null
  readonly me: Mine & { readonly user: string }
  readonly status: RoomStatus
  /** The last message's number, wherever the lines are. */
  readonly lastN: number
  readonly people: ReadonlyMap<string, Presence>
  readonly crowd: Crowd
  readonly receipts: ReadonlyMap<string, Receipt>
  /** Others who write just now. */
  readonly typing: readonly Typing[]
  readonly unread: number
  /** Where to draw the line above what is new; it stays while that is read. */
  readonly firstUnread: number | undefined
  /** For moderators: what waits for them. */
  readonly work: { readonly reports: number; readonly held: number }
  /** What stands in the composer: survives a reload. */
  draft: string
  /** Called once for all that changed in a turn. `members`: ask for their rows again. `gone`: the host ended the membership. */
  on(event: ChatEvent, run: () => void): Off
  /** Shows the lines around that message; one that is shown already is left where it is. */
  jumpTo(n: number): Promise<void>
  jumpToTime(wallMs: number): Promise<void>
  toEnd(): Promise<void>
  /** Shown at once, sent once. Returns its `local`. */
  send(text: string, extra?: SendExtra): string
  retry(local: string): void
  discard(local: string): void
  edit(n: number, text: string): Promise<void>
  delete(n: number): Promise<void>
  react(n: number, emoji: string, on: boolean): Promise<void>
  pin(n: number, on: boolean): Promise<void>
  report(n: number, reason: string): Promise<void>
  /** I have seen everything up to `n`; without, everything there is. */
  read(n?: number): void
  /** I am writing: say so as often as you like. */
  typingNow(root?: number): void
  thread(root: number): ThreadView
  /** `onProgress`: the share that is up, 0 to 1. */
  upload(content: Blob, name: string, onProgress?: (share: number) => void): Promise<FileRef>
  /** An object URL, until close(). */
  fileUrl(hash: string): Promise<string>
  command<T extends ChatCommand>(name: T, body: ChatCommands[T]): Promise<ChatAnswer<T>>
  query<T extends ChatQueryName>(name: T, body: ChatQueryBody<T>): Promise<ChatQueryAnswer<T>>
  /** Leaves the room, not the channel. What is not sent yet is sent when it is opened again. */
  close(): void
}

export interface ChannelOptions {
  /** Makes the channel, where there is none. */
  readonly create?: CreateBody | undefined
  /** An invitation's code: makes me a member. */
  readonly invite?: string | undefined
  readonly status?: Status | undefined
  /** Where drafts and unsent messages are kept. Default: IndexedDB where there is one; null: nowhere. */
  readonly store?: ChatStore | null | undefined
}

export interface ChatHall {
  /** Mine, the latest words first. */
  readonly channels: readonly ChannelRow[]
  /** Resolves when the channels are there for the first time. */
  readonly ready: Promise<void>
  on(event: 'channels', run: () => void): Off
  refresh(): Promise<void>
  markAllRead(): Promise<void>
  discover(prefix?: string): Promise<readonly ChannelRow[]>
  people(prefix?: string): Promise<readonly Person[]>
  /** The room of the direct channel with this user; open it with `create`. */
  direct(user: string): Promise<string>
  invitation(code: string): Promise<{ readonly room: string; readonly title: string; readonly members: number }>
  query<T extends ChatQueryName>(name: T, body: ChatQueryBody<T>): Promise<ChatQueryAnswer<T>>
  close(): void
}
