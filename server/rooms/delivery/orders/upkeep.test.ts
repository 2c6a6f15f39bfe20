/** Old orders and decisions in both databases: they go with all that hangs on them, and nothing else does. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createManualClock } from '../../../adapters/manual-clock.ts'
import { openPostgres } from '../../../adapters/postgres/storage.ts'
import { openSqlite } from '../../../adapters/sqlite/storage.ts'
import type { Row, Storage } from '../../../ports.ts'
import { ALL_WELL, CUSTOMER, FakeDesk, RESTAURANT, placed, spotOf } from '../../../../test/support/orders-desk.ts'
import { freshDatabase } from '../../../../test/support/postgres.ts'
import { EPOCH, NAMES, commitAfter } from '../../../../test/support/room-commit.ts'
import { silentLog } from '../../../../test/support/silent-log.ts'
import { deliveryTables } from '../tables.ts'
import { Orders } from './orders.ts'
import { DECISION_DAYS, ORDER_DAYS } from './upkeep.ts'

const DAY_MS = 86_400_000
const TABLES = ['order', 'order_event', 'payment', 'rating', 'promo_use', 'decision'] as const

describe.each(['SQLite', 'Postgres'])('in %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-upkeep-'))
  const clock = createManualClock()
  let storage: Storage
  beforeAll(async () => {
    const rest = { kinds: new Map([['delivery', deliveryTables]]), clock, log: silentLog }
    storage =
      name === 'SQLite'
        ? await openSqlite({ path: join(folder, 'tutti.db'), ...rest })
        : await openPostgres({ url: (await freshDatabase()).url, ...rest })
  })
  afterAll(async () => {
    await storage.close()
    rmSync(folder, { recursive: true })
  })

  /** Orders that still have rows, by table. */
  const left = async () => {
    const db = storage.reader.db as Kysely<Record<string, Record<string, string>>>
    const found: Record<string, string[]> = {}
    for (const table of TABLES) {
      const column = table === 'order' ? 'id' : 'order_id'
      // oxlint-disable-next-line no-await-in-loop -- six small questions
      const rows = await db.selectFrom(`delivery_${table}`).select(column).distinct().orderBy(column).execute()
      found[table] = rows.map((row) => row[column]!)
    }
    return found
  }

  it('orders go 400 days after their end and decisions after a week, but not what is open or unpaid', async () => {
    const nowMs = Math.floor(clock.wall())
    const desk = new FakeDesk()
    const orders = new Orders(desk, { pays: true, spotOf }, [])
    const order = (id: string, days: number, ends: boolean, isPaid: boolean): void => {
      desk.nowMs = nowMs - days * DAY_MS
      orders.place(CUSTOMER, placed(id), 'card', ALL_WELL)
      const [ask] = desk.payments().slice(-1)
      const about = { step: ask!.step, key: ask!.key, order: id, amount: ask!.amount, currency: 'EUR' }
      if (isPaid) orders.paid({ ...about, is: 'done' })
      if (ends) orders.run(id, RESTAURANT, { do: 'cancel', reason: 'x' })
      const release = desk.payments().at(-1)!
      if (ends && isPaid) orders.paid({ ...about, step: 'release', key: release.key, is: 'done' })
      const room = desk.id
      desk.record('rating', {
        room,
        order_id: id,
        rater: 'customer',
        target: 'courier',
        target_id: 'rob',
        stars: 5,
        tags: '[]',
        at: desk.nowMs,
        edited_at: null,
      })
      desk.record('usePromo', { room, order_id: id, code: 'SOUP', customer: 'ann' })
      const at = desk.nowMs
      desk.record('decision', {
        room,
        id,
        at,
        order_id: id,
        policy: 'batched',
        courier: null,
        bonus: 0,
        candidates: '[]',
      })
    }
    order('old', ORDER_DAYS + 1, true, true)
    order('unpaid', ORDER_DAYS + 1, true, false)
    order('open', ORDER_DAYS + 1, false, true)
    order('young', DECISION_DAYS + 1, true, true)
    order('new', DECISION_DAYS - 1, true, true)

    const rows = desk.rows.map(({ write, row }): Row => {
      const { columns } = deliveryTables.writes[write as keyof typeof deliveryTables.writes]
      const values = Object.keys(columns).map((column) => row[column] as Row['values'][number])
      return { write: `delivery.${write}`, values }
    })
    const at = await storage.journal.acquire('delivery', desk.id, EPOCH, NAMES)
    expect(await storage.journal.commit([commitAfter(at, { rows })])).toMatchObject([{ is: 'committed' }])
    expect((await left())['order']).toEqual(['new', 'old', 'open', 'unpaid', 'young'])

    const isDone = async () => {
      const { order: kept, decision } = await left()
      return !kept!.includes('old') && decision!.length === 1
    }
    for (let i = 0; i < 500 && !(await isDone()); i++) {
      clock.advance(60_000)
      await storage.outbound.counts()
    }
    const stays = ['new', 'open', 'unpaid', 'young']
    expect(await left()).toEqual({
      order: stays,
      order_event: stays,
      payment: stays,
      rating: stays,
      promo_use: stays,
      decision: ['new'],
    })
  })
})
