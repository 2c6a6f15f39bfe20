/** From the client's columns of a board to those that are drawn. */
import type { Dispatch } from '@tutti/client/delivery'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { BOARD_SIMULATED, BOARD_WEAK } from '../../../../shared/delivery/output-codec.ts'
import type { DotField } from './field.ts'

/** Turns of 360° as the 256 of a board's frame. */
const HEADING_STEPS = 256 / 360

/** Puts down what was told of the couriers in view since the last time; call it at every `board`. */
export const takeCouriers = (dispatch: Dispatch, frame: LocalFrame, field: DotField, nowMs: number): void => {
  // Lets go of those who left every cell of the view.
  dispatch.frame()
  const { count, slots, seenLatsE7, seenLonsE7, headingsDeg, statuses, weak, simulated } = dispatch.couriers
  for (let row = 0; row < count; row++) {
    const status = statuses[row]! | (weak[row] === 1 ? BOARD_WEAK : 0) | (simulated[row] === 1 ? BOARD_SIMULATED : 0)
    const heading = Math.round(headingsDeg[row]! * HEADING_STEPS) & 255
    field.put(slots[row]!, frame.xOf(seenLonsE7[row]!), frame.yOf(seenLatsE7[row]!), heading, status, nowMs)
  }
  for (let slot = field.top - 1; slot >= 0; slot--) if (field.has(slot) && dispatch.rowOf(slot) < 0) field.drop(slot)
}
