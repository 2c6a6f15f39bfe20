/** A database of a host whose orders had no price goes on with regions and restaurants, and takes orders of now. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { createManualClock } from '../../../adapters/manual-clock.ts'
import { openPostgres } from '../../../adapters/postgres/storage.ts'
import { openSqlite } from '../../../adapters/sqlite/storage.ts'
import { insert } from '../../../engine/tables.ts'
import type { Tables } from '../../../engine/tables.ts'
import type { Storage } from '../../../ports.ts'
import { freshDatabase } from '../../../../test/support/postgres.ts'
import { EPOCH, NAMES, commitAfter } from '../../../../test/support/room-commit.ts'
import { silentLog } from '../../../../test/support/silent-log.ts'
import { regionDb } from '../rows.ts'
import { residents } from '../stored.ts'
import { deliveryTables } from '../tables.ts'

const FIRST = ['delivery_0001_regions', 'delivery_0002_orders', 'delivery_0003_tracks']

/** What such a host had and wrote. */
const before = (): Tables => {
  const migrations = Object.entries(deliveryTables.migrations).filter(([name]) => FIRST.includes(name))
  const order = { room: 'text', id: 'text', customer: 'text', restaurant: 'text', state: 'text' } as const
  const decision = { room: 'text', id: 'text', at: 'integer', order_id: 'text', policy: 'text' } as const
  return {
    migrations: Object.fromEntries(migrations),
    writes: {
      order: insert('delivery_order', { ...order, placed_at: 'integer', facts: 'text' }),
      restaurant: deliveryTables.writes.restaurant,
      share: deliveryTables.writes.share,
      decision: insert('delivery_decision', { ...decision, courier: 'text', candidates: 'text' }),
    },
  } as unknown as Tables
}

describe.each(['SQLite', 'Postgres'])('in %s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-orders-'))
  let storage: Storage | undefined
  afterAll(async () => {
    await storage?.close()
    rmSync(folder, { recursive: true })
  })

  it('and forgets what it cannot read any more, with the links to it', async () => {
    const url = kind === 'Postgres' ? (await freshDatabase()).url : ''
    const open = (tables: Tables): Promise<Storage> => {
      const rest = { kinds: new Map([['delivery', tables]]), clock: createManualClock(), log: silentLog }
      return kind === 'SQLite'
        ? openSqlite({ path: join(folder, 'tutti.db'), ...rest })
        : openPostgres({ url, ...rest })
    }
    const old = await open(before())
    const at = await old.journal.acquire('delivery', 'here', EPOCH, NAMES)
    const facts = { id: 'r1', name: 'Zum Löwen', place: { latE7: 1, lonE7: -2 }, cuisines: [], priceLevel: 3 }
    const rows = [
      { write: 'delivery.order', values: ['here', 'o1', 'ann', 'r1', 'pending', 1, '{}'] },
      {
        write: 'delivery.restaurant',
        values: ['here', 'r1', JSON.stringify({ ...facts, prepMin: 20, hours: [], stars: 0, ratings: 0, open: true })],
      },
      { write: 'delivery.share', values: ['code', 'here', 'o1'] },
      { write: 'delivery.decision', values: ['here', 'd1', 1, 'o1', 'batched', 'rob', '[]'] },
    ]
    expect(await old.journal.commit([commitAfter(at, { rows })])).toMatchObject([{ is: 'committed' }])
    await old.close()

    storage = await open(deliveryTables as unknown as Tables)
    const { db } = storage.reader
    const count = async (table: string): Promise<number> =>
      Number((await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db)).rows[0]!.n)
    expect(await Promise.all(['delivery_order', 'delivery_share', 'delivery_listing'].map(count))).toEqual([0, 0, 1])
    expect(await residents(storage.reader)).toEqual([])
    const decisions = await regionDb(db).selectFrom('delivery_decision').select(['id', 'bonus']).execute()
    expect(decisions.map(({ id, bonus }) => [id, Number(bonus)])).toEqual([['d1', 0]])
  }, 30_000)
})
