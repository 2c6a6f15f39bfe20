/**
 * Searches over 100,000 restaurants at 200 a second, while 20,000 fixes a second come in and menus change:
 * `npx tsx test/bench/restaurant-search.ts [sqlite|postgres] [seconds] [restaurants] [fixes a second]`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { cpuMs } from '../../loadtest/proc-stats.ts'
import { listingRow, listingOf } from '../../server/rooms/delivery/catalogue/rows.ts'
import type { ListingRow } from '../../server/rooms/delivery/catalogue/rows.ts'
import type { Asked } from '../../server/rooms/delivery/catalogue/question.ts'
import { weekMinuteOf } from '../../shared/delivery/hours.ts'
import { FeederWriter } from '../../shared/delivery/feeder-frame.ts'
import type { RestaurantRow } from '../../shared/delivery/types.ts'
import { seededRandom } from '../../shared/random.ts'
import { HostProcess } from '../chaos/host-process.ts'
import { CENTRE, SECRET, makeTown, placeAt, sit } from '../support/delivery-place.ts'
import { lookAtAll, randomListing, randomQuestion } from '../support/listings.ts'
import { startPostgres } from '../support/postgres-server.ts'

const [base = 'sqlite', seconds = 20, restaurants = 100_000, perSecond = 20_000] = process.argv
  .slice(2)
  .map((given, i) => (i === 0 ? given : Number(given))) as [string?, number?, number?, number?]

const RADIUS_M = 10_000
const FEEDERS = 10
const COURIERS = 50_000
const SEARCHERS = 20
const QUERIES_A_SECOND = 200
const COOKS = 5
const TICK_MS = 50

type Value = string | number | null
const random = seededRandom('restaurant search')
const soup = { id: 'soup', name: 'Soup', about: '', price: 700, taxClass: 'food', available: true }
const all = Array.from({ length: restaurants }, (_, i) => randomListing(random, `r${i}`, CENTRE, RADIUS_M))

/** Statements with their rows, in transactions of some thousand. */
const fill = async (write: (table: string, rows: readonly Record<string, Value>[]) => Promise<void>) => {
  for (let i = 0; i < all.length; i += 5_000) {
    const part = all.slice(i, i + 5_000)
    const facts = (one: object): string => JSON.stringify({ ...one, menu: [soup] })
    await write(
      'delivery_restaurant',
      part.map((one) => ({ room: 'town', id: one.id, facts: facts(one) })),
    )
    await write(
      'delivery_listing',
      part.map((one, n) => ({ ...listingRow('town', 100 + i + n, one) })),
    )
  }
}

const ends: (() => unknown)[] = []
const folder = mkdtempSync(join(tmpdir(), 'tutti-search-'))
ends.push(() => rmSync(folder, { recursive: true, force: true }))
const env: Record<string, string> = { TUTTI_SECRET: SECRET, TUTTI_DATA_DIR: folder }
const server = base === 'postgres' ? await startPostgres({ durable: true }) : undefined
if (server !== undefined) {
  env['DATABASE_URL'] = server.url
  ends.push(() => server.stop())
}

const host = await HostProcess.start(env)
const dora = await makeTown(host.url, ends)
for (let i = 0; i < FEEDERS; i++) await dora.ask('grant', { user: `gate-${i}`, role: 'feeder' })
for (let i = 0; i < COOKS; i++) await dora.ask('grant', { user: `cook-${i}`, role: 'restaurant', restaurant: `r${i}` })
dora.client.close()
await host.stop()
let listings: () => Promise<ListingRow[]>
if (server === undefined) {
  const db = new Database(join(folder, 'tutti.db'))
  await fill(async (table, rows) => {
    const names = Object.keys(rows[0]!)
    const insert = db.prepare(`insert into ${table} (${names.join()}) values (${names.map(() => '?').join()})`)
    db.transaction(() => rows.forEach((row) => insert.run(...Object.values(row))))()
  })
  listings = async () => db.prepare('select * from delivery_listing').all() as ListingRow[]
} else {
  const pool = new pg.Pool({ connectionString: server.url, max: 1 })
  ends.push(() => pool.end())
  await fill(async (table, rows) => {
    const names = Object.keys(rows[0]!).join()
    const sql = `insert into ${table} (${names}) select ${names} from json_populate_recordset(null::${table}, $1)`
    await pool.query(sql, [JSON.stringify(rows)])
  })
  pg.types.setTypeParser(pg.types.builtins.INT8, Number)
  listings = async () => (await pool.query<ListingRow>('select * from delivery_listing')).rows
}

await host.start()
const feeders = await Promise.all(
  Array.from({ length: FEEDERS }, (_, i) => sit(host.url, `gate-${i}`, { as: 'feeder' }, ends)),
)
const searchers = await Promise.all(
  Array.from({ length: SEARCHERS }, (_, i) => sit(host.url, `ann-${i}`, { as: 'customer' }, ends)),
)
const cooks = await Promise.all(
  Array.from({ length: COOKS }, (_, i) => sit(host.url, `cook-${i}`, { as: 'restaurant', restaurant: `r${i}` }, ends)),
)
const query = (n: number, body: Asked): Promise<{ rows: RestaurantRow[]; next: string | null }> =>
  searchers[n % SEARCHERS]!.client.query('delivery', 'town', 'restaurants', body as never) as never

const filling = performance.now()
await query(0, {})
console.log(`${base}: the first search, which fills the catalogue: ${Math.round(performance.now() - filling)} ms`)

const epochMs = Date.now()
const writer = new FeederWriter()
const seqs = new Uint32Array(COURIERS)
let batch = 0
let sent = 0
let next = 0
/** Every courier goes on by some ten metres. */
const feed = (count: number): void => {
  const each = Math.ceil(count / FEEDERS)
  feeders.forEach(({ seat }, f) => {
    writer.begin(++batch, epochMs)
    for (let i = 0; i < each; i++) {
      const courier = (next++ % (COURIERS / FEEDERS)) * FEEDERS + f
      const seq = ++seqs[courier]!
      const angle = courier + seq * 0.05
      const place = placeAt(
        ((courier * 7) % 18_000) - 9_000 + 200 * Math.cos(angle),
        ((courier * 13) % 18_000) - 9_000 + 200 * Math.sin(angle),
      )
      if (writer.add(courier, { seq, t: Date.now(), ...place, headingCdeg: 0, speedCmS: 500, accuracyM: 5, flags: 0 }))
        sent++
    }
    seat.input(writer.bytes())
  })
}

const tookMs: number[] = []
let refused = 0
let changes = 0
const waiting: Promise<void>[] = []
const search = async (n: number): Promise<void> => {
  const asked = { ...randomQuestion(random, CENTRE, RADIUS_M), limit: 20 }
  const began = performance.now()
  try {
    const { next: after } = await query(n, asked)
    tookMs.push(performance.now() - began)
    if (after === null || random() < 0.7) return
    const again = performance.now()
    await query(n, { ...asked, after })
    tookMs.push(performance.now() - again)
  } catch {
    refused++
  }
}
const change = async (n: number): Promise<void> => {
  const restaurant = `r${n % COOKS}`
  const { ask } = cooks[n % COOKS]!
  const item = { name: `Soup ${n}`, about: '', price: 700 + (n % 100), taxClass: 'food', available: true }
  await Promise.all([
    ask('itemPut', { restaurant, id: 'soup', item }),
    ask('opening', { restaurant, open: n % 3 === 0 ? null : n % 2 === 0 }),
  ]).then(
    () => (changes += 2),
    () => refused++,
  )
}

const cpuBefore = cpuMs(host.pid) ?? 0
const began = performance.now()
for (let tick = 0, asked = 0; performance.now() - began < seconds * 1_000; tick++) {
  const dueMs = began + tick * TICK_MS
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueMs - performance.now())))
  feed((perSecond * TICK_MS) / 1_000)
  // Every sixth of them goes on to a second page.
  for (const due = ((tick + 1) * TICK_MS * QUERIES_A_SECOND) / 1_000 / 1.17; asked < due; asked++)
    waiting.push(search(asked))
  if (tick % 4 === 0) waiting.push(change(tick / 4))
}
await Promise.all(waiting)
const ranMs = performance.now() - began
const cpu = (cpuMs(host.pid) ?? 0) - cpuBefore

tookMs.sort((a, b) => a - b)
const at = (part: number): string => tookMs[Math.floor(tookMs.length * part)]!.toFixed(1)
console.log(
  `${restaurants} restaurants, ${Math.round((tookMs.length / ranMs) * 1_000)} searches/s, ${Math.round((sent / ranMs) * 1_000)} fixes/s, ${Math.round((changes / ranMs) * 1_000)} menu changes/s, ${refused} refused`,
)
console.log(
  `a search, on the wire: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(0.9999)} ms; the host: ${Math.round((cpu / ranMs) * 100)} % of a core`,
)

const rows = await listings()
const texts = new Map<string, unknown>()
const now = new Map(rows.map((row) => [row.id, listingOf(row, texts)]))
let same = 0
const CHECKED = 100
for (let n = 0; n < CHECKED; n++) {
  const question = { ...randomQuestion(random, CENTRE, RADIUS_M), limit: 20 }
  const minute = weekMinuteOf(Date.now(), 'UTC')
  const found = (await query(n, question)).rows.map(({ id }) => id)
  const wanted = lookAtAll(now.values(), question, minute).slice(0, 20)
  if (JSON.stringify(found) === JSON.stringify(wanted)) same++
  else console.log('differs', question, found, wanted)
}
console.log(`equal to looking at all of them: ${same} of ${CHECKED}`)
await host.stop()
for (const end of ends.toReversed()) await end()
process.exit(same === CHECKED ? 0 : 1)
