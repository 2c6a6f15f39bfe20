/** What an inbox reads when it opens. */
import type { Notice, NoticeType, OutChannel, Preference, QuietHours } from '../../../shared/inbox/contract.ts'
import { INBOX } from '../../../shared/inbox/contract.ts'
import type { Reader } from '../../engine/room.ts'
import { NOTICE_COLUMNS, inboxDb, noticeOf } from './rows.ts'
import type { Slip } from './shelf.ts'
import type { StoredTarget } from './targets.ts'

export interface StoredInbox {
  /** Oldest first. */
  readonly slips: readonly Slip[]
  /** Newest first. */
  readonly recent: readonly Notice[]
  readonly preferences: readonly Preference[]
  readonly quiet: QuietHours | undefined
  readonly targets: readonly StoredTarget[]
}

export const EMPTY: StoredInbox = { slips: [], recent: [], preferences: [], quiet: undefined, targets: [] }

/** Well above what an inbox keeps. */
const SLIPS_MAX = 2 * (INBOX.unreadMax + INBOX.readMax)

export const readStored = async (room: string, reader: Reader): Promise<StoredInbox> =>
  reader.snapshot(async (any) => {
    const db = inboxDb(any)
    const slips = await db
      .selectFrom('inbox_notice')
      .select(['id', 'key', 'read', 'removed'])
      .where('room', '=', room)
      .orderBy('id', 'desc')
      .limit(SLIPS_MAX)
      .execute()
    const recent = await db
      .selectFrom('inbox_notice')
      .select(NOTICE_COLUMNS)
      .where('room', '=', room)
      .where('removed', '=', 0)
      .orderBy('id', 'desc')
      .limit(INBOX.recent)
      .execute()
    const preferences = await db
      .selectFrom('inbox_preference')
      .select(['type', 'show', 'outs'])
      .where('room', '=', room)
      .execute()
    const quiet = await db
      .selectFrom('inbox_quiet')
      .select(['from_min', 'to_min', 'zone'])
      .where('room', '=', room)
      .executeTakeFirst()
    const targets = await db
      .selectFrom('inbox_target')
      .select(['id', 'channel', 'target', 'secret', 'code', 'added_at'])
      .where('room', '=', room)
      .orderBy('id')
      .execute()
    return {
      slips: slips.reverse().map(({ id, key, read, removed }) => ({
        id,
        key,
        read: read === 1,
        removed: removed === 1,
      })),
      recent: recent.map(noticeOf),
      preferences: preferences.map(({ type, show, outs }) => ({
        // Only what passed the guards was written.
        type: type as NoticeType,
        show: show === 1,
        out: JSON.parse(outs) as OutChannel[],
      })),
      quiet: quiet && { from: quiet.from_min, to: quiet.to_min, zone: quiet.zone },
      targets: targets.map(({ id, channel, target, secret, code, added_at }) => ({
        id,
        channel: channel as OutChannel,
        target,
        secret,
        code,
        addedAt: added_at,
      })),
    }
  })
