/** An inbox as a page sees it. */
import type { Added, Notice, OutChannel, Preference, QuietHours, Target } from '../../../shared/inbox/notices.ts'
import type { AnyClient } from '../any-client.ts'
import type { Off } from '../listeners.ts'
import type { RoomStatus } from '../typed.ts'

export type InboxClient = AnyClient<'inbox'>

/** `notices`: these, or how many are unread. `settings`: preferences, quiet hours, targets. */
export type InboxEvent = 'notices' | 'settings' | 'status' | 'gone'

export interface Inbox {
  readonly room: string
  readonly status: RoomStatus
  /** Newest first: the latest ones, and as far back as loadBefore() went. */
  readonly notices: readonly Notice[]
  readonly atStart: boolean
  readonly unread: number
  readonly preferences: readonly Preference[]
  readonly quiet: QuietHours
  readonly targets: readonly Target[]
  /** Called once for all that changed in a turn. */
  on(event: InboxEvent, run: () => void): Off
  onChange(run: () => void): Off
  loadBefore(): Promise<void>
  /** All up to and including this one; without, all that are here. */
  read(upTo?: string): Promise<void>
  readOnly(ids: readonly string[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
  prefer(preference: Preference): Promise<void>
  setQuiet(hours: QuietHours): Promise<void>
  /** `target`: an https address, a mail address, or a browser's push subscription as JSON. */
  addTarget(channel: OutChannel, target: string): Promise<Added>
  /** The code that went to a mail address. */
  confirmTarget(id: string, code: string): Promise<void>
  removeTarget(id: string): Promise<void>
  /** What a browser's push subscription needs; null: this host sends none. */
  pushKey(): Promise<string | null>
  /** Marks channels as read, open or not. */
  readChannels(channels: readonly { readonly room: string; readonly n: number }[]): Promise<void>
  close(): void
}
