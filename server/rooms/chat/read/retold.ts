/** What was said and is told again to who missed it: of messages that are gone, that they were there, and no more. */
import type { ChatContract } from '../../../../shared/chat/contract.ts'
import type { Message } from '../../../../shared/chat/types.ts'
import type { RoomKind, Told } from '../../../engine/room.ts'
import { chatDb } from '../rows.ts'
import type { ChatWrites } from '../tables.ts'

/** Numbers that are asked for at once. */
const ASKED = 500

type About = { readonly n: number }

/** What is left of an event about a message that is gone. Events that say nothing of it are not here. */
const LEFT: Readonly<Record<string, (body: never) => unknown>> = {
  said: ({ files: _f, mentions: _m, ...rest }: Message) => ({ ...rest, text: '', deleted: true }),
  edited: ({ mentions: _m, ...rest }: { readonly mentions?: unknown }) => ({ ...rest, text: '' }),
  reacted: (body: object) => ({ ...body, emoji: '', on: false, count: 0 }),
}

const isAbout = ({ event }: Told): boolean => Object.hasOwn(LEFT, event)

export const retold: NonNullable<RoomKind<ChatContract, ChatWrites>['retold']> = async (events, { room, reader }) => {
  const ns = [...new Set(events.filter(isAbout).map(({ body }) => (body as About).n))]
  const there = new Set<number>()
  for (let i = 0; i < ns.length; i += ASKED) {
    const rows = await chatDb(reader.db)
      .selectFrom('chat_message')
      .where('room', '=', room)
      .where('n', 'in', ns.slice(i, i + ASKED))
      .where('deleted_at', 'is', null)
      .select('n')
      .execute()
    for (const { n } of rows) there.add(n)
  }
  if (there.size === ns.length) return events
  return events.map((told) => {
    if (!isAbout(told) || there.has((told.body as About).n)) return told
    // The contract's body of this event.
    return { event: told.event, body: LEFT[told.event]!(told.body as never) }
  })
}
