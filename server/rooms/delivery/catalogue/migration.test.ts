/** Restaurants that were there before there was a catalogue are in it, in both databases. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { createManualClock } from '../../../adapters/manual-clock.ts'
import { openPostgres } from '../../../adapters/postgres/storage.ts'
import { openSqlite } from '../../../adapters/sqlite/storage.ts'
import type { Tables } from '../../../engine/tables.ts'
import type { Storage } from '../../../ports.ts'
import { freshDatabase } from '../../../../test/support/postgres.ts'
import { EPOCH, NAMES, commitAfter } from '../../../../test/support/room-commit.ts'
import { silentLog } from '../../../../test/support/silent-log.ts'
import { deliveryTables } from '../tables.ts'
import { upsert } from '../../../engine/tables.ts'
import { listingDb, listingMigrations, listingOf, listingWrites } from './rows.ts'

const MANY = 1_100

/** What a host had that knew no catalogue. */
const before = (): Tables => {
  const lacks = (of: object, names: object) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => !(name in names)))
  const { migrations, writes } = deliveryTables
  return { migrations: lacks(migrations, listingMigrations), writes: lacks(writes, listingWrites) } as Tables
}

/** What a host had whose catalogue knew no dishes and no reach. */
const beforeReach = (): Tables => {
  const { delivery_0009_reach: _, ...migrations } = deliveryTables.migrations
  const { reach_m: _reach, dishes: _dishes, ...columns } = listingWrites.listing.columns
  const listing = upsert('delivery_listing', columns, ['room', 'id'])
  return { migrations, writes: { ...deliveryTables.writes, listing } } as unknown as Tables
}

const facts = {
  name: 'Zum Löwen',
  place: { latE7: 1, lonE7: -2 },
  cuisines: ['Café'],
  priceLevel: 3,
  prepMin: 20,
  hours: [{ from: 0, to: 60 }],
  stars: 9,
  ratings: 2,
  menu: [
    { name: 'Crème brûlée', available: true },
    { name: 'Soup, large', available: false },
  ],
}
/** Since there are dishes to be found by, and a reach. */
const gained = { reachM: null, dishes: 'brulee creme' }

/** Opens one database, again and again. */
const opener = (kind: string, path: string) => {
  const url = kind === 'Postgres' ? freshDatabase() : undefined
  return async (tables: Tables): Promise<Storage> => {
    const rest = { kinds: new Map([['delivery', tables]]), clock: createManualClock(), log: silentLog }
    return url === undefined ? openSqlite({ path, ...rest }) : openPostgres({ url: (await url).url, ...rest })
  }
}

describe.each(['SQLite', 'Postgres'])('in %s', (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-listing-'))
  let storage: Storage | undefined
  let later: Storage | undefined
  afterAll(async () => {
    await storage?.close()
    await later?.close()
    rmSync(folder, { recursive: true })
  })

  it('with a version each, and closed only where they were', async () => {
    const open = opener(kind, join(folder, 'tutti.db'))
    const old = await open(before())
    for (const room of ['here', 'there']) {
      const at = await old.journal.acquire('delivery', room, EPOCH, NAMES)
      const rows = Array.from({ length: room === 'here' ? MANY : 3 }, (_, i) => ({
        write: 'delivery.restaurant',
        values: [room, `r${i}`, JSON.stringify({ ...facts, id: `r${i}`, open: i !== 1 })],
      }))
      expect(await old.journal.commit([commitAfter(at, { rows })])).toMatchObject([{ is: 'committed' }])
    }
    await old.close()
    storage = await open(deliveryTables as unknown as Tables)
    const rows = await listingDb(storage.reader.db).selectFrom('delivery_listing').selectAll().execute()
    const of = (room: string) => rows.filter((row) => row.room === room).sort((a, b) => a.version - b.version)
    expect(of('here').map(({ version }) => version)).toEqual(Array.from({ length: MANY }, (_, i) => i + 1))
    const there = of('there').map((row) => [row.version, listingOf(row, new Map())] as const)
    const { menu: _, ...kept } = facts
    expect(there).toEqual(
      [0, 1, 2].map((i) => [i + 1, { ...kept, ...gained, id: `r${i}`, opening: i === 1 ? false : null }]),
    )
  }, 30_000)

  it('with the dishes that they have, where the catalogue was there before them', async () => {
    const open = opener(kind, join(folder, 'later.db'))
    const old = await open(beforeReach())
    const at = await old.journal.acquire('delivery', 'here', EPOCH, NAMES)
    const { hours, cuisines, place, menu: _, ...plain } = facts
    const listing = {
      room: 'here',
      id: 'r0',
      version: 7,
      name: plain.name,
      lat_e7: place.latE7,
      lon_e7: place.lonE7,
      cuisines: JSON.stringify(cuisines),
      price_level: plain.priceLevel,
      prep_min: plain.prepMin,
      hours: JSON.stringify(hours),
      opening: 1,
      stars: plain.stars,
      ratings: plain.ratings,
    }
    const rows = [
      { write: 'delivery.restaurant', values: ['here', 'r0', JSON.stringify({ ...facts, id: 'r0', opening: true })] },
      { write: 'delivery.listing', values: Object.values(listing) },
    ]
    expect(await old.journal.commit([commitAfter(at, { rows })])).toMatchObject([{ is: 'committed' }])
    await old.close()
    later = await open(deliveryTables as unknown as Tables)
    const [row] = await listingDb(later.reader.db).selectFrom('delivery_listing').selectAll().execute()
    expect([row!.version, listingOf(row!, new Map())]).toEqual([
      7,
      { ...plain, place, hours, cuisines, ...gained, id: 'r0', opening: true },
    ])
  }, 30_000)
})
