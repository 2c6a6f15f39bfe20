/** Edits that are told again: without the words that were deleted since, for who hears of them may never have been there. */
import type { Kysely } from 'kysely'
import * as Y from 'yjs'
import { Ids } from '../fork-ids.ts'
import { redacted } from '../redacted.ts'
import type { DocTables } from '../rows.ts'

/** Rows of the log that are read at once, and in all: whoever was away for longer gets the document as it is. */
const ROWS = 250
const ROWS_MAX = 4_000
const BYTES_MAX = 4 * 1024 * 1024

/**
 * These updates, in their order, with everything that is deleted by now as if it had never said anything: the same ids,
 * at the same places. The same list where nothing was. Undefined: it was too long ago to say.
 */
export const withoutGone = async (
  db: Kysely<DocTables>,
  room: string,
  updates: readonly Uint8Array[],
): Promise<readonly Uint8Array[] | undefined> => {
  const first = updates.map((update) => Y.parseUpdateMeta(update).from).find(({ size }) => size > 0)
  if (first === undefined) return updates
  const gone = await goneSince(db, room, new Map(first))
  if (gone?.isEmpty !== false) return gone && updates
  const left = updates.map((update) => redacted(update, gone))
  return left.some((update, i) => update !== updates[i]) ? left : updates
}

/** What was deleted since these clocks were written. */
const goneSince = async (
  db: Kysely<DocTables>,
  room: string,
  clocks: Map<number, number>,
): Promise<Ids | undefined> => {
  const gone = new Ids()
  let bytes = 0
  let before = Number.MAX_SAFE_INTEGER
  for (let read = 0; read < ROWS_MAX; read += ROWS) {
    const rows = await db
      .selectFrom('doc_update')
      .select(['n', 'data'])
      .where('room', '=', room)
      .where('n', '<', before)
      .orderBy('n', 'desc')
      .limit(ROWS)
      .execute()
    for (const { data } of rows) {
      bytes += data.length
      if (bytes > BYTES_MAX) return undefined
      gone.addAll(Ids.of(Y.decodeUpdate(data).ds.clients))
      for (const [client, clock] of Y.parseUpdateMeta(data).from)
        if (clock <= (clocks.get(client) ?? -1)) clocks.delete(client)
      if (clocks.size === 0) return gone
    }
    if (rows.length < ROWS) return gone
    before = rows.at(-1)!.n
  }
  return undefined
}
