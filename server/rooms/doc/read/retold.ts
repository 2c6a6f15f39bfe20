/** What was said and is told again to who missed it: threads as they are by now, for what was deleted is not said again. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import type { RoomKind, Told } from '../../../engine/room.ts'
import type { DocWrites } from '../tables.ts'
import { threadsOf } from './stored-threads.ts'
import { shownThread } from './threads.ts'

/** Threads that are asked for at once. */
const ASKED = 500

/** The contract's body of this event. */
const threadIn = ({ body }: Told): string => (body as { readonly id: string }).id

export const retold: NonNullable<RoomKind<DocContract, DocWrites>['retold']> = async (events, { room, reader }) => {
  const ids = [...new Set(events.filter(({ event }) => event === 'thread').map(threadIn))]
  if (ids.length === 0) return events
  const now = new Map<string, unknown>()
  for (let i = 0; i < ids.length; i += ASKED)
    for (const thread of await threadsOf(reader.db, room, { ids: ids.slice(i, i + ASKED) }))
      now.set(thread.id, shownThread(thread))
  return events.map((told) => {
    if (told.event !== 'thread') return told
    const id = threadIn(told)
    return { event: told.event, body: { id, thread: now.get(id) ?? null } }
  })
}
