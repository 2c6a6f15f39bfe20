/** The ways of many couriers over the last minutes, read a few at a time. */
import type { FixColumns } from '../../../shared/delivery/fixes.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { mergeTrack } from '../../../shared/delivery/track-chunk.ts'
import type { PageClient } from '../../shell/client.ts'

export interface CourierTrack {
  readonly courier: string
  readonly fixes: FixColumns
}

/** More would be a crowd in which nobody is followed. */
const COURIERS = 300
const AT_ONCE = 6

export interface ReadTracks {
  readonly client: PageClient
  readonly region: string
  readonly fromMs: number
  readonly toMs: number
  readonly signal: AbortSignal
  /** After each courier: how many of how many. */
  readonly progress: (done: number, all: number) => void
}

/** Tracks with at least two fixes. Rejects with TuttiError where one may not; an abort ends it early with what there is. */
export const readTracks = async (asked: ReadTracks): Promise<readonly CourierTrack[]> => {
  const ids = await couriersOf(asked)
  const tracks: CourierTrack[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const courier = ids[next++]
      if (courier === undefined || asked.signal.aborted) return
      // oxlint-disable-next-line no-await-in-loop -- a few at a time is the point
      const fixes = await trackOf(asked, courier)
      if (fixes.count > 1) tracks.push({ courier, fixes })
      asked.progress(++done, ids.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return tracks
}

const couriersOf = async ({ client, region, signal }: ReadTracks): Promise<readonly string[]> => {
  const ids: string[] = []
  let after: string | undefined
  while (ids.length < COURIERS && !signal.aborted) {
    const body = after === undefined ? { limit: DELIVERY.pageMax } : { limit: DELIVERY.pageMax, after }
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const { couriers, next } = await client.query('delivery', region, 'couriers', body)
    for (const { id } of couriers) ids.push(id)
    if (next === null) break
    after = next
  }
  return ids.slice(0, COURIERS)
}

const trackOf = async (asked: ReadTracks, courier: string): Promise<FixColumns> => {
  const chunks: Uint8Array[] = []
  let fromMs: number | null = Math.floor(asked.fromMs)
  while (fromMs !== null && !asked.signal.aborted) {
    const body = { courier, fromMs, toMs: Math.ceil(asked.toMs) }
    // oxlint-disable-next-line no-await-in-loop -- each page names the next
    const page: Awaited<ReturnType<typeof queryTrack>> = await queryTrack(asked, body)
    for (const { chunk } of page.chunks) chunks.push(chunk)
    fromMs = page.next
  }
  return mergeTrack(chunks)
}

const queryTrack = (
  { client, region }: ReadTracks,
  body: { readonly courier: string; readonly fromMs: number; readonly toMs: number },
) => client.query('delivery', region, 'track', body)
