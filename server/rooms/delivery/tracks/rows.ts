/** The rows of tracks. */
import type { Kysely } from 'kysely'

export interface TrackTables {
  delivery_track: {
    room: string
    courier: string
    /** Unix ms, of its first and of its last fix. */
    t0: number
    t1: number
    id: string
    day: number
    vehicle: string
    n: number
    late: number
    south: number
    west: number
    north: number
    east: number
    /** shared/delivery/track-chunk.ts */
    body: Uint8Array
  }
}

export const trackDb = (db: Kysely<unknown>): Kysely<TrackTables> => db as Kysely<TrackTables>
