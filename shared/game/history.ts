/** Where everyone was in the last second, as clients were told it: what a shot is judged by. */
import { HISTORY_TICKS, PLAYERS, WIRE_SHIFT } from './rules.ts'

const MASK = HISTORY_TICKS - 1

/**
 * Positions at the end of each tick with their time on the player's own command clock: a position of tick t belongs
 * to t - lag, because that many of its commands were still on their way. On that clock movement is steady, whatever
 * the network did; clients draw by it (timeline.ts), so shots are judged by it.
 */
export class History {
  readonly #x = new Uint16Array(HISTORY_TICKS * PLAYERS)
  readonly #y = new Uint16Array(HISTORY_TICKS * PLAYERS)
  readonly #lag = new Uint8Array(HISTORY_TICKS * PLAYERS)

  record(tick: number, slot: number, x: number, y: number, lag: number): void {
    const at = (tick & MASK) * PLAYERS + slot
    this.#x[at] = x >> WIRE_SHIFT
    this.#y[at] = y >> WIRE_SHIFT
    this.#lag[at] = lag
  }

  /**
   * Where a slot was, in units.
   * @param when 1/256 tick, at most `tick`
   * @param tick the newest recorded one
   * @param born the tick in which the slot appeared where it is: before that it counts as standing there
   * @param out x and y
   */
  at(slot: number, when: number, tick: number, born: number, out: Int32Array): void {
    const oldest = Math.max(born, tick - HISTORY_TICKS + 1, 0)
    let later = tick
    let laterTime = this.#time(slot, tick)
    let earlier = tick
    let earlierTime = laterTime
    // Back to the newest position that is not younger than `when`; the one after it is the other end.
    while (earlierTime > when && earlier > oldest) {
      later = earlier
      laterTime = earlierTime
      earlier--
      earlierTime = this.#time(slot, earlier)
    }
    const from = (earlier & MASK) * PLAYERS + slot
    const to = (later & MASK) * PLAYERS + slot
    const span = laterTime - earlierTime
    const part = Math.max(0, Math.min(span, when - earlierTime))
    const fromX = this.#x[from]! << WIRE_SHIFT
    const fromY = this.#y[from]! << WIRE_SHIFT
    out[0] = fromX
    out[1] = fromY
    if (part === 0) return
    out[0] += Math.trunc((((this.#x[to]! << WIRE_SHIFT) - fromX) * part) / span)
    out[1] += Math.trunc((((this.#y[to]! << WIRE_SHIFT) - fromY) * part) / span)
  }

  /** In 1/256 tick. */
  #time(slot: number, tick: number): number {
    return (tick - this.#lag[(tick & MASK) * PLAYERS + slot]!) * 256
  }
}
