/** Long answers, object by object: all of a channel, and all of a person. Each page is a read of its own, so that nothing is held open between them. */
import { HALL } from '../../../../shared/chat/contract.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import type { Asking } from '../../../engine/room.ts'
import type { MessageTable } from './message.ts'
import { MESSAGE, messageOf } from './message.ts'
import { channelInfo } from './channel-info.ts'
import { moderating } from './standing.ts'
import { viewing } from './view.ts'
import type { View } from './view.ts'

const PAGE = 500
/** Numbers of messages that are looked through at once for those of one person. */
const STRIDE = 5_000

/** Every message in the order of its number, in threads or not, after the channel itself. Again and again it is asked whether the reader still may. */
async function* messages(asking: Asking): AsyncIterable<object> {
  const channel = await viewing(asking, async (view) => channelInfo((await moderating(view, asking.room)).channel))
  yield { channel }
  for (let after = 0; ;) {
    const from = after
    const rows = await viewing(asking, async (view) => {
      await moderating(view, asking.room)
      return view.db
        .selectFrom('chat_message')
        .where('room', '=', asking.room)
        .where('n', '>', from)
        .orderBy('n')
        .limit(PAGE)
        .select(MESSAGE)
        .execute()
    })
    for (const row of rows) yield messageOf(row)
    if (rows.length < PAGE) return
    after = rows.at(-1)!.n
  }
}

/** Where I am or was, and nowhere else: others can shut me out of what I never knew of. */
const placesAfter = (view: View, room: string) =>
  view.db
    .selectFrom('chat_member as m')
    .innerJoin('chat_channel as c', 'c.room', 'm.room')
    .where('m.user_id', '=', view.user)
    .where('m.room', '>', room)
    .where('m.joined_at', '>', 0)
    .orderBy('m.room')
    .limit(PAGE)
    .selectAll('m')
    .select(['c.title', 'c.type'])
    .execute()

type Place = Awaited<ReturnType<typeof placesAfter>>[number]

/** What a channel is called, and how far it has got, only where I still am. */
const placeOf = (row: Place): object => ({
  room: row.room,
  ...(row.state === 'in' ? { title: row.title, type: row.type, delivered: row.delivered, read: row.read } : {}),
  name: row.name,
  role: row.role,
  state: row.state,
  joinedAt: row.joined_at,
  notify: row.notify,
})

/** The next numbers that hold something, so that no hole is walked through. */
const strideFrom = async (view: View, room: string, n: number): Promise<number | undefined> =>
  (
    await view.db
      .selectFrom('chat_message')
      .where('room', '=', room)
      .where('n', '>=', n)
      .orderBy('n')
      .limit(1)
      .select('n')
      .executeTakeFirst()
  )?.n

const wordsIn = async (view: View, room: string, from: number): Promise<object[]> => {
  const to = from + STRIDE
  const said = await view.db
    .selectFrom('chat_message')
    .where('room', '=', room)
    .where('n', '>=', from)
    .where('n', '<', to)
    .where('by_id', '=', view.user)
    .orderBy('n')
    .select(MESSAGE)
    .execute()
  const given = await view.db
    .selectFrom('chat_reaction as r')
    .innerJoin('chat_message as m', (join) => join.onRef('m.room', '=', 'r.room').onRef('m.n', '=', 'r.n'))
    .where('r.room', '=', room)
    .where('r.n', '>=', from)
    .where('r.n', '<', to)
    .where('r.user_id', '=', view.user)
    .where('m.deleted_at', 'is', null)
    .orderBy('r.n')
    .select(['r.n', 'r.emoji', 'r.at'])
    .execute()
  return [
    ...said.map((row) => ({ message: { room, ...ownWords(row) } })),
    ...given.map((row) => ({ reaction: { room, ...row } })),
  ]
}

/** What others did with it is theirs. */
const ownWords = (row: Pick<MessageTable, (typeof MESSAGE)[number]>): object => {
  const { reactions: _given, replies: _replies, lastReplyAt: _last, ...mine } = messageOf(row)
  return mine
}

/** Everything of the asking user: who I am, where I am or was, whom I block, what I have said and given. */
async function* mine(asking: Asking): AsyncIterable<object> {
  if (asking.room !== HALL) throw new TuttiError('not_found')
  const person = await viewing(asking, async (view) => ({
    me: await view.db.selectFrom('chat_person').where('id', '=', view.user).selectAll().executeTakeFirst(),
    blocked: await view.db
      .selectFrom('chat_block')
      .where('user_id', '=', view.user)
      .orderBy('blocked_id')
      .select(['blocked_id', 'at'])
      .execute(),
  }))
  yield {
    person: { id: asking.user.id, name: person.me?.name ?? asking.user.name, lastSeenAt: person.me?.last_seen_at },
  }
  for (const { blocked_id: user, at } of person.blocked) yield { block: { user, at } }
  for (let after = ''; ;) {
    const from = after
    const places = await viewing(asking, (view) => placesAfter(view, from))
    for (const place of places) {
      yield { membership: placeOf(place) }
      yield* said(asking, place.room)
    }
    if (places.length < PAGE) return
    after = places.at(-1)!.room
  }
}

async function* said(asking: Asking, room: string): AsyncIterable<object> {
  for (let n: number | undefined = 0; n !== undefined;) {
    const from: number = n
    const part = await viewing(asking, async (view) => {
      const start = await strideFrom(view, room, from)
      return start === undefined ? undefined : { rows: await wordsIn(view, room, start), next: start + STRIDE }
    })
    if (part !== undefined) yield* part.rows
    n = part?.next
  }
}

export const chatExports = { messages, mine }
