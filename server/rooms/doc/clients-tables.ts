/** How it is kept who went on with a Yjs client that was another's, and since when a document is being recovered. */
import type { Kysely } from 'kysely'
import { insert, upsert } from '../../engine/tables.ts'
import type { Migration } from '../../engine/tables.ts'
import type { Reader } from '../../engine/room.ts'
import type { StoredRecovery } from './recovery.ts'
import type { DocTables } from './rows.ts'

export interface ClientTables {
  /** Whose a Yjs client is from that clock on, and which row of the log says so first. */
  doc_heir: { room: string; client: number; clock: number; user_id: string; first_n: number }
  /** `since`: when it was opened first under that epoch of its room, Unix ms. */
  doc_recovery: { room: string; epoch: string; since: number }
}

interface EngineTables {
  room: { kind: string; id: string; epoch: string }
}

/** A migration that has run anywhere is never changed. */
const heirs: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('doc_heir')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('client', integer, (c) => c.notNull())
    .addColumn('clock', integer, (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('first_n', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('doc_heir_key', ['room', 'client', 'clock'])
    .execute()
  await db.schema
    .createTable('doc_recovery')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('epoch', 'text', (c) => c.notNull())
    .addColumn('since', integer, (c) => c.notNull())
    .execute()
}

export const clientMigrations = { doc_0008_heirs: heirs }

export const clientWrites = {
  heir: insert('doc_heir', {
    room: 'text',
    client: 'integer',
    clock: 'integer',
    user_id: 'text',
    first_n: 'integer',
  }),
  recovery: upsert('doc_recovery', { room: 'text', epoch: 'text', since: 'integer' }, ['room']),
} as const

/** The kind names its tables' types; the database behind is the same. */
// oxlint-disable-next-line no-explicit-any -- a Kysely of any tables is what a Reader has
export const clientsDb = (db: Kysely<any>): Kysely<DocTables & ClientTables & EngineTables> => db

/** Yjs client → who writes with it now. */
export const ownersIn = async (any: Reader['db'], room: string): Promise<Map<number, string>> => {
  const db = clientsDb(any)
  const first = await db.selectFrom('doc_client').select(['client', 'user_id']).where('room', '=', room).execute()
  const later = await db
    .selectFrom('doc_heir')
    .select(['client', 'user_id'])
    .where('room', '=', room)
    .orderBy('clock')
    .execute()
  return new Map([...first, ...later].map(({ client, user_id }) => [client, user_id]))
}

export const recoveryOf = async (any: Reader['db'], room: string): Promise<StoredRecovery | undefined> => {
  const db = clientsDb(any)
  const at = await db
    .selectFrom('room')
    .select('epoch')
    .where('kind', '=', 'doc')
    .where('id', '=', room)
    .executeTakeFirst()
  // Rooms of tests have none.
  if (at === undefined || at.epoch === null) return undefined
  const known = await db
    .selectFrom('doc_recovery')
    .select(['epoch', 'since'])
    .where('room', '=', room)
    .executeTakeFirst()
  return { epoch: at.epoch, since: known?.epoch === at.epoch ? known.since : null }
}
