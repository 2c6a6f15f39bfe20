/** What is kept of restaurants. */
import type { Kysely } from 'kysely'
import type { Migration } from '../../../engine/tables.ts'
import { upsert } from '../../../engine/tables.ts'

export interface RestaurantTables {
  delivery_restaurant: {
    room: string
    id: string
    /** RestaurantFacts as JSON. */
    facts: string
  }
}

export const restaurantDb = (db: Kysely<unknown>): Kysely<RestaurantTables> => db as Kysely<RestaurantTables>

const restaurants: Migration = async (db) => {
  await db.schema
    .createTable('delivery_restaurant')
    .addColumn('room', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('delivery_restaurant_key', ['room', 'id'])
    .execute()
}

export const restaurantMigrations = { delivery_0004_restaurants: restaurants }

export const restaurantWrites = {
  restaurant: upsert('delivery_restaurant', { room: 'text', id: 'text', facts: 'text' }, ['room', 'id']),
} as const
