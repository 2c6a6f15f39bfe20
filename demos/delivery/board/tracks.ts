/** The ways of many couriers over the last minutes, read a few at a time. */
import type { Dispatch, TrackReplay } from '@tutti/client/delivery'

export interface CourierTrack {
  readonly courier: string
  readonly replay: TrackReplay
}

/** More would be a crowd in which nobody is followed. */
const COURIERS = 300
const AT_ONCE = 6

export interface ReadTracks {
  readonly dispatch: Dispatch
  readonly fromMs: number
  readonly toMs: number
  readonly signal: AbortSignal
  /** After each courier: how many of how many. */
  readonly progress: (done: number, all: number) => void
}

/** Rejects with TuttiError where one may not; an abort ends it early with what there is. */
export const readTracks = async ({
  dispatch,
  fromMs,
  toMs,
  signal,
  progress,
}: ReadTracks): Promise<readonly CourierTrack[]> => {
  const couriers = await dispatch.couriersPages()
  // oxlint-disable-next-line no-await-in-loop -- each page names the next
  while (couriers.rows.length < COURIERS && !couriers.atEnd && !signal.aborted) await couriers.more()
  const ids = couriers.rows.slice(0, COURIERS).map(({ id }) => id)
  const tracks: CourierTrack[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const courier = ids[next++]
      if (courier === undefined || signal.aborted) return
      // oxlint-disable-next-line no-await-in-loop -- a few at a time is the point
      const replay = await dispatch.replay({ courier, fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) })
      if (replay !== null && replay.toMs > replay.fromMs) tracks.push({ courier, replay })
      progress(++done, ids.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return tracks
}
