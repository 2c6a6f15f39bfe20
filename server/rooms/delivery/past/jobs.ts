/** What is told of the past by going through it again: beside the region, on another thread. */
import { localFrame } from '../../../../shared/delivery/geo.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import { mergeTrack } from '../../../../shared/delivery/track-chunk.ts'
import type { Place } from '../../../../shared/delivery/types.ts'
import { TuttiError } from '../../../../shared/errors.ts'
import { replay } from '../dispatch/dispatcher.ts'
import type { FenceEvent } from '../fences/fences.ts'
import { fenceLog, goThrough } from '../tracks/history.ts'
import type { LoggedEvent, PastFence } from '../tracks/history.ts'

export interface VisitsTask {
  readonly chunks: readonly Uint8Array[]
  readonly centre: Place
  readonly vehicle: Vehicle
  readonly fences: readonly PastFence[]
  /** What the live view told. */
  readonly told: readonly FenceEvent[]
}

/** Of one decision; undefined: its layout is not read any more. */
export type Again = { readonly asked: readonly (readonly string[])[]; readonly same: boolean } | undefined

export const pastJobs = {
  visits: ({ chunks, centre, vehicle, fences, told }: VisitsTask): readonly LoggedEvent[] => {
    const frame = localFrame(centre.latE7, centre.lonE7)
    return fenceLog(goThrough(mergeTrack(chunks), frame, vehicle, fences).events, told)
  },
  replay: (entries: readonly Uint8Array[]): readonly Again[] => entries.map(again),
}

const again = (entry: Uint8Array): Again => {
  try {
    const [one] = replay([entry])
    const { recorded, replayed } = one!
    return {
      asked: recorded.pairs.map(({ orders }) => orders),
      same: JSON.stringify(recorded) === JSON.stringify(replayed),
    }
  } catch (thrown) {
    if (thrown instanceof TuttiError || thrown instanceof TypeError) return undefined
    throw thrown
  }
}
