/** Catalogues follow their database: filled once, never behind what was durable, and gone when nobody asks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lookAtAll, randomListing, randomQuestion } from '../../../../test/support/listings.ts'
import { ROOM, RegionBase } from '../../../../test/support/region-base.ts'
import { weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import { seededRandom } from '../../../../shared/random.ts'
import type { Listing } from './listing.ts'
import { questionOf } from './question.ts'
import { listingRow } from './rows.ts'
import { CatalogueShelf } from './shelf.ts'

/** 100,000 for the night. */
const RESTAURANTS = Number(process.env['SEARCH_STORED'] ?? 1_100)
const CENTRE = { latE7: 481_370_000, lonE7: 115_760_000 }
const RADIUS_M = 10_000
const ZONE = 'Europe/Berlin'

describe.each(['SQLite', 'Postgres'])('on %s', (kind) => {
  const random = seededRandom(`shelf ${kind}`)
  const all = new Map<string, Listing>()
  let base: RegionBase
  let version = 0
  beforeAll(async () => {
    base = await RegionBase.open(kind)
  })
  afterAll(() => base.close())

  const put = (id: string): void => {
    const listing = randomListing(random, id, CENTRE, RADIUS_M)
    all.set(id, listing)
    base.record('listing', listingRow(ROOM, ++version, listing))
  }
  const check = async (shelf: CatalogueShelf, zone = ZONE): Promise<void> => {
    const asking = base.asking()
    const asked = randomQuestion(random, CENTRE, RADIUS_M)
    const catalogue = await shelf.get(asking)
    const ids = catalogue!.ask(questionOf(asked), asking.wallMs).rows.map(({ id }) => id)
    const wanted = lookAtAll(all.values(), asked, weekMinuteOf(asking.wallMs, zone))
    expect({ asked, ids }).toEqual({ asked, ids: wanted.slice(0, asked.limit) })
  }

  it('there is none of a region that is not there yet', async () => {
    const shelf = new CatalogueShelf()
    expect(await shelf.get(base.asking())).toBe(undefined)
    expect(shelf.size).toBe(0)
    base.region(CENTRE, RADIUS_M, { timeZone: ZONE })
    await base.commit()
    expect((await shelf.get(base.asking()))!.size).toBe(0)
  })

  it('finds what is durable, at once, whoever wrote it', async () => {
    for (let i = 0; i < RESTAURANTS; i++) {
      put(`r${i}`)
      if (i % 1_000 === 999) await base.commit()
    }
    await base.commit()
    const shelf = new CatalogueShelf()
    await check(shelf)
    expect((await shelf.get(base.asking()))!.size).toBe(RESTAURANTS)
    for (let n = 0; n < 40; n++) {
      put(`r${Math.floor(random() * RESTAURANTS * 1.01)}`)
      await base.commit()
      // Many at once share a look at the database, and none of them is shown what was before.
      await Promise.all([check(shelf), check(shelf), check(shelf)])
    }
    expect((await shelf.get(base.asking()))!.version).toBe(version)
  })

  it('asked by many while it is filled it is filled once, and answers all of them alike', async () => {
    const shelf = new CatalogueShelf()
    const catalogues = await Promise.all(Array.from({ length: 20 }, () => shelf.get(base.asking())))
    expect(new Set(catalogues).size).toBe(1)
    expect(catalogues[0]!.size).toBe(all.size)
    expect(shelf.size).toBe(1)
  })

  it('goes by the clocks that the region is set to', async () => {
    const shelf = new CatalogueShelf()
    await check(shelf)
    base.region(CENTRE, RADIUS_M, { timeZone: 'Asia/Tokyo' })
    await base.commit()
    for (let n = 0; n < 10; n++) await check(shelf, 'Asia/Tokyo')
    base.region(CENTRE, RADIUS_M, { timeZone: ZONE })
    await base.commit()
  })

  it('is forgotten when nobody has asked for ten minutes, and read again when somebody does', async () => {
    const shelf = new CatalogueShelf()
    const first = await shelf.get(base.asking())
    const pass = async (minutes: number) => {
      for (let i = 0; i < minutes; i++) {
        base.clock.advance(60_000)
        // oxlint-disable-next-line no-await-in-loop -- a minute after the other
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    await pass(9)
    expect(await shelf.get(base.asking())).toBe(first)
    await pass(9)
    expect(shelf.size).toBe(1)
    await pass(2)
    expect(shelf.size).toBe(0)
    expect(await shelf.get(base.asking())).not.toBe(first)
    await check(shelf)
  })

  it('makes room for the region that is asked for', async () => {
    const shelf = new CatalogueShelf(RESTAURANTS / 2)
    await check(shelf)
    expect(shelf.size).toBe(1)
    const elsewhere = { ...base.asking(), room: 'elsewhere' }
    expect(await shelf.get(elsewhere)).toBe(undefined)
    await check(shelf)
  })
})
