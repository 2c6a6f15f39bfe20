/** What a channel is opened with. */
import type { Kysely } from 'kysely'
import { CHAT } from '../../../shared/chat/rules.ts'
import type { Reader } from '../../engine/room.ts'
import type { ChannelRecord, MemberRecord, Stored } from './loaded.ts'
import { chatDb } from './rows.ts'
import type { ChatTables } from './rows.ts'

type Db = Kysely<ChatTables>

/** Undefined: there is no channel yet. */
export const stored = (room: string, reader: Reader): Promise<Stored | undefined> =>
  reader.snapshot(async (any) => {
    const db = chatDb(any)
    const channel = await db.selectFrom('chat_channel').selectAll().where('room', '=', room).executeTakeFirst()
    if (channel === undefined) return undefined
    const [last, recent, members, pins, reports, held, blocking, seq] = [
      await db
        .selectFrom('chat_message')
        .select(['n', 'at'])
        .where('room', '=', room)
        .orderBy('n', 'desc')
        .limit(1)
        .executeTakeFirst(),
      await recentOf(db, room),
      await membersOf(db, channel),
      await pinsOf(db, room),
      await reportsOf(db, room),
      await heldOf(db, room),
      await blockingOf(db, channel),
      await seqOf(any, room),
    ]
    return {
      channel,
      seq,
      lastN: last?.n ?? 0,
      lastAt: recent.at(-1)?.at ?? channel.created_at,
      recent,
      members,
      pins,
      reports,
      held,
      blocking,
    }
  })

const recentOf = async (db: Db, room: string) =>
  (
    await db
      .selectFrom('chat_message')
      .selectAll()
      .where('room', '=', room)
      .where('root', 'is', null)
      .orderBy('n', 'desc')
      .limit(CHAT.recent)
      .execute()
  ).toReversed()

const membersOf = (db: Db, channel: ChannelRecord): Promise<MemberRecord[]> => {
  const all = db.selectFrom('chat_member').selectAll().where('room', '=', channel.room).where('state', '=', 'in')
  return (channel.member_count <= CHAT.receiptsMax ? all : all.where('role', '=', 'owner')).execute()
}

const countOf = async (rows: Promise<{ count: number | string | bigint } | undefined>): Promise<number> =>
  Number((await rows)?.count ?? 0)

const pinsOf = (db: Db, room: string): Promise<number> =>
  countOf(
    db
      .selectFrom('chat_message')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('room', '=', room)
      .where('pinned', '=', 1)
      .executeTakeFirst(),
  )

const reportsOf = (db: Db, room: string): Promise<number> =>
  countOf(
    db
      .selectFrom('chat_report')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('room', '=', room)
      .where('settled_at', 'is', null)
      .executeTakeFirst(),
  )

const heldOf = (db: Db, room: string): Promise<number> =>
  countOf(
    db
      .selectFrom('chat_held')
      .select((eb) => eb.fn.countAll().as('count'))
      .where('room', '=', room)
      .executeTakeFirst(),
  )

const blockingOf = async (db: Db, { first_id: first, second_id: second }: ChannelRecord): Promise<string[]> => {
  if (first === null || second === null) return []
  const rows = await db
    .selectFrom('chat_block')
    .select('user_id')
    .where('user_id', 'in', [first, second])
    .where('blocked_id', 'in', [first, second])
    .execute()
  return rows.map(({ user_id }) => user_id)
}

/** The engine's own table: the last ordered event of the room. */
const seqOf = async (db: Kysely<{ room: { kind: string; id: string; seq: number } }>, room: string): Promise<number> =>
  (await db.selectFrom('room').select('seq').where('kind', '=', 'chat').where('id', '=', room).executeTakeFirst())
    ?.seq ?? 0
