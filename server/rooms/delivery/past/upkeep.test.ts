/** What is old goes in both databases, a few rows at a time: decisions that could be decided again, and couriers nobody sees. */
import type { Kysely } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOM, RegionBase } from '../../../../test/support/region-base.ts'
import { COURIER_DAYS, REPLAY_DAYS } from './rows.ts'

const DAY_MS = 86_400_000

describe.each(['SQLite', 'Postgres'])('in %s', (kind) => {
  let base: RegionBase
  beforeAll(async () => {
    base = await RegionBase.open(kind)
  })
  afterAll(() => base.close())

  const ids = async (table: string, column: string): Promise<string[]> => {
    const db = base.storage.reader.db as Kysely<Record<string, Record<string, string>>>
    return (await db.selectFrom(table).select(column).orderBy(column).execute()).map((row) => row[column]!)
  }

  it('decisions go after a week, and couriers after 400 days without a sight of them', async () => {
    const nowMs = Math.floor(base.clock.wall())
    const decided = (id: string, days: number) =>
      base.record('decided', {
        room: ROOM,
        id,
        at: nowMs - days * DAY_MS,
        policy: 'batched',
        orders: 1,
        body: Uint8Array.of(1, 2, 3),
      })
    const courier = (id: string, days: number) =>
      base.record('courier', {
        room: ROOM,
        courier: id,
        name: id,
        vehicle: 'bike',
        max_load: 1,
        state: 'offline',
        lat_e7: null,
        lon_e7: null,
        seen_at: nowMs - days * DAY_MS,
        earned: 700,
        stars: 0,
        ratings: 0,
        yes: 0,
        asked: 0,
      })
    base.region({ latE7: 0, lonE7: 0 }, 5_000)
    // More than one round of each.
    for (let i = 0; i < 250; i++) decided(`old${i}`, REPLAY_DAYS + 1)
    for (let i = 0; i < 320; i++) courier(`gone${i}`, COURIER_DAYS + 1)
    decided('young', REPLAY_DAYS - 1)
    courier('rob', COURIER_DAYS - 1)
    courier('today', 0)
    await base.commit()
    const left = async () => [await ids('delivery_decided', 'id'), await ids('delivery_courier', 'courier')]
    expect((await left()).map(({ length }) => length)).toEqual([251, 322])
    const isDone = async () => (await left()).every((rows) => rows.length < 3)
    // An hour by the clock, a look now and then.
    for (let i = 0; i < 4_000 && !(await isDone()); i++) {
      base.clock.advance(i < 200 ? 500 : 5_000)
      // oxlint-disable-next-line no-await-in-loop -- lets what is due run
      await base.storage.outbound.counts()
    }
    expect(await left()).toEqual([['young'], ['rob', 'today']])
  })
})
