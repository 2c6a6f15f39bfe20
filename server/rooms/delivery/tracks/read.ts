/** Reads a courier's track from the database; beside the room, never in it. Whether somebody may is asked before. */
import type { Kysely } from 'kysely'
import { CHUNK_MS } from '../../../../shared/delivery/track-chunk.ts'
import type { TrackChunk } from '../../../../shared/delivery/types.ts'

interface TrackTable {
  readonly delivery_track: {
    readonly room: string
    readonly courier: string
    readonly t0: number
    readonly id: string
    readonly t1: number
    readonly n: number
    readonly body: Uint8Array
  }
}

export interface TrackSpan {
  readonly room: string
  readonly courier: string
  /** Unix ms, both included. */
  readonly fromMs: number
  readonly toMs: number
  /** Chunks of one page, at least 2. */
  readonly limit: number
}

/**
 * Chunks that hold fixes of this time, oldest first. They may overlap and reach a minute beyond it: mergeTrack() makes
 * one track of them.
 * @returns next: the `fromMs` of the page that follows, which may repeat chunks of this one; null after the last
 */
export const readTrack = async (
  db: Kysely<TrackTable>,
  { room, courier, fromMs, toMs, limit }: TrackSpan,
): Promise<{ readonly chunks: readonly TrackChunk[]; readonly next: number | null }> => {
  const rows = await db
    .selectFrom('delivery_track')
    .select(['t0', 't1', 'n', 'body'])
    .where('room', '=', room)
    .where('courier', '=', courier)
    .where('t0', '>=', fromMs - CHUNK_MS)
    .where('t0', '<=', toMs)
    .where('t1', '>=', fromMs)
    .orderBy('t0')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const more = rows[limit]
  const chunks = rows.slice(0, limit).map(({ t0, t1, n, body }) => ({
    fromMs: Number(t0),
    toMs: Number(t1),
    fixes: Number(n),
    chunk: body,
  }))
  return { chunks, next: more === undefined ? null : Math.max(Number(more.t0), fromMs + 1) }
}
