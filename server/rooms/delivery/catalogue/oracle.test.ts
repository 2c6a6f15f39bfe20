/** A search finds what looking at every restaurant finds, page by page, while they change. */
import { describe, expect, it } from 'vitest'
import { lookAtAll, randomListing, randomQuestion } from '../../../../test/support/listings.ts'
import { weekMinuteOf } from '../../../../shared/delivery/hours.ts'
import type { Place } from '../../../../shared/delivery/types.ts'
import { seededRandom } from '../../../../shared/random.ts'
import { Catalogue } from './catalogue.ts'
import type { Listing } from './listing.ts'
import { questionOf } from './question.ts'
import type { Asked } from './question.ts'

/** 100,000 and 2,000 for the night. */
const RESTAURANTS = Number(process.env['SEARCH_RESTAURANTS'] ?? 600)
const QUESTIONS = Number(process.env['SEARCH_QUESTIONS'] ?? 120)
const WALL = Date.parse('2026-11-25T12:00:00Z')
const RADIUS_M = 12_000
const REGIONS = [
  { name: 'on the equator', latE7: 0, lonE7: 0 },
  { name: 'at 52°', latE7: 520_000_000, lonE7: 134_000_000 },
  { name: 'at 84°', latE7: -840_000_000, lonE7: -219_000_000 },
  { name: 'across the 180th meridian', latE7: -170_000_000, lonE7: 1_799_500_000 },
] as const

class Town {
  readonly all = new Map<string, Listing>()
  readonly centre: Place
  readonly catalogue: Catalogue
  readonly random: () => number
  #version = 0
  wallMs = WALL

  constructor(centre: Place, seed: string, size: number) {
    this.centre = centre
    this.random = seededRandom(seed)
    this.catalogue = new Catalogue(centre, RADIUS_M)
    this.catalogue.timeZone = 'Europe/Berlin'
    for (let i = 0; i < size; i++) this.put(`r${i}`)
    this.catalogue.filled()
  }

  /** New, or all of it changed, or what changes often. */
  put(id: string): void {
    const known = this.all.get(id)
    const fresh = randomListing(this.random, id, this.centre, RADIUS_M)
    const { stars, ratings, opening } = fresh
    const listing = known === undefined || this.random() < 0.5 ? fresh : { ...known, stars, ratings, opening }
    this.all.set(id, listing)
    this.catalogue.put(listing, ++this.#version, this.wallMs)
  }

  change(): void {
    this.put(`r${Math.floor(this.random() * this.all.size * 1.02)}`)
  }

  ask(asked: Asked) {
    return this.catalogue.ask(questionOf(asked), this.wallMs)
  }

  /** All pages; `between` runs after each. */
  pages(asked: Asked, between: () => void): string[] {
    const ids: string[] = []
    for (let after: string | undefined; ;) {
      const { rows, next } = this.ask({ ...asked, after })
      expect(rows.length).toBeLessThanOrEqual(asked.limit!)
      ids.push(...rows.map(({ id }) => id))
      between()
      if (next === null) return ids
      after = next
    }
  }
}

describe.each(REGIONS)('$name', ({ latE7, lonE7 }) => {
  it('[G18] finds the same, in the same order, as who looks at all', () => {
    const town = new Town({ latE7, lonE7 }, `search ${latE7}`, RESTAURANTS)
    const minute = weekMinuteOf(WALL, 'Europe/Berlin')
    let found = 0
    for (let n = 0; n < QUESTIONS; n++) {
      if (n % 3 === 0) town.change()
      const asked = randomQuestion(town.random, town.centre, RADIUS_M)
      const wanted = lookAtAll(town.all.values(), asked, minute)
      const { rows, next } = town.ask(asked)
      expect({ asked, ids: rows.map(({ id }) => id), more: next !== null }).toEqual({
        asked,
        ids: wanted.slice(0, asked.limit),
        more: wanted.length > asked.limit!,
      })
      found += rows.length
    }
    expect(found).toBeGreaterThan(QUESTIONS)
  })

  it('[G18] shows on all pages together what there was at the first one, whatever changes meanwhile', () => {
    const town = new Town({ latE7, lonE7 }, `pages ${latE7}`, Math.min(1_000, RESTAURANTS / 2))
    for (let n = 0; n < QUESTIONS / 10; n++) {
      const asked = { ...randomQuestion(town.random, town.centre, RADIUS_M), limit: 1 + Math.floor(town.random() * 20) }
      const wanted = lookAtAll(town.all.values(), asked, weekMinuteOf(town.wallMs, 'Europe/Berlin'))
      const ids = town.pages(asked, () => {
        for (let i = 0; i < 4; i++) town.change()
        town.wallMs += 250
      })
      expect({ asked, ids }).toEqual({ asked, ids: wanted })
    }
  })
})

it('goes on from where it was when nobody remembers how it began', () => {
  const town = new Town({ latE7: 0, lonE7: 0 }, 'forgotten', 200)
  const asked = { sort: 'rating', limit: 50 } as const
  const { rows, next } = town.ask(asked)
  const cold = new Catalogue(town.centre, RADIUS_M)
  let version = 1_000
  for (const listing of town.all.values()) cold.put(listing, ++version, WALL)
  cold.filled()
  const rest = cold.ask(questionOf({ ...asked, limit: 100, after: next! }), WALL)
  const more = cold.ask(questionOf({ ...asked, limit: 100, after: rest.next! }), WALL)
  const ids = [...rows, ...rest.rows, ...more.rows].map(({ id }) => id)
  expect(new Set(ids).size).toBe(200)
  expect(ids).toEqual(lookAtAll(town.all.values(), asked, 0))
})

it('refuses distances from nowhere, and pages that nobody has given', () => {
  const code = (asked: Asked) => {
    try {
      questionOf(asked)
      return 'none'
    } catch (thrown) {
      return (thrown as { code?: string }).code
    }
  }
  expect(code({ radiusM: 100 })).toBe('bad_body')
  expect(code({ etaMaxMin: 10 })).toBe('bad_body')
  expect(code({ sort: 'distance' })).toBe('bad_body')
  expect(code({ sort: 'eta' })).toBe('bad_body')
  expect(['r17', 'a.b', '1.zzz.1.x', '1.1..x', '1.1.1.', '!.1.1.x'].map((after) => code({ after }))).toEqual(
    Array.from({ length: 6 }, () => 'bad_body'),
  )
  expect(code({ after: '1.1.-1.a.b' })).toBe('none')
})
