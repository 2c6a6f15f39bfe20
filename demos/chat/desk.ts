/** What the parts of the chat page share: the page as a whole, and one open channel. */
import type { ChatChannel, ChatHall, ChatLine, CreateBody } from '@tutti/client/chat'
import type { Presence } from '../../shared/chat/types.ts'
import type { PageClient } from '../shell/client.ts'
import type { Shell } from '../shell/shell.ts'
import type { Names } from './names.ts'

export interface Desk {
  readonly shell: Shell
  readonly client: PageClient
  readonly hall: ChatHall
  readonly names: Names
  /** Opens a channel, and goes to a message in it. */
  go(room: string, n?: number): void
  /** Makes a channel, and opens it. */
  create(room: string, body: CreateBody): Promise<void>
  /** The other one in a direct channel, as far as the list of channels knows. */
  peerOf(room: string): string | undefined
  /** Whether somebody is here, as any channel that is open knows. */
  presenceOf(user: string): Presence['status'] | undefined
  /** To where one writes in the open channel. */
  write(): void
  /** Opens the direct channel with somebody. */
  direct(user: string): void
}

export type PanelName = 'people' | 'thread' | 'pins' | 'search' | 'about' | 'moderation'

export interface Talk {
  readonly desk: Desk
  readonly channel: ChatChannel
  /** Set where this is a thread: what is written here is in it. */
  readonly root: number | undefined
  /** What is shown here: of the channel, or of the thread. */
  lines(): readonly ChatLine[]
  reply(line: ChatLine): void
  edit(line: ChatLine): void
  /** Back to where one writes. */
  write(): void
  thread(root: number): void
  jump(n: number): void
  panel(name: PanelName): void
}
