/** Who is seen by whom, and where. */
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import type { Member } from '../../../engine/room.ts'
import type { Door } from './doors.ts'

/** Where couriers are, by slot. */
export interface PositionSource {
  readonly frame: LocalFrame
  x(slot: number): number
  y(slot: number): number
  /** Unix ms. */
  t(slot: number): number
  heardMs(slot: number): number
  headingCdeg(slot: number): number
  speedCmS(slot: number): number
}

/** A courier on its way to or with an order, while somebody may see it. */
export interface Sight {
  readonly order: string
  readonly slot: number
  /** It is not picked up yet: the middle of a square is all that is shown. */
  coarse: boolean
  readonly door: Door
  /** Unix ms; null: nobody knows. */
  eta: { readonly from: number; readonly to: number } | null
  /** Goes through those who may see it and are here now. */
  readonly eachWatcher: (see: (member: Member) => void) => void
}
