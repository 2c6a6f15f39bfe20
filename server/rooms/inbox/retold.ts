/** Notices that are told again to a device that missed them: of one that was removed meanwhile, nothing but that it was there. */
import type { InboxContract, Notice } from '../../../shared/inbox/contract.ts'
import type { RoomKind, Told } from '../../engine/room.ts'
import { inboxDb } from './rows.ts'
import type { InboxWrites } from './tables.ts'

/** Notices that are asked for at once. */
const ASKED = 500

const isNotice = ({ event }: Told): boolean => event === 'notified'

export const retold: NonNullable<RoomKind<InboxContract, InboxWrites>['retold']> = async (events, { room, reader }) => {
  const ids = events.filter(isNotice).map(({ body }) => (body as Notice).id)
  const there = new Set<string>()
  for (let i = 0; i < ids.length; i += ASKED) {
    const rows = await inboxDb(reader.db)
      .selectFrom('inbox_notice')
      .where('room', '=', room)
      .where('id', 'in', ids.slice(i, i + ASKED))
      .where('removed', '=', 0)
      .select('id')
      .execute()
    for (const { id } of rows) there.add(id)
  }
  if (there.size === ids.length) return events
  return events.map((told) => {
    if (!isNotice(told) || there.has((told.body as Notice).id)) return told
    // The contract's body of this event.
    return { event: told.event, body: { ...(told.body as Notice), title: '', text: '', read: true } }
  })
}
