/** Chunks in both databases: written, read by time, forgotten on request and after their days. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import { createManualClock } from '../../../adapters/manual-clock.ts'
import { openPostgres } from '../../../adapters/postgres/storage.ts'
import { openSqlite } from '../../../adapters/sqlite/storage.ts'
import { tables } from '../../../engine/tables.ts'
import type { Acquired, RoomCommit, Storage } from '../../../ports.ts'
import { EPOCH as T0, FixScene, fixAt } from '../../../../test/support/fix-stream.ts'
import { freshDatabase } from '../../../../test/support/postgres.ts'
import { EPOCH, NAMES, after, commitAfter } from '../../../../test/support/room-commit.ts'
import { silentLog } from '../../../../test/support/silent-log.ts'
import { readTrack } from './read.ts'
import { TRACK_DAYS, trackMigrations, trackUpkeep, trackWrites } from './tables.ts'

const SECOND = 1000
const KINDS = new Map([['delivery', tables({ migrations: trackMigrations, writes: trackWrites, upkeep: trackUpkeep })]])

describe.each(['SQLite', 'Postgres'])('tracks in %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'tutti-tracks-'))
  const clock = createManualClock()
  let storage: Storage
  let at: Acquired
  beforeAll(async () => {
    const rest = { kinds: KINDS, clock, log: silentLog }
    storage =
      name === 'SQLite'
        ? await openSqlite({ path: join(folder, 'tutti.db'), ...rest })
        : await openPostgres({ url: (await freshDatabase()).url, ...rest })
    at = await storage.journal.acquire('delivery', 'city', EPOCH, NAMES)
  })
  afterAll(async () => {
    await storage.close()
    rmSync(folder, { recursive: true })
  })

  const commit = async (rows: RoomCommit['rows']) => {
    const room = commitAfter(at, { rows })
    expect(await storage.journal.commit([room])).toMatchObject([{ is: 'committed' }])
    at = after(at, room)
  }
  /** Ten minutes of a ride from `from` on, written as a region does. */
  const ride = async (courier: string, from: number, ids: string) => {
    const scene = new FixScene()
    const slot = scene.open()
    const base = from - T0
    for (let n = 1; n <= 150; n++) {
      const t = T0 + base + n * 4 * SECOND
      scene.send(slot, fixAt(scene.frame, n, t, n * 20, 0))
      scene.flush(t)
    }
    scene.flushAll()
    await commit(
      scene.chunks.map((c, i) => ({
        write: 'delivery.track',
        values: [
          'city',
          courier,
          c.t0,
          `${ids}${i}`,
          c.t1,
          c.day,
          'bike',
          c.n,
          c.late,
          c.south,
          c.west,
          c.north,
          c.east,
          c.body,
        ],
      })),
    )
  }
  const read = (courier: string, fromMs: number, toMs: number, limit = 100) =>
    readTrack(storage.reader.db, { room: 'city', courier, fromMs, toMs, limit })

  test('what is written is read by its time, page by page', async () => {
    await ride('ada', T0, 'a')
    const all = await read('ada', T0, T0 + 600 * SECOND)
    expect(all.next).toBeNull()
    expect(mergeTrack(all.chunks.map((chunk) => chunk.chunk)).count).toBe(150)
    expect(all.chunks.reduce((sum, chunk) => sum + chunk.fixes, 0)).toBe(150)
    const some = await read('ada', T0 + 100 * SECOND, T0 + 201 * SECOND)
    const track = mergeTrack(some.chunks.map((chunk) => chunk.chunk))
    // Not a moment more: every 4 s from second 100 to 200.
    expect([track.count, track.ts[0], track.ts[track.count - 1]]).toEqual([26, T0 + 100 * SECOND, T0 + 200 * SECOND])
    expect(some.chunks.length).toBeLessThan(5)
    expect((await read('ada', T0 + 101 * SECOND, T0 + 103 * SECOND)).chunks).toEqual([])
    const paged: Uint8Array[] = []
    for (let from: number | null = T0; from !== null;) {
      const page = await read('ada', from, T0 + 600 * SECOND, 2)
      paged.push(...page.chunks.map((chunk) => chunk.chunk))
      from = page.next
    }
    expect(mergeTrack(paged)).toEqual(mergeTrack(all.chunks.map((chunk) => chunk.chunk)))
    expect((await read('bob', T0, T0 + 600 * SECOND)).chunks).toEqual([])
  })

  test('a courier is forgotten at a wish, and everybody by day after a month', async () => {
    await ride('bob', T0, 'b')
    await commit([{ write: 'delivery.forgetTracks', values: ['city', 'bob'] }])
    expect((await read('bob', T0, T0 + 600 * SECOND)).chunks).toEqual([])
    const day = 86_400_000
    const now = clock.wall()
    await ride('cleo', now - (TRACK_DAYS + 2) * day, 'c')
    await ride('dan', now - (TRACK_DAYS - 2) * day, 'd')
    for (let i = 0; i < 3_000 && (await count('cleo')) > 0; i++) {
      clock.advance(500)
      await storage.outbound.counts()
    }
    expect(await count('cleo')).toBe(0)
    expect(await count('dan')).toBeGreaterThan(5)
  })
  const count = async (courier: string): Promise<number> => {
    const rows = await storage.reader.db
      .selectFrom('delivery_track')
      .select('n')
      .where('courier', '=', courier)
      .execute()
    return rows.length
  }
})
