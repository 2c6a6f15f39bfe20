/** What is kept of restaurants; orders/migrations.ts has made the table. */
import type { Kysely } from 'kysely'
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

export const restaurantWrites = {
  restaurant: upsert('delivery_restaurant', { room: 'text', id: 'text', facts: 'text' }, ['room', 'id']),
} as const
