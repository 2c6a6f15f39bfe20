/** Where the view goes: with me at once, leaning to where I aim; over to others in a glide. */

/** How fast it leans and goes over to somebody else, per second; what is farther than this many metres is a cut. */
const GLIDE_PER_SECOND = 7
const CUT_M = 25

interface Point {
  x: number
  y: number
}

export class Chase {
  /** From the one who is followed to the middle of the view. */
  readonly #offset: Point = { x: 0, y: 0 }
  readonly #lean: Point = { x: 0, y: 0 }
  #beforeMs = 0

  /** Metres that the view should be off my place, towards where I aim. */
  lean(x: number, y: number): void {
    this.#lean.x = x
    this.#lean.y = y
  }

  /** `same`: it is the one who was followed before. */
  follow(focus: Point, target: Readonly<Point>, mine: boolean, same: boolean, nowMs: number): void {
    const seconds = Math.min(0.1, (nowMs - this.#beforeMs) / 1000)
    this.#beforeMs = nowMs
    const offset = this.#offset
    if (!same) {
      const x = focus.x - target.x
      const y = focus.y - target.y
      const cut = Math.hypot(x, y) > CUT_M
      offset.x = cut ? 0 : x
      offset.y = cut ? 0 : y
    }
    const share = 1 - Math.exp(-GLIDE_PER_SECOND * seconds)
    offset.x += ((mine ? this.#lean.x : 0) - offset.x) * share
    offset.y += ((mine ? this.#lean.y : 0) - offset.y) * share
    // Steps are followed at once, or they would feel late.
    focus.x = target.x + offset.x
    focus.y = target.y + offset.y
  }
}
