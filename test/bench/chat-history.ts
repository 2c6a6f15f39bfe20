/** What a page and a search cost in a long history: `npx tsx test/bench/chat-history.ts [messages] [sqlite|postgres]`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { openPostgres } from '../../server/adapters/postgres/storage.ts'
import { openSqlite } from '../../server/adapters/sqlite/storage.ts'
import { createManualClock } from '../../server/adapters/manual-clock.ts'
import type { Asking } from '../../server/engine/room.ts'
import type { Tables } from '../../server/engine/tables.ts'
import type { Dialect, Files, Storage } from '../../server/ports.ts'
import { chatQueries } from '../../server/rooms/chat/read/queries.ts'
import { chatTables } from '../../server/rooms/chat/tables.ts'
import { chatUpkeep } from '../../server/rooms/chat/upkeep.ts'
import { HALL } from '../../shared/chat/contract.ts'
import { seededRandom } from '../../shared/random.ts'
import { startPostgres } from '../support/postgres-server.ts'
import { silentLog } from '../support/silent-log.ts'

const START = 1_700_000_000_000
const BIG = 'big'
const OTHERS = 200
const WORDS = 20_000
const KINDS: ReadonlyMap<string, Tables> = new Map([['chat', chatTables as Tables]])

type Cell = string | number | null
/** Statements with `?`, run for each list of values, in transactions of some thousand. */
interface Loader {
  rows(table: string, columns: readonly string[], rows: Iterable<readonly Cell[]>): Promise<void>
  run(sql: string): Promise<number>
  close(): Promise<void>
}

const sqliteLoader = (path: string): Loader => {
  const db = new Database(path)
  db.pragma('synchronous = off')
  return {
    async rows(table, columns, rows) {
      const insert = db.prepare(`insert into ${table} (${columns.join()}) values (${columns.map(() => '?').join()})`)
      db.exec('begin')
      let count = 0
      for (const row of rows) {
        insert.run(...row)
        if (++count % 20_000 === 0) db.exec('commit; begin')
      }
      db.exec('commit')
    },
    run: async (sql) => db.prepare(sql).run().changes,
    close: async () => void db.close(),
  }
}

const postgresLoader = (url: string): Loader => {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const flush = async (table: string, columns: readonly string[], rows: readonly (readonly Cell[])[]) => {
    const objects = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])))
    await pool.query(
      `insert into ${table} (${columns.join()}) select ${columns.join()} from json_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(objects)],
    )
  }
  return {
    async rows(table, columns, rows) {
      let batch: (readonly Cell[])[] = []
      for (const row of rows) if (batch.push(row) === 5000) await flush(table, columns, batch.splice(0))
      await flush(table, columns, batch)
      batch = []
    },
    run: async (sql) => (await pool.query(sql)).rowCount ?? 0,
    close: () => pool.end(),
  }
}

const random = seededRandom('history')
const vocabulary = Array.from({ length: WORDS }, () => {
  let word = ''
  for (let i = 3 + Math.floor(random() * 7); i > 0; i--) word += 'abcdefghijklmnopqrstuvwxyz'[Math.floor(random() * 26)]
  return word
})

/** As people write: few words often, many seldom; and words whose frequency is known. */
const textOf = (i: number, total: number, big: boolean): string => {
  const words: string[] = []
  for (let k = 5 + Math.floor(random() * 12); k > 0; k--)
    words.push(vocabulary[Math.min(WORDS - 1, Math.floor(WORDS ** random()) - 1)]!)
  if (random() < 0.5) words.push('common')
  if (random() < 0.01) words.push('percent')
  if (random() < 0.001) words.push('permille')
  if (i % Math.floor(total / 20) === 0) words.push('rare')
  if (big) words.push(i % 2 === 0 ? 'even' : 'odd')
  if (big && i < total / 2 && random() < 0.5) words.push('bygone')
  if (!big && random() < 0.5) words.push('elsewhere')
  return words.join(' ')
}

/** Every other message in the big channel; in its middle a thread of a tenth of it. */
function* messages(total: number): Generator<readonly Cell[]> {
  const counts = new Map<string, number>()
  const middle = Math.floor(total / 2)
  for (let i = 0; i < 2 * total; i++) {
    const big = i % 2 === 0
    const room = big ? BIG : `room${Math.floor(random() * OTHERS)}`
    const n = (counts.get(room) ?? 0) + 1
    counts.set(room, n)
    const root = big && n > middle && n < middle + total / 10 ? middle : null
    const reactions = i % 50 === 0 ? '{"+1":2,"tada":1}' : null
    const id = i.toString(32).toUpperCase().padStart(13, '0')
    yield [room, n, id, `u${i % 997}`, 'Some Name', START + i * 1000, textOf(i >> 1, total, big), root, reactions]
  }
}

const load = async (loader: Loader, total: number): Promise<void> => {
  const rooms = [BIG, ...Array.from({ length: OTHERS }, (_, i) => `room${i}`)]
  await loader.rows(
    'chat_channel',
    [
      'room',
      'type',
      'title',
      'topic',
      'listed',
      'slow_ms',
      'retention_days',
      'archived',
      'created_by',
      'created_at',
      'member_count',
    ],
    rooms.map((room) => [room, 'public', room, '', 1, 0, 0, 0, 'u1', START, 1]),
  )
  const member = ['room', 'user_id', 'name', 'role', 'state', 'joined_at', 'notify']
  await loader.rows(
    'chat_member',
    member,
    rooms.map((room) => [room, 'u1', 'One', 'owner', 'in', START, 'all']),
  )
  const crowd = Array.from({ length: 100_000 }, (_, i) => `u${i + 2}`)
  await loader.rows(
    'chat_member',
    member,
    crowd.map((id) => [BIG, id, `Name ${id}`, 'member', 'in', START, 'all']),
  )
  const columns = ['room', 'n', 'id', 'by_id', 'name', 'at', 'text', 'root', 'reactions']
  await loader.rows('chat_message', columns, messages(total))
}

const index = async (loader: Loader, dialect: Dialect): Promise<void> => {
  for (let changed = 1; changed > 0;) {
    changed = 0
    for (const sql of chatUpkeep.search.sql[dialect]) changed += await loader.run(sql)
  }
}

const measure = async (
  storage: Storage,
  name: string,
  times: number,
  ask: (asking: Asking) => Promise<unknown>,
  room = BIG,
) => {
  const user = { id: 'u1', name: 'One', guest: false }
  const asking: Asking = {
    user,
    room,
    wallMs: START + 1e12,
    reader: storage.reader,
    files: undefined as unknown as Files,
    within: (_ms, wait) => wait,
    secret: () => '',
    job: () => Promise.reject(new Error('there are no jobs')),
  }
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    const before = performance.now()
    await ask(asking)
    took.push(performance.now() - before)
  }
  took.sort((a, b) => a - b)
  const at = (part: number) => took[Math.min(times - 1, Math.floor(times * part))]!.toFixed(1).padStart(8)
  console.log(`  ${name.padEnd(34)} p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms`)
}

const questions = async (storage: Storage, total: number): Promise<void> => {
  const somewhere = () => 1 + Math.floor(random() * total)
  const history = (body: () => object) => (asking: Asking) =>
    chatQueries.history!(asking.user, asking.room, body(), asking)
  await measure(
    storage,
    'history: last',
    500,
    history(() => ({})),
  )
  await measure(
    storage,
    'history: before',
    500,
    history(() => ({ before: somewhere(), limit: 100 })),
  )
  await measure(
    storage,
    'history: after',
    500,
    history(() => ({ after: somewhere(), limit: 100 })),
  )
  await measure(
    storage,
    'history: around',
    500,
    history(() => ({ around: somewhere(), limit: 100 })),
  )
  await measure(
    storage,
    'history: at a time',
    500,
    history(() => ({ at: START + somewhere() * 2000, limit: 100 })),
  )
  // The whole thread lies between this page and the one before.
  await measure(
    storage,
    'history: behind a long thread',
    500,
    history(() => ({ before: Math.floor(total * 0.61) })),
  )
  const root = Math.floor(total / 2)
  await measure(storage, 'thread', 500, (asking) =>
    chatQueries.thread!(asking.user, BIG, { root, after: root + Math.floor((random() * total) / 11) }, asking),
  )
  await measure(storage, 'members of 100,001', 500, (asking) =>
    chatQueries.members!(asking.user, BIG, { after: `6:name ${Math.floor(random() * 9)}`, limit: 100 }, asking),
  )
  await measure(storage, 'channels: 201', 30, (asking) => chatQueries.channels!(asking.user, HALL, {}, asking), HALL)
  const search = (text: string, more: object = {}, room = BIG) =>
    measure(storage, `search: ${text} ${JSON.stringify(more)}`.replace(' {}', ''), 100, (asking) =>
      chatQueries.search!(asking.user, room, { text, ...more }, asking),
    )
  for (const text of [
    'common',
    'percent',
    'permille',
    'rare',
    'bygone',
    'elsewhere',
    'nowhere',
    'even odd',
    'common percent',
    'com',
    'common rar',
    'byg',
    'x',
  ])
    await search(text)
  for (const text of ['common', 'percent', 'rare', 'bygone']) await search(text, { before: Math.floor(total * 0.7) })
  await search('common', { from: 'u8' })
  await search('common', { sinceMs: START + total * 500, untilMs: START + total * 800 })
  for (const text of ['common', 'bygone', 'elsewhere']) await search(`${text}`, {}, 'room7')
  for (const text of ['common', 'percent', 'rare', 'even odd', 'com'])
    await measure(
      storage,
      `searchAll: ${text}`,
      100,
      (asking) => chatQueries.searchAll!(asking.user, HALL, { text }, asking),
      HALL,
    )
}

const bench = async (storage: Storage, loader: Loader, total: number, analyze: string): Promise<void> => {
  const timed = async (name: string, run: () => Promise<unknown>) => {
    const before = performance.now()
    await run()
    console.log(`  ${name} ${((performance.now() - before) / 1000).toFixed(1)} s`)
  }
  console.log(`${storage.dialect}: ${total} messages in one channel, as many in ${OTHERS} others`)
  await timed('loaded in', () => load(loader, total))
  await timed('indexed in', () => index(loader, storage.dialect))
  await loader.run(analyze)
  await questions(storage, total)
}

const total = Number(process.argv[2] ?? 200_000)
const only = process.argv[3]
const clock = createManualClock()
if (only !== 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-bench-'))
  const path = join(folder, 'chat.db')
  const storage = await openSqlite({ path, kinds: KINDS, clock, log: silentLog })
  const loader = sqliteLoader(path)
  await bench(storage, loader, total, 'delete from chat_due')
  await loader.close()
  await storage.close()
  rmSync(folder, { recursive: true })
}
if (only !== 'sqlite') {
  const server = await startPostgres()
  const storage = await openPostgres({ url: server.url, kinds: KINDS, clock, log: silentLog })
  const loader = postgresLoader(server.url)
  await bench(storage, loader, total, 'vacuum analyze')
  await loader.close()
  await storage.close()
  await server.stop()
}
