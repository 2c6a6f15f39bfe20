/** Decisions of dispatch as they can be decided again; and how long they and couriers that nobody sees are kept. */
import type { Kysely } from 'kysely'
import { insert } from '../../../engine/tables.ts'
import type { Migration, Tables } from '../../../engine/tables.ts'

/** Days that a decision can be decided again, and that a courier is known whom nobody has seen since. */
export const REPLAY_DAYS = 7
export const COURIER_DAYS = 400

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
/** Rows of one round: decisions have some kilobytes each. */
const DECISIONS = 100
const COURIERS = 300

export interface PastTables {
  delivery_decided: {
    room: string
    id: string
    at: number
    policy: string
    /** That were thought of. */
    orders: number
    /** dispatch/log-entry.ts */
    body: Uint8Array
  }
}

export const pastDb = (db: Kysely<unknown>): Kysely<PastTables> => db as Kysely<PastTables>

const past: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('delivery_decided')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', integer, (c) => c.notNull())
    .addColumn('policy', 'text', (c) => c.notNull())
    .addColumn('orders', integer, (c) => c.notNull())
    .addColumn('body', dialect === 'postgres' ? 'bytea' : 'blob', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_decided_key', ['room', 'id'])
    .execute()
  await db.schema.createIndex('delivery_decided_age').on('delivery_decided').column('at').execute()
  await db.schema.createIndex('delivery_courier_age').on('delivery_courier').column('seen_at').execute()
}

export const pastMigrations = { delivery_0008_past: past }

export const pastWrites = {
  decided: insert('delivery_decided', {
    room: 'text',
    id: 'text',
    at: 'integer',
    policy: 'text',
    orders: 'integer',
    body: 'bytes',
  }),
} as const

const decisions = `delete from delivery_decided where (room, id) in (select room, id from delivery_decided
  where at < {now} - ${REPLAY_DAYS * DAY_MS} order by at limit ${DECISIONS})`

const couriers = `delete from delivery_courier where (room, courier) in (select room, courier from delivery_courier
  where seen_at < {now} - ${COURIER_DAYS * DAY_MS} order by seen_at limit ${COURIERS})`

export const pastUpkeep = {
  decided: { everyMs: HOUR_MS / 6, sql: { sqlite: [decisions], postgres: [decisions] } },
  couriers: { everyMs: HOUR_MS, sql: { sqlite: [couriers], postgres: [couriers] } },
} satisfies Tables['upkeep']
