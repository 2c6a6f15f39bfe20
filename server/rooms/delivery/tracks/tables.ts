/** What a region writes of tracks, and how they are dropped, day by day. For the kind's own table of writes. */
import { insert, remove } from '../../../engine/tables.ts'
import type { Tables } from '../../../engine/tables.ts'
import { trackChunks } from './migration.ts'

/** Days that tracks are kept, and how long a chunk may overlap what is asked for. */
export const TRACK_DAYS = 30
const DAY_MS = 86_400_000
/** Rows of one round of upkeep. */
const ROUND = 500

export const trackMigrations = { delivery_0003_tracks: trackChunks }

export const trackWrites = {
  track: insert('delivery_track', {
    room: 'text',
    courier: 'text',
    t0: 'integer',
    id: 'text',
    t1: 'integer',
    day: 'integer',
    vehicle: 'text',
    n: 'integer',
    late: 'integer',
    south: 'integer',
    west: 'integer',
    north: 'integer',
    east: 'integer',
    body: 'bytes',
  }),
  /** All of one courier's tracks in this region: a person may ask to be forgotten. */
  forgetTracks: remove('delivery_track', { room: 'text', courier: 'text' }),
}

const expire = `delete from delivery_track where (room, courier, t0, id) in (
  select room, courier, t0, id from delivery_track where day < {now} / ${DAY_MS} - ${TRACK_DAYS} limit ${ROUND})`

export const trackUpkeep = {
  tracks: { everyMs: 10 * 60_000, sql: { sqlite: [expire], postgres: [expire] } },
} satisfies Tables['upkeep']
