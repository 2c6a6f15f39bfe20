/** How far a document's events are durable. */
import type { Kysely } from 'kysely'

/** The engine's own table: the last ordered event of the room. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const seqOf = async (any: Kysely<any>, room: string): Promise<number> => {
  const db: Kysely<{ room: { kind: string; id: string; seq: number } }> = any
  const row = await db
    .selectFrom('room')
    .select('seq')
    .where('kind', '=', 'doc')
    .where('id', '=', room)
    .executeTakeFirst()
  return Number(row?.seq ?? 0)
}
