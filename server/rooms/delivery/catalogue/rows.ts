/** What is kept of restaurants to be searched: a row each, with the version of its last change. */
import type { Kysely } from 'kysely'
import type { MenuItem, OpenHours } from '../../../../shared/delivery/order-types.ts'
import type { Migration } from '../../../engine/tables.ts'
import { upsert } from '../../../engine/tables.ts'
import { dishesOf } from './listing.ts'
import type { Listed, Listing } from './listing.ts'

export interface ListingRow {
  room: string
  id: string
  /** Counts the changes of all restaurants of the region: whoever knows one knows which came later. */
  version: number
  name: string
  lat_e7: number
  lon_e7: number
  /** Names as JSON. */
  cuisines: string
  price_level: number
  prep_min: number
  /** OpenHours as JSON. */
  hours: string
  /** 1 open, 0 closed, whatever the hours say; null: as they say. */
  opening: number | null
  stars: number
  ratings: number
  /** Null: wherever the region brings to. */
  reach_m: number | null
  dishes: string
}

export interface ListingTables {
  delivery_listing: ListingRow
}

export const listingDb = (db: Kysely<unknown>): Kysely<ListingTables> => db as Kysely<ListingTables>

/** Restaurants of the table that was there before, read in pages of so many. */
const PAGE = 500

const listings: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema
    .createTable('delivery_listing')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('version', integer, (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('lat_e7', integer, (c) => c.notNull())
    .addColumn('lon_e7', integer, (c) => c.notNull())
    .addColumn('cuisines', 'text', (c) => c.notNull())
    .addColumn('price_level', integer, (c) => c.notNull())
    .addColumn('prep_min', integer, (c) => c.notNull())
    .addColumn('hours', 'text', (c) => c.notNull())
    .addColumn('opening', integer)
    .addColumn('stars', integer, (c) => c.notNull())
    .addColumn('ratings', integer, (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_listing_key', ['room', 'id'])
    .execute()
  await db.schema
    .createIndex('delivery_listing_version')
    .on('delivery_listing')
    .columns(['room', 'version'])
    .unique()
    .execute()

  const before = db as Kysely<ListingTables & { delivery_restaurant: { room: string; id: string; facts: string } }>
  const versions = new Map<string, number>()
  for (let [room, id] = ['', '']; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page after the other
    const rows = await before
      .selectFrom('delivery_restaurant')
      .selectAll()
      .where((eb) => eb.or([eb('room', '>', room), eb.and([eb('room', '=', room), eb('id', '>', id)])]))
      .orderBy('room')
      .orderBy('id')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) return
    const values = rows.map((row) => {
      const version = (versions.get(row.room) ?? 0) + 1
      versions.set(row.room, version)
      // As it was written then.
      const { open, ...facts } = JSON.parse(row.facts) as Omit<Listed, 'opening' | 'reachM'> & {
        readonly open: boolean | null
      }
      // There were no hours to go by: who took orders had said nothing.
      const opening = open === false ? false : null
      const {
        reach_m: _reach,
        dishes: _dishes,
        ...columns
      } = listingRow(row.room, version, {
        ...facts,
        opening,
        reachM: null,
        dishes: '',
      })
      return columns
    })
    // oxlint-disable-next-line no-await-in-loop -- as above
    await before
      .insertInto('delivery_listing')
      .values(values as ListingRow[])
      .execute()
    ;({ room, id } = rows.at(-1)!)
  }
}

/** How far each delivers, and by which dishes it is found. */
const reach: Migration = async (db, dialect) => {
  const integer = dialect === 'postgres' ? 'bigint' : 'integer'
  await db.schema.alterTable('delivery_listing').addColumn('reach_m', integer).execute()
  await db.schema
    .alterTable('delivery_listing')
    .addColumn('dishes', 'text', (c) => c.notNull().defaultTo(''))
    .execute()
  const known = db as Kysely<ListingTables & { delivery_restaurant: { room: string; id: string; facts: string } }>
  for (let [room, id] = ['', '']; ;) {
    // oxlint-disable-next-line no-await-in-loop -- a page after the other
    const rows = await known
      .selectFrom('delivery_restaurant')
      .selectAll()
      .where((eb) => eb.or([eb('room', '>', room), eb.and([eb('room', '=', room), eb('id', '>', id)])]))
      .orderBy('room')
      .orderBy('id')
      .limit(PAGE)
      .execute()
    if (rows.length === 0) return
    for (const row of rows) {
      const { menu = [] } = JSON.parse(row.facts) as { readonly menu?: readonly MenuItem[] }
      const dishes = dishesOf(menu)
      if (dishes === '') continue
      // oxlint-disable-next-line no-await-in-loop -- one connection has it all
      await known
        .updateTable('delivery_listing')
        .set({ dishes })
        .where('room', '=', row.room)
        .where('id', '=', row.id)
        .execute()
    }
    ;({ room, id } = rows.at(-1)!)
  }
}

export const listingMigrations = { delivery_0007_listings: listings, delivery_0009_reach: reach }

export const listingWrites = {
  listing: upsert(
    'delivery_listing',
    {
      room: 'text',
      id: 'text',
      version: 'integer',
      name: 'text',
      lat_e7: 'integer',
      lon_e7: 'integer',
      cuisines: 'text',
      price_level: 'integer',
      prep_min: 'integer',
      hours: 'text',
      opening: 'integer',
      stars: 'integer',
      ratings: 'integer',
      reach_m: 'integer',
      dishes: 'text',
    },
    ['room', 'id'],
  ),
} as const

export const listingRow = (room: string, version: number, listing: Listing): ListingRow => ({
  room,
  id: listing.id,
  version,
  name: listing.name,
  lat_e7: listing.place.latE7,
  lon_e7: listing.place.lonE7,
  cuisines: JSON.stringify(listing.cuisines),
  price_level: listing.priceLevel,
  prep_min: listing.prepMin,
  hours: JSON.stringify(listing.hours),
  opening: listing.opening === null ? null : Number(listing.opening),
  stars: listing.stars,
  ratings: listing.ratings,
  reach_m: listing.reachM,
  dishes: listing.dishes,
})

/** @param known what was read of such a text before: many restaurants share hours and cuisines */
export const listingOf = (row: ListingRow, known: Map<string, unknown>): Listing => {
  const read = <T>(text: string): T => {
    let value = known.get(text)
    if (value === undefined) known.set(text, (value = JSON.parse(text)))
    // Written by this kind alone.
    return value as T
  }
  return {
    id: row.id,
    name: row.name,
    place: { latE7: row.lat_e7, lonE7: row.lon_e7 },
    cuisines: read<string[]>(row.cuisines),
    priceLevel: row.price_level,
    prepMin: row.prep_min,
    hours: read<OpenHours[]>(row.hours),
    opening: row.opening === null ? null : row.opening === 1,
    stars: row.stars,
    ratings: row.ratings,
    reachM: row.reach_m,
    dishes: row.dishes,
  }
}
