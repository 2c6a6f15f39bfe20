/**
 * A track gone through again in its own order, as if nothing of it had been late: where the courier was, and what its
 * fences would have told. What the live view told is not touched; what it missed is marked as late.
 */
import { FixColumns } from '../../../../shared/delivery/fixes.ts'
import { VEHICLES } from '../../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import { FenceSet } from '../fences/fences.ts'
import type { Fence, FenceEvent } from '../fences/fences.ts'
import type { Frame } from '../tracking/frame.ts'
import { Motion } from '../tracking/motion.ts'
import { Slots } from '../tracking/slots.ts'
import { VERDICT } from '../tracking/verdicts.ts'

/** A fence, and until when it stood. */
export interface PastFence {
  readonly fence: Fence
  /** Unix ms, of fix time. */
  readonly untilMs: number
}

export interface History {
  /** Filtered: the rows that moved the courier, with filtered places, and their headings and speeds. */
  readonly live: FixColumns
  readonly events: readonly FenceEvent[]
}

/**
 * Goes through a merged track.
 * @param track by time, every time once, as mergeTrack() gives it. It should begin a few minutes before what is asked
 *   for: the filter begins anew where it begins
 * @param slot for the events to carry
 */
export const goThrough = (
  track: FixColumns,
  frame: Frame,
  vehicle: Vehicle,
  fences: readonly PastFence[] = [],
  slot = 0,
): History => {
  const slots = new Slots(1)
  slots.vehicle[0] = VEHICLES.indexOf(vehicle)
  const events: FenceEvent[] = []
  const set = new FenceSet((event) => events.push({ ...event, slot }))
  const motion = new Motion(slots, {
    moved: (...way) => set.moved(...way),
  })
  const coming = [...fences].sort((a, b) => a.fence.fromMs - b.fence.fromMs)
  let standing: PastFence[] = []
  const live = new FixColumns(track.count)
  for (let i = 0; i < track.count; i++) {
    const { t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags } = track.at(i)
    for (let next = coming[0]; next !== undefined && next.fence.fromMs <= t; next = coming[0]) {
      set.arm(0, next.fence)
      standing.push(next)
      coming.shift()
    }
    for (const { fence, untilMs } of standing) if (untilMs < t) set.disarm(0, fence.orderId, fence.kind)
    standing = standing.filter((past) => past.untilMs >= t)
    const [x, y] = [frame.xOf(lonE7), frame.yOf(latE7)]
    if (motion.take(0, t, x, y, headingCdeg, speedCmS, accuracyM, flags) !== VERDICT.live) continue
    live.push({
      seq: 0,
      t,
      latE7: frame.latE7Of(slots.y[0]!),
      lonE7: frame.lonE7Of(slots.x[0]!),
      headingCdeg: slots.headingCdeg[0]!,
      speedCmS: slots.speedCmS[0]!,
      accuracyM,
      flags,
    })
  }
  return { live, events }
}

export interface LoggedEvent extends FenceEvent {
  /** The live view never told it: fixes of its time came too late. */
  readonly late: boolean
}

/** The live view may take a visit to begin a little earlier than it did. */
const NEAR_MS = 60_000

const alike = (a: FenceEvent, b: FenceEvent): boolean =>
  a.type === b.type &&
  a.side === b.side &&
  a.orderId === b.orderId &&
  a.assignmentEpoch === b.assignmentEpoch &&
  a.kind === b.kind

/**
 * The log of a courier's fences in track order, each event once.
 * @param past what the track tells, in its order
 * @param told what the live view told: each was the last such event before it, though it may have been seen long after
 */
export const fenceLog = (past: readonly FenceEvent[], told: readonly FenceEvent[]): readonly LoggedEvent[] => {
  const known = new Set<FenceEvent | undefined>()
  for (const seen of told)
    known.add(past.findLast((event) => alike(event, seen) && event.sinceMs <= seen.sinceMs + NEAR_MS))
  return past.map((event) => ({ ...event, late: !known.has(event) }))
}
