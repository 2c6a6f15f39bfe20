/** What a user's inbox promises: notifications that reach every device once. A room of the kind `inbox` is one user's. */
import { contract, ordered, query } from '../contract.ts'
import type { Contract } from '../contract.ts'
import { boolean, id, integer, list, object, oneOf, optional, text } from '../guards.ts'
import { CHANNELS, NOTICE_TYPES } from './notices.ts'
import type { InboxState, Notice } from './notices.ts'

export { CHANNELS, DEFAULT_PREFERENCES, INBOX, inboxRoom, NOTICE_TYPES } from './notices.ts'
export type {
  Added,
  InboxState,
  Notice,
  NoticeType,
  NotifyMail,
  OutChannel,
  Preference,
  QuietHours,
  Target,
  WithdrawMail,
} from './notices.ts'

const noticeId = () => text(1, 20)

export const inboxContract = contract('inbox', {
  commands: {
    /** These, and all up to and including `upTo`. Answer: { unread }; that of `remove` too. */
    read: object({ ids: optional(list(noticeId(), 100)), upTo: optional(noticeId()) }),
    remove: object({ ids: list(noticeId(), 100) }),
    prefer: object({ type: oneOf(NOTICE_TYPES), show: boolean(), out: list(oneOf(CHANNELS), CHANNELS.length) }),
    quiet: object({ from: integer(0, 1439), to: integer(0, 1439), zone: integer(-840, 840) }),
    /** Answer: Added. What is there already gives its id again; a mail address that waits gets another code. */
    addTarget: object({
      channel: oneOf(CHANNELS),
      /** webhook: an https address; email: an address; push: the browser's subscription as JSON. */
      target: text(3, 2000),
    }),
    confirmTarget: object({ id: noticeId(), code: text(1, 20) }),
    removeTarget: object({ id: noticeId() }),
    /** Marks many channels as read: each hears of it from me. */
    readChannels: object({
      channels: list(object({ room: id(), n: integer(0, Number.MAX_SAFE_INTEGER) }), 512),
    }),
  },
  events: {
    notified: ordered<Notice>(),
    changed: ordered<{ read?: readonly string[]; readUpTo?: string; removed?: readonly string[] }>(),
    settings: ordered<Pick<InboxState, 'preferences' | 'quiet' | 'targets'>>(),
    /** Behind every notice and change that moved it. Ordered, because it shows what must be durable first. */
    unread: ordered<number>(),
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
