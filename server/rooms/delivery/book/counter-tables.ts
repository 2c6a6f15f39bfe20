/** What is kept of promotions, who used them, and where a region's news go. */
import type { Kysely } from 'kysely'
import type { Promotion, PromotionRow } from '../../../../shared/delivery/counter-types.ts'
import type { Reader } from '../../../engine/room.ts'
import { insert, remove, upsert } from '../../../engine/tables.ts'
import type { Migration } from '../../../engine/tables.ts'

export interface CounterTables {
  delivery_promo: {
    room: string
    code: string
    /** Promotion as JSON. */
    facts: string
  }
  /** One for each order that has one, but for those that were cancelled. */
  delivery_promo_use: { room: string; order_id: string; code: string; customer: string }
  /** `id`: of this address, from when it was set. */
  delivery_hook: { room: string; id: string; url: string; secret: string }
}

const counterDb = (db: Kysely<unknown>): Kysely<CounterTables> => db as Kysely<CounterTables>

const counter: Migration = async (db) => {
  const table = (name: keyof CounterTables) => db.schema.createTable(name)
  await table('delivery_promo')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_promo_key', ['room', 'code'])
    .execute()
  await table('delivery_promo_use')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('order_id', 'text', (c) => c.notNull())
    .addColumn('code', 'text', (c) => c.notNull())
    .addColumn('customer', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_promo_use_key', ['room', 'order_id', 'code'])
    .execute()
  const index = (name: string, columns: (keyof CounterTables['delivery_promo_use'])[]) =>
    db.schema.createIndex(name).on('delivery_promo_use').columns(columns).execute()
  await index('delivery_promo_use_customer', ['room', 'customer', 'code'])
  await index('delivery_promo_use_code', ['room', 'code'])
  await table('delivery_hook')
    .addColumn('room', 'text', (c) => c.primaryKey())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('secret', 'text', (c) => c.notNull())
    .execute()
}

export const counterMigrations = { delivery_0005_counter: counter }

export const counterWrites = {
  promo: upsert('delivery_promo', { room: 'text', code: 'text', facts: 'text' }, ['room', 'code']),
  unpromo: remove('delivery_promo', { room: 'text', code: 'text' }),
  usePromo: insert('delivery_promo_use', { room: 'text', order_id: 'text', code: 'text', customer: 'text' }),
  freePromos: remove('delivery_promo_use', { room: 'text', order_id: 'text' }),
  hook: upsert('delivery_hook', { room: 'text', id: 'text', url: 'text', secret: 'text' }, ['room']),
  unhook: remove('delivery_hook', { room: 'text' }),
} as const

export type StoredHook = Omit<CounterTables['delivery_hook'], 'room'>

/** An order that uses a promotion. */
export type PromoUse = Pick<CounterTables['delivery_promo_use'], 'code' | 'order_id'>

export interface StoredCounter {
  readonly promos: readonly PromotionRow[]
  readonly hook: StoredHook | undefined
}

/** `any`: inside of a snapshot. */
export const storedCounter = async (any: Reader['db'], room: string): Promise<StoredCounter> => ({
  promos: await storedPromos(any, room),
  hook: await counterDb(any)
    .selectFrom('delivery_hook')
    .select(['id', 'url', 'secret'])
    .where('room', '=', room)
    .executeTakeFirst(),
})

/** By code. `any`: inside of a snapshot. */
export const storedPromos = async (any: Reader['db'], room: string): Promise<PromotionRow[]> => {
  const db = counterDb(any)
  const rows = await db
    .selectFrom('delivery_promo')
    .select(['code', 'facts'])
    .where('room', '=', room)
    .orderBy('code')
    .execute()
  const uses = await db
    .selectFrom('delivery_promo_use')
    .select(['code', (eb) => eb.fn.countAll().as('used')])
    .where('room', '=', room)
    .groupBy('code')
    .execute()
  const usedOf = new Map(uses.map(({ code, used }) => [code, Number(used)]))
  // Written by this kind alone.
  return rows.map(({ code, facts }) => ({ ...(JSON.parse(facts) as Promotion), used: usedOf.get(code) ?? 0 }))
}

/** What somebody has used. */
export const promoUses = async ({ db }: Reader, room: string, customer: string): Promise<readonly PromoUse[]> =>
  counterDb(db)
    .selectFrom('delivery_promo_use')
    .select(['code', 'order_id'])
    .where('room', '=', room)
    .where('customer', '=', customer)
    .execute()
