/**
 * From fixes in their order to a courier's position: too late, too vague or impossible ones move nobody. A pure function
 * of the fixes' own times and places, so a track that is run through it again gives the same positions and fences.
 */
import { UNKNOWN_HEADING, UNKNOWN_SPEED } from '../../../../shared/delivery/fixes.ts'
import { anchor, believed, believedAfter, takeIn } from './filter.ts'
import { leaves, rests, watchRest } from './rest.ts'
import { SLOT } from './slots.ts'
import type { Slots } from './slots.ts'
import { headingOf, suspects } from './suspicion.ts'
import { TOP_SPEED, WANDER } from './vehicles.ts'
import { VERDICT } from './verdicts.ts'
import type { Verdict } from './verdicts.ts'

/** Of a worse one nobody's position is taken; metres. */
const WORST_ACCURACY_M = 200
/** So many accuracies a fix may lie beyond what can be driven. */
const GATE_NOISE = 3
/** Fixes in quarantine that agree; or two, so far apart in time. */
const AGREEING = 3
const AGREEING_MS = 30_000
/** After this silence nothing is known of the way between: no velocity, and no line. */
export const GAP_MS = 60_000
/** Slower than this is no driving, and the way from fix to fix tells no heading; m/s. */
const DRIVING = 1

export interface MotionSink {
  /**
   * A live fix was taken in. The columns tell where the courier is shown now; this is the estimate, which goes on while
   * it is shown standing, and is what fences look at (FenceSet.moved takes just this).
   * @param fromT Unix ms of the fix before
   * @param line false: it did not go from there to here in a line (first fix, long silence, believed elsewhere)
   * @param noiseM the accuracy that is believed of the fix
   */
  moved(
    slot: number,
    t: number,
    fromX: number,
    fromY: number,
    fromT: number,
    x: number,
    y: number,
    line: boolean,
    noiseM: number,
  ): void
  /** It is elsewhere than it could have driven to, and its fixes agree on that. */
  teleported?(slot: number, t: number, fromX: number, fromY: number): void
  /** Its fixes look made up. */
  suspected?(slot: number, t: number): void
}

export class Motion {
  teleports = 0
  suspects = 0
  readonly #slots: Slots
  readonly #sink: MotionSink

  constructor(slots: Slots, sink: MotionSink) {
    this.#slots = slots
    this.#sink = sink
  }

  /** A fix at `x`, `y` (metres of the frame) of the time `t`: `live`, `late`, `inaccurate` or `quarantined`. */
  take(
    slot: number,
    t: number,
    x: number,
    y: number,
    headingCdeg: number,
    speedCmS: number,
    accuracyM: number,
    flags: number,
  ): Verdict {
    const s = this.#slots
    const before = s.t[slot]!
    if (t <= before) return VERDICT.late
    if (believed(accuracyM) > WORST_ACCURACY_M) return VERDICT.inaccurate

    const noiseM = before === 0 ? believed(accuracyM) : believedAfter(accuracyM, s.accuracyM[slot]!)
    const vehicle = s.vehicle[slot]!
    const pace = s.pace[slot]! || 1
    const dtMs = t - before
    const dtS = dtMs / 1000
    const fromX = s.fx[slot]!
    const fromY = s.fy[slot]!
    const locked = (s.state[slot]! & SLOT.locked) !== 0
    const line = before !== 0 && dtMs <= GAP_MS
    const east = x - s.rawX[slot]!
    const north = y - s.rawY[slot]!
    let off = 0
    let teleported = false

    if (before === 0) this.#anchor(slot, t, x, y, noiseM)
    else {
      const dx = x - fromX
      const dy = y - fromY
      const most = TOP_SPEED[vehicle]! * pace * dtS + GATE_NOISE * noiseM
      if (dx * dx + dy * dy > most * most) {
        if (!this.#agreed(slot, t, x, y, noiseM, TOP_SPEED[vehicle]! * pace)) return VERDICT.quarantined
        this.teleports++
        teleported = true
        this.#anchor(slot, t, x, y, noiseM)
      } else if (!line) this.#anchor(slot, t, x, y, noiseM)
      else if (!locked) {
        off = takeIn(s, slot, x, y, noiseM, WANDER[vehicle]! * pace * pace * pace, dtS)
        rests(s, slot, t, noiseM)
      } else if (leaves(s, slot, x, y, noiseM, speedCmS !== UNKNOWN_SPEED && speedCmS > 100 * DRIVING))
        this.#anchor(slot, t, x, y, noiseM)
    }
    s.held[slot] = 0
    // Where time is other than in life nobody's movements are like in life.
    const suspect =
      line && pace === 1 && suspects(s, slot, dtS, east, north, off, headingCdeg, speedCmS, accuracyM, noiseM, flags)
    this.#show(slot, t, x, y, headingCdeg, speedCmS, accuracyM, flags)

    this.#sink.moved(slot, t, fromX, fromY, before, s.fx[slot]!, s.fy[slot]!, line && !teleported, noiseM)
    if (teleported) this.#sink.teleported?.(slot, t, fromX, fromY)
    if (suspect) {
      this.suspects++
      this.#sink.suspected?.(slot, t)
    }
    return VERDICT.live
  }

  /** Sets the columns that others read. */
  #show(
    slot: number,
    t: number,
    x: number,
    y: number,
    headingCdeg: number,
    speedCmS: number,
    accuracyM: number,
    flags: number,
  ): void {
    const s = this.#slots
    const stands = (s.state[slot]! & SLOT.locked) !== 0
    const vx = s.vx[slot]!
    const vy = s.vy[slot]!
    const speed = stands ? 0 : Math.sqrt(vx * vx + vy * vy)
    s.x[slot] = stands ? s.restX[slot]! : s.fx[slot]!
    s.y[slot] = stands ? s.restY[slot]! : s.fy[slot]!
    s.t[slot] = t
    s.speedCmS[slot] = Math.min(speed * 100, 0xfffe)
    if (headingCdeg !== UNKNOWN_HEADING) s.headingCdeg[slot] = headingCdeg
    else if (speed > DRIVING) s.headingCdeg[slot] = headingOf(vx, vy)
    s.accuracyM[slot] = accuracyM
    s.flags[slot] = flags
    s.rawX[slot] = x
    s.rawY[slot] = y
    s.rawSpeed[slot] = speedCmS
  }

  #anchor(slot: number, t: number, x: number, y: number, noiseM: number): void {
    anchor(this.#slots, slot, x, y, noiseM)
    watchRest(this.#slots, slot, t)
  }

  /** Holds a fix in quarantine. True when enough of them agree that this is where the courier is. */
  #agreed(slot: number, t: number, x: number, y: number, noiseM: number, topMS: number): boolean {
    const s = this.#slots
    const dx = x - s.heldX[slot]!
    const dy = y - s.heldY[slot]!
    const dtMs = t - s.heldT[slot]!
    const most = (topMS * dtMs) / 1000 + GATE_NOISE * noiseM
    const agrees = s.held[slot]! > 0 && dtMs > 0 && dx * dx + dy * dy <= most * most
    // An older one than the newest that is held says nothing new.
    if (s.held[slot]! > 0 && dtMs <= 0) return false
    s.held[slot] = agrees ? s.held[slot]! + 1 : 1
    if (!agrees) s.heldSince[slot] = t
    s.heldX[slot] = x
    s.heldY[slot] = y
    s.heldT[slot] = t
    return s.held[slot]! >= AGREEING || (agrees && t - s.heldSince[slot]! >= AGREEING_MS)
  }
}
