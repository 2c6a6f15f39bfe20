/** What reading needs beside the rows of channels: orders to page in. A migration that has run anywhere is never changed. */
import { sql } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'

/** Names are found by their lower case, in the order of code points: SQLite's own order. */
export const orders: Migration = async (db, dialect) => {
  const low = (column: string) =>
    dialect === 'postgres' ? sql`(lower(${sql.ref(column)}) collate "C")` : sql`lower(${sql.ref(column)})`
  // A page of the main timeline must not walk over a thread of thousands.
  await sql`create index chat_message_main on chat_message (room, n) where root is null`.execute(db)
  await sql`create index chat_member_low on chat_member (room, ${low('name')}, user_id) where state = 'in'`.execute(db)
  await sql`create index chat_member_role on chat_member (room, role, ${low('name')}, user_id) where state = 'in'`.execute(
    db,
  )
  await sql`create index chat_member_banned on chat_member (room, user_id) where state = 'banned'`.execute(db)
  // These take the place of orders by the names as they are written.
  for (const name of ['chat_person_name', 'chat_channel_listed']) await db.schema.dropIndex(name).execute()
  await sql`create index chat_person_low on chat_person (${low('name')}, id)`.execute(db)
  await sql`create index chat_channel_low on chat_channel (${low('title')}, room)
    where type = 'public' and listed = 1 and archived = 0`.execute(db)
}
