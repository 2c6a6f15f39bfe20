/** What an inbox is asked, beside its room. */
import type { InboxContract, Notice } from '../../../shared/inbox/contract.ts'
import { inboxRoom } from '../../../shared/inbox/contract.ts'
import { TuttiError } from '../../../shared/errors.ts'
import type { HostFacts, RoomKind } from '../../engine/room.ts'
import { NOTICE_COLUMNS, inboxDb, noticeOf } from './rows.ts'
import type { InboxWrites } from './tables.ts'

type Queries = NonNullable<RoomKind<InboxContract, InboxWrites>['queries']>

const PAGE = 30

/** @throws TuttiError `unknown_room`, whosever it is: that an inbox exists is its user's own matter */
export const mustOwn = (userId: string, room: string): void => {
  if (inboxRoom(userId) !== room) throw new TuttiError('unknown_room')
}

export const inboxQueries = ({ channels, pushKey }: HostFacts): Queries => ({
  page: async (user, room, { before, unreadOnly = false, limit = PAGE }, { reader }) => {
    mustOwn(user.id, room)
    return reader.snapshot(async (any) => {
      const db = inboxDb(any)
      let notices = db
        .selectFrom('inbox_notice')
        .select(NOTICE_COLUMNS)
        .where('room', '=', room)
        .where('removed', '=', 0)
      if (before !== undefined) notices = notices.where('id', '<', before)
      if (unreadOnly) notices = notices.where('read', '=', 0)
      // One more than asked for tells whether there is more.
      const rows = await notices
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const { unread } = await db
        .selectFrom('inbox_notice')
        .select((eb) => eb.fn.countAll().as('unread'))
        .where('room', '=', room)
        .where('read', '=', 0)
        .executeTakeFirstOrThrow()
      const place = await any
        .selectFrom('room')
        .select('seq')
        .where('kind', '=', 'inbox')
        .where('id', '=', room)
        .executeTakeFirst()
      const page: Notice[] = rows.slice(0, limit).map(noticeOf)
      return {
        notices: page,
        next: rows.length > limit ? page.at(-1)!.id : null,
        unread: Number(unread),
        seq: Number(place?.seq ?? 0),
      }
    })
  },
  pushKey: async () => ({ key: channels.includes('push') ? pushKey : null }),
})
