/**
 * The catalogues of the regions that are asked for on this host: each is read from the database once, a slice at a time,
 * and then follows it by the version of its last change. Nobody asks for one: it is forgotten.
 */
import { UTC } from '../../../../shared/delivery/hours.ts'
import type { RegionRules } from '../../../../shared/delivery/types.ts'
import type { Asking } from '../../../engine/room.ts'
import { regionDb } from '../rows.ts'
import { Catalogue } from './catalogue.ts'
import { listingDb, listingOf } from './rows.ts'

/** Rows that are read, and sorted in, at a stretch: some 3 ms. */
const SLICE = 500
/** Restaurants of all catalogues together, some 1,200 bytes each with the words of their dishes. */
const RESTAURANTS = 200_000
const IDLE_MS = 10 * 60_000
/** Texts of hours and cuisines that are read once while a catalogue is filled. */
const TEXTS = 50_000

interface Held {
  readonly catalogue: Catalogue
  rules: string
  /** Reading now; and the next one, for those who came after it began: it may have begun before what they wait for. */
  now: Promise<void> | undefined
  next: Promise<void> | undefined
  askedMs: number
}

export class CatalogueShelf {
  readonly #most: number
  /** By room, whoever was asked last is last. */
  readonly #held = new Map<string, Held>()

  constructor(most = RESTAURANTS) {
    this.#most = most
  }

  /** Regions that are held. */
  get size(): number {
    return this.#held.size
  }

  /** As it is now, with everything that was durable when it was asked for. Undefined: there is no such region. */
  async get(asking: Asking): Promise<Catalogue | undefined> {
    const held = this.#held.get(asking.room) ?? (await this.#open(asking))
    if (held === undefined) return undefined
    held.askedMs = asking.wallMs
    this.#held.delete(asking.room)
    this.#held.set(asking.room, held)
    await this.#follow(held, asking)
    this.#makeRoom(held)
    return held.catalogue
  }

  async #open(asking: Asking): Promise<Held | undefined> {
    const region = await regionDb(asking.reader.db)
      .selectFrom('delivery_region')
      .select(['lat_e7', 'lon_e7', 'radius_m'])
      .where('room', '=', asking.room)
      .executeTakeFirst()
    // Somebody else may have been quicker.
    const known = this.#held.get(asking.room)
    if (known !== undefined || region === undefined) return known
    const centre = { latE7: region.lat_e7, lonE7: region.lon_e7 }
    const catalogue = new Catalogue(centre, region.radius_m)
    const held = { catalogue, rules: '', now: undefined, next: undefined, askedMs: asking.wallMs }
    this.#held.set(asking.room, held)
    void this.#watch(held, asking)
    return held
  }

  #follow(held: Held, asking: Asking): Promise<void> {
    if (held.now === undefined) return (held.now = this.#read(held, asking))
    // What fails is told to those who wait for it.
    held.next ??= held.now
      .catch(() => undefined)
      .then(() => {
        held.next = undefined
        return (held.now = this.#read(held, asking))
      })
    return held.next
  }

  async #read(held: Held, { room, reader, wallMs }: Asking): Promise<void> {
    const { catalogue } = held
    try {
      const region = await regionDb(reader.db)
        .selectFrom('delivery_region')
        .select('rules')
        .where('room', '=', room)
        .executeTakeFirst()
      if (region !== undefined && region.rules !== held.rules) {
        held.rules = region.rules
        // Written by this kind alone.
        catalogue.timeZone = (JSON.parse(region.rules) as Partial<RegionRules>).timeZone ?? UTC
      }
      const texts = new Map<string, unknown>()
      for (let rows = SLICE; rows === SLICE;) {
        // oxlint-disable-next-line no-await-in-loop -- a slice after the other, so that others have their turn
        const found = await listingDb(reader.db)
          .selectFrom('delivery_listing')
          .selectAll()
          .where('room', '=', room)
          .where('version', '>', catalogue.version)
          .orderBy('version')
          .limit(SLICE)
          .execute()
        if (texts.size > TEXTS) texts.clear()
        // Somebody else may have read some of them meanwhile.
        for (const row of found)
          if (row.version > catalogue.version) catalogue.put(listingOf(row, texts), row.version, wallMs)
        rows = found.length
      }
      if (!catalogue.isFilled) catalogue.filled()
    } finally {
      held.now = undefined
    }
  }

  /** The least asked for go until the others have room; never the one that was asked for just now. */
  #makeRoom(asked: Held): void {
    let all = 0
    for (const { catalogue } of this.#held.values()) all += catalogue.size
    for (const [room, held] of this.#held) {
      if (all <= this.#most || held === asked) return
      all -= held.catalogue.size
      this.#held.delete(room)
    }
  }

  /** Forgets it once nobody has asked for long. */
  async #watch(held: Held, asking: Asking): Promise<void> {
    const never = new Promise<void>(() => undefined)
    let leftMs = IDLE_MS
    for (let opened = asking.wallMs; leftMs > 0;) {
      // oxlint-disable-next-line no-await-in-loop -- one wait after the other
      await asking.within(leftMs, never)
      opened += leftMs
      leftMs = held.askedMs + IDLE_MS - opened
    }
    if (this.#held.get(asking.room) === held) this.#held.delete(asking.room)
  }
}
