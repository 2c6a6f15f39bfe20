/** Exactly what was asked for of a track: chunks are cut where the time is over, and merged where they overlap. */
import { FixColumns } from '../../../../shared/delivery/fixes.ts'
import { encodeTrack, mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import type { TrackChunk } from '../../../../shared/delivery/types.ts'

/**
 * Chunks of what lies in this time, both ends included; oldest first, none over another, every moment once.
 * @param chunks by `fromMs`. Those that lie alone within it are given as they are
 */
export const cutTrack = (chunks: readonly TrackChunk[], fromMs: number, toMs: number): TrackChunk[] => {
  const cut: TrackChunk[] = []
  let together: TrackChunk[] = []
  let endMs = -Infinity
  const close = (): void => {
    const [only] = together
    if (only === undefined) return
    if (together.length === 1 && only.fromMs >= fromMs && only.toMs <= toMs) cut.push(only)
    else cut.push(...within(together, fromMs, toMs))
    together = []
  }
  for (const chunk of chunks) {
    if (chunk.fromMs > endMs) close()
    together.push(chunk)
    endMs = Math.max(endMs, chunk.toMs)
  }
  close()
  return cut
}

const within = (chunks: readonly TrackChunk[], fromMs: number, toMs: number): TrackChunk[] => {
  const all = mergeTrack(chunks.map(({ chunk }) => chunk))
  const kept = new FixColumns(all.count)
  for (let i = 0; i < all.count; i++) if (all.ts[i]! >= fromMs && all.ts[i]! <= toMs) kept.push(all.at(i))
  let first = 0
  return encodeTrack(kept).map((chunk) => {
    const fixes = chunk[0]!
    const last = first + fixes - 1
    const one = { fromMs: kept.ts[first]!, toMs: kept.ts[last]!, fixes, chunk }
    first += fixes
    return one
  })
}
