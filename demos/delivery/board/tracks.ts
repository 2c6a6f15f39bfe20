/** The ways of the last minutes, read a few at a time: of every order while it was carried, and of real couriers. */
import type { Dispatch, TrackReplay } from '@tutti/client/delivery'
import { isOver } from './orders.ts'

export interface ReadTrack {
  /** The courier's or the order's: who goes by one colour. */
  readonly key: string
  readonly replay: TrackReplay
}

type Of = { readonly courier: string } | { readonly order: string }

/** More would be a crowd in which nobody is followed. */
const MOST = 300
const AT_ONCE = 6

export interface ReadTracks {
  readonly dispatch: Dispatch
  /** Unix ms; tracks that ended before are left out. */
  readonly fromMs: number
  readonly toMs: number
  readonly signal: AbortSignal
  /** After each track: how many of how many. */
  readonly progress: (done: number, all: number) => void
}

export interface TracksRead {
  readonly tracks: readonly ReadTrack[]
  /** Ways that were there beyond those that are shown. */
  readonly left: number
  /** Whether anybody was on the road or carried something: hosts keep a way within a minute, so there may be none of it yet. */
  readonly any: boolean
}

/** Rejects with TuttiError where one may not; an abort ends it early with what there is. */
export const readTracks = async ({ dispatch, fromMs, toMs, signal, progress }: ReadTracks): Promise<TracksRead> => {
  // What was carried comes first: in a large fleet it would be lost among those who waited.
  const carried = carriedOrders(dispatch, fromMs)
  const wanted = carried.length < MOST ? [...carried, ...(await realCouriers(dispatch, fromMs, signal))] : carried
  const few = wanted.slice(0, MOST)
  const tracks: ReadTrack[] = []
  let next = 0
  let done = 0
  const work = async (): Promise<void> => {
    for (;;) {
      const of = few[next++]
      if (of === undefined || signal.aborted) return
      const key = 'order' in of ? of.order : of.courier
      const span = 'order' in of ? {} : { fromMs: Math.floor(fromMs), toMs: Math.ceil(toMs) }
      // Of an order that nothing is kept of there is nothing to show.
      // oxlint-disable-next-line no-await-in-loop -- a few at a time is the point
      const replay = await dispatch.replay({ ...of, ...span }).catch(() => null)
      if (replay !== null && replay.toMs > Math.max(replay.fromMs, fromMs)) tracks.push({ key, replay })
      progress(++done, few.length)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { tracks, left: wanted.length - few.length, any: wanted.length > 0 }
}

/** Those who were on the road then and whom somebody plays: of the others only what was carried is kept. */
const realCouriers = async (dispatch: Dispatch, sinceMs: number, signal: AbortSignal): Promise<readonly Of[]> => {
  const couriers = await dispatch.couriersPages(sinceMs)
  // oxlint-disable-next-line no-await-in-loop -- each page names the next
  while (couriers.rows.length < MOST && !couriers.atEnd && !signal.aborted) await couriers.more()
  return couriers.rows.map(({ id }) => ({ courier: id }))
}

const carriedOrders = (dispatch: Dispatch, fromMs: number): readonly Of[] =>
  dispatch.orders
    .filter((order) => order.courier !== null && order.steps.some(({ type }) => type === 'picked_up'))
    .filter((order) => !isOver(order) || (order.steps.at(-1)?.at ?? 0) > fromMs)
    .map(({ id }) => ({ order: id }))
