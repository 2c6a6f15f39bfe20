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

/** Whether a fix of that time at that place is not to be shown. */
export type Hides = (t: number, latE7: number, lonE7: number) => boolean

/** Chunks of the fixes that are left; those of which none is hidden are given as they are. */
export const withoutSome = (chunks: readonly TrackChunk[], hides: Hides): TrackChunk[] =>
  chunks.flatMap((chunk) => {
    const all = mergeTrack([chunk.chunk])
    const hidden = (i: number): boolean => hides(all.ts[i]!, all.latsE7[i]!, all.lonsE7[i]!)
    for (let i = 0; i < all.count; i++) if (hidden(i)) return encoded(all, (n) => !hidden(n))
    return [chunk]
  })

const within = (chunks: readonly TrackChunk[], fromMs: number, toMs: number): TrackChunk[] => {
  const all = mergeTrack(chunks.map(({ chunk }) => chunk))
  return encoded(all, (i) => all.ts[i]! >= fromMs && all.ts[i]! <= toMs)
}

const encoded = (all: FixColumns, shows: (i: number) => boolean): TrackChunk[] => {
  const kept = new FixColumns(all.count)
  for (let i = 0; i < all.count; i++) if (shows(i)) kept.push(all.at(i))
  let first = 0
  return encodeTrack(kept).map((chunk) => {
    const fixes = chunk[0]!
    const last = first + fixes - 1
    const one = { fromMs: kept.ts[first]!, toMs: kept.ts[last]!, fixes, chunk }
    first += fixes
    return one
  })
}
