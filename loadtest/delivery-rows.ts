/**
 * The load's region as rows, while no host has it: what the host wrote of one order and one courier is written again
 * for all the others, name for name, as if it had happened to each of them. Twenty thousand orders are in their couriers'
 * hands within seconds, and the host finds them as it would after a restart.
 */
import Database from 'better-sqlite3'
import pg from 'pg'
import { REGION, courierOf, doorOf, eaterId, eaterOf, fedId } from './delivery-plan.ts'
import type { DeliveryPlan } from './delivery-plan.ts'
import type { Staged } from './delivery-stage.ts'

type Row = Record<string, unknown>

export interface Rows {
  /** `where` is SQL with $1 for its one value. */
  read(sql: string, value: unknown): Promise<Row[]>
  insert(table: string, rows: readonly Row[]): Promise<void>
  end(): Promise<void>
}

const PER_STATEMENT = 500

export const sqliteRows = (file: string): Rows => {
  const db = new Database(file)
  return {
    read: async (sql, value) => db.prepare<unknown[], Row>(sql.replaceAll('$1', '?')).all(value),
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {})
      if (columns.length === 0) return
      const insert = db.prepare(
        `insert into ${table} (${columns.map(quoted).join()}) values (${columns.map(() => '?').join()})`,
      )
      db.transaction(() => {
        for (const row of rows) insert.run(...columns.map((column) => row[column]))
      })()
    },
    end: async () => void db.close(),
  }
}

export const postgresRows = async (url: string): Promise<Rows> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  return {
    read: async (sql, value) => (await client.query<Row>(sql, [value])).rows,
    insert: async (table, rows) => {
      const columns = Object.keys(rows[0] ?? {})
      for (let at = 0; at < rows.length; at += PER_STATEMENT) {
        const some = rows.slice(at, at + PER_STATEMENT)
        const values = some.map((_, i) => `(${columns.map((_, c) => `$${i * columns.length + c + 1}`).join()})`)
        await client.query(
          `insert into ${table} (${columns.map(quoted).join()}) values ${values.join()}`,
          some.flatMap((row) => columns.map((column) => row[column])),
        )
      }
    },
    end: () => client.end(),
  }
}

/** Everything that the plan wants to be there beside the first order and its courier. */
export const multiply = async (rows: Rows, plan: DeliveryPlan, staged: Staged): Promise<void> => {
  const [order] = await rows.read('select * from delivery_order where id = $1', staged.order)
  const [courier] = await rows.read('select * from delivery_courier where courier = $1', staged.courier)
  if (order === undefined || courier === undefined) throw new Error('the first order was not kept')
  const orders: Row[] = []
  for (let n = 1; n < plan.orders; n++) orders.push(orderRow(order, plan, staged, n))
  await rows.insert('delivery_order', orders)
  const couriers: Row[] = []
  const { feeders } = plan
  for (let n = 1; n < plan.watched; n++) couriers.push({ ...courier, courier: fedId(n, feeders), name: `${n}` })
  await rows.insert('delivery_courier', couriers)
}

const orderRow = (first: Row, plan: DeliveryPlan, staged: Staged, n: number): Row => {
  const courier = courierOf(n, plan.each)
  const names: [string, string][] = [
    [staged.order, orderId(staged.order, n)],
    [staged.eater, eaterId(eaterOf(n, plan.perSocket))],
    [staged.courier, fedId(courier, plan.feeders)],
  ]
  // A quote is used once.
  if (typeof first['quote'] === 'string') names.push([first['quote'], `${first['quote']}.${n}`])
  const from = doorOf(0)
  const to = doorOf(courier)
  // Its restaurant stands at the same door: all places in it move.
  names.push([JSON.stringify(from), JSON.stringify(to)])
  return Object.fromEntries(Object.entries(first).map(([column, value]) => [column, renamed(value, names)]))
}

export const orderId = (first: string, n: number): string => (n === 0 ? first : `${first}-${n}`)

const renamed = (value: unknown, names: readonly (readonly [string, string])[]): unknown =>
  typeof value === 'string' ? names.reduce((text, [from, to]) => replaced(text, from, to), value) : value

const replaced = (text: string, from: string, to: string): string => (text === from ? to : text.split(from).join(to))

const quoted = (name: string): string => `"${name}"`

/** What the database has of a courier's way: its chunks. */
export const chunksOf = async (rows: Rows, courier: string): Promise<Uint8Array[]> =>
  (await rows.read(`select body from delivery_track where room = '${REGION}' and courier = $1`, courier)).map(
    ({ body }) => body as Uint8Array,
  )

/** Fixes in all tracks, their bytes, and the rows. */
export const keptIn = async (rows: Rows): Promise<{ fixes: number; bytes: number; rows: number }> => {
  const [sum] = await rows.read(
    'select coalesce(sum(n), 0) as fixes, coalesce(sum(length(body)), 0) as bytes, count(*) as rows from delivery_track where room = $1',
    REGION,
  )
  return { fixes: Number(sum!['fixes']), bytes: Number(sum!['bytes']), rows: Number(sum!['rows']) }
}
