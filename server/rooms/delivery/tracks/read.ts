/** Reads a courier's track from the database; beside the room, never in it. Whether somebody may is asked before. */
import type { Kysely } from 'kysely'
import { CHUNK_MS } from '../../../../shared/delivery/track-chunk.ts'
import type { TrackChunk } from '../../../../shared/delivery/types.ts'
import { cutTrack } from './cut.ts'
import { trackDb } from './rows.ts'
import type { TrackTables } from './rows.ts'

export interface TrackSpan {
  readonly room: string
  readonly courier: string
  /** Unix ms, both included. */
  readonly fromMs: number
  readonly toMs: number
  /** Rows of one page that begin in it. */
  readonly limit: number
}

export interface TrackPage {
  /** Of this time and no other, oldest first; none overlaps another. */
  readonly chunks: readonly TrackChunk[]
  /** The `fromMs` of the page that follows, which goes on right behind this one; null after the last. */
  readonly next: number | null
}

/** Rows that reach into one moment: those of a minute, with whatever came late. More are a flood, and left out. */
const REACHING = 1_000

export const readTrack = async (db: Kysely<unknown>, span: TrackSpan): Promise<TrackPage> => {
  const { room, courier, fromMs, toMs, limit } = span
  const rows = trackDb(db)
    .selectFrom('delivery_track')
    .select(['t0', 't1', 'n', 'body'])
    .where('room', '=', room)
    .where('courier', '=', courier)
    .orderBy('t0')
    .orderBy('id')
  const reaching = await rows
    .where('t0', '>=', fromMs - CHUNK_MS)
    .where('t0', '<=', Math.min(fromMs, toMs))
    .where('t1', '>=', fromMs)
    .limit(REACHING)
    .execute()
  const beginning = await rows
    .where('t0', '>', fromMs)
    .where('t0', '<=', toMs)
    .limit(limit + 1)
    .execute()
  // The first one of the next page: up to there this one has all.
  const next = beginning[limit]?.t0 ?? null
  const chunks = [...reaching, ...beginning.slice(0, limit)].map(chunkOf)
  return { chunks: cutTrack(chunks, fromMs, next === null ? toMs : next - 1), next }
}

const chunkOf = ({ t0, t1, n, body }: Pick<TrackTables['delivery_track'], 't0' | 't1' | 'n' | 'body'>): TrackChunk => ({
  fromMs: t0,
  toMs: t1,
  fixes: n,
  chunk: body,
})
