/** My own body, ahead of the host: the same step() on the same integers, checked against every snapshot. */
import type { Arena } from '../../../shared/game/arena.ts'
import { Bodies, copyBody, sameBody } from '../../../shared/game/bodies.ts'
import { UNITS_PER_METRE } from '../../../shared/game/rules.ts'
import { step } from '../../../shared/game/step.ts'

const RING = 256
const MASK = RING - 1
const MAX_REPLAY = 60
const SNAP_M = 3
/** A visual error is down to 5 % after 100 ms. */
const DECAY_MS = 100 / 3
const U16 = 0xffff

/** Commands from `a` to `b`, both u16 that wrap; negative when `b` is older. */
const after = (a: number, b: number): number => ((b - a) << 16) >> 16

export class Prediction {
  /** One body a command: ring[seq & 255] is how it ended. */
  readonly ring = new Bodies(RING)
  readonly #buttons = new Uint8Array(RING)
  readonly #dir = new Uint8Array(RING)
  readonly #yaw = new Uint16Array(RING)
  /** The last command made; u16. */
  lastSeq = 0
  /** Commands since the last reset: further back the ring holds another life. */
  #known = 0
  #offsetX = 0
  #offsetY = 0
  corrections = 0
  /** Moving average and highest value of how far predictions were off when they were checked, in metres. */
  errorM = 0
  errorPeakM = 0

  /** Where the present body stands in the ring. */
  get index(): number {
    return this.lastSeq & MASK
  }

  /** A seat taken anew: numbers go on from here, and there is no looking back. */
  reset(seq: number): void {
    this.lastSeq = seq & U16
    this.#known = 0
    this.#offsetX = this.#offsetY = 0
  }

  /** A new life, elsewhere. Commands that are on their way already are made in it. */
  begin(ackSeq: number, own: Bodies, arena: Arena): void {
    this.#rebase(ackSeq, own, arena)
    this.#offsetX = this.#offsetY = 0
  }

  /** Makes the next command. @returns ACTION bits */
  command(buttons: number, dir: number, yaw: number, arena: Arena): number {
    const from = this.index
    this.lastSeq = (this.lastSeq + 1) & U16
    const to = this.index
    this.#known = Math.min(MASK, this.#known + 1)
    this.#buttons[to] = buttons
    this.#dir[to] = dir
    this.#yaw[to] = yaw
    copyBody(this.ring, from, this.ring, to)
    return step(this.ring, to, buttons, dir, yaw, arena)
  }

  /** The host says how the body stood after command `ackSeq`. */
  reconcile(ackSeq: number, own: Bodies, arena: Arena): void {
    const { ring } = this
    const at = ackSeq & MASK
    const ahead = after(ackSeq, this.lastSeq)
    if (ahead >= 0 && ahead <= this.#known) {
      if (sameBody(ring, at, own, 0)) return this.#settle(0)
      this.corrections++
      this.#settle(Math.hypot(ring.x[at]! - own.x[0]!, ring.y[at]! - own.y[0]!) / UNITS_PER_METRE)
    }
    const beforeX = ring.x[this.index]!
    const beforeY = ring.y[this.index]!
    this.#rebase(ackSeq, own, arena)
    this.#smooth(beforeX - ring.x[this.index]!, beforeY - ring.y[this.index]!)
  }

  decay(elapsedMs: number): void {
    const kept = Math.exp(-elapsedMs / DECAY_MS)
    this.#offsetX *= kept
    this.#offsetY *= kept
  }

  /** Where to draw me, in metres, `part` (0–1) of the way from the last command but one to the last. */
  drawnX(part: number): number {
    return this.#between(this.ring.x, part) / UNITS_PER_METRE + this.#offsetX
  }
  drawnY(part: number): number {
    return this.#between(this.ring.y, part) / UNITS_PER_METRE + this.#offsetY
  }

  #between(column: Int32Array, part: number): number {
    const now = column[this.index]!
    if (this.#known === 0) return now
    const before = column[(this.lastSeq - 1) & MASK]!
    return before + (now - before) * part
  }

  /** The host's word is law; what it has not seen yet is done again on top of it. */
  #rebase(ackSeq: number, own: Bodies, arena: Arena): void {
    const ahead = after(ackSeq, this.lastSeq)
    // Never made here, or so long ago that the ring has moved on: numbers go on from the host's.
    if (ahead < 0 || ahead > this.#known) this.reset(ackSeq)
    const replayed = Math.min(after(ackSeq, this.lastSeq), MAX_REPLAY)
    const base = this.lastSeq - replayed
    copyBody(own, 0, this.ring, base & MASK)
    for (let i = 1; i <= replayed; i++) this.#replay((base + i) & MASK, arena)
  }

  #replay(to: number, arena: Arena): void {
    copyBody(this.ring, (to - 1) & MASK, this.ring, to)
    step(this.ring, to, this.#buttons[to]!, this.#dir[to]!, this.#yaw[to]!, arena)
  }

  /** What was on the screen stays there and glides to where it should be; too far is a jump. Units. */
  #smooth(x: number, y: number): void {
    this.#offsetX += x / UNITS_PER_METRE
    this.#offsetY += y / UNITS_PER_METRE
    if (Math.hypot(this.#offsetX, this.#offsetY) > SNAP_M) this.#offsetX = this.#offsetY = 0
  }

  #settle(errorM: number): void {
    this.errorM += (errorM - this.errorM) / 32
    this.errorPeakM = Math.max(this.errorPeakM, errorM)
  }
}
