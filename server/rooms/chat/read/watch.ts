/** Whose badges a user may see without sitting in the channel. */
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import type { RoomKind } from '../../../engine/room.ts'
import type { ChatWrites } from '../tables.ts'
import { isBanned } from './standing.ts'
import { viewing } from './view.ts'

/** Mine, and public ones that have not banned me. */
export const watchable: NonNullable<RoomKind<ChatContract, ChatWrites>['watchable']> = (_user, rooms, asking) =>
  viewing(asking, async (view) => {
    if (rooms.length === 0) return []
    const rows = await view.db
      .selectFrom('chat_channel as c')
      .leftJoin('chat_member as m', (join) => join.onRef('m.room', '=', 'c.room').on('m.user_id', '=', view.user))
      .where('c.room', 'in', rooms)
      .where((or) => or.or([or('c.type', '=', 'public'), or('m.state', '=', 'in')]))
      .select(['c.room', 'm.state', 'm.banned_until'])
      .execute()
    const may = new Set(
      rows.filter(({ state, banned_until: until }) => !isBanned(state, until, view.wallMs)).map((row) => row.room),
    )
    return rooms.filter((room) => may.has(room))
  })
