/** What was said and is told again to who missed it, as it is by now: what was deleted since is not said again. */
import type { DocContract } from '../../../../shared/doc/contract.ts'
import type { RoomKind, Told } from '../../../engine/room.ts'
import { docDb } from '../rows.ts'
import type { DocWrites } from '../tables.ts'
import { withoutGone } from './past-words.ts'
import { threadsOf } from './stored-threads.ts'
import { shownThread } from './threads.ts'

type Retold = NonNullable<RoomKind<DocContract, DocWrites>['retold']>
type Reader = Parameters<Retold>[1]['reader']

/** Threads that are asked for at once. */
const ASKED = 500

/** The contract's bodies of these events. */
const threadIn = ({ body }: Told): string => (body as { readonly id: string }).id
const updateIn = ({ body }: Told): Uint8Array => body as Uint8Array

export const retold: Retold = async (events, { room, reader }) => {
  const before = events.filter(({ event }) => event === 'edited').map(updateIn)
  const updates = await withoutGone(docDb(reader.db), room, before)
  if (updates === undefined) return 'gone'
  const threads = await threadsIn(events, room, reader)
  if (updates === before && threads === undefined) return events
  let edit = 0
  return events.map((told) => {
    if (told.event === 'edited') return { event: told.event, body: updates[edit++] }
    if (told.event !== 'thread') return told
    const id = threadIn(told)
    return { event: told.event, body: { id, thread: threads?.get(id) ?? null } }
  })
}

/** Undefined: these events tell of none. */
const threadsIn = async (
  events: readonly Told[],
  room: string,
  reader: Reader,
): Promise<ReadonlyMap<string, unknown> | undefined> => {
  const ids = [...new Set(events.filter(({ event }) => event === 'thread').map(threadIn))]
  if (ids.length === 0) return undefined
  const now = new Map<string, unknown>()
  for (let i = 0; i < ids.length; i += ASKED)
    for (const thread of await threadsOf(reader.db, room, { ids: ids.slice(i, i + ASKED) }))
      now.set(thread.id, shownThread(thread))
  return now
}
