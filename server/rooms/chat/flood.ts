/** Notices who says the same thing again and again, or too much at once. */
import { SlidingWindow } from '../../../shared/sliding-window.ts'

export interface FloodLimits {
  /** This many times the same text within `sameMs` is once too often. */
  readonly same: number
  readonly sameMs: number
  /** Messages of one author within `windowMs`. */
  readonly most: number
  readonly windowMs: number
}

export const FLOOD: FloodLimits = { same: 3, sameMs: 10_000, most: 120, windowMs: 10_000 }

/** Texts that are compared: whoever goes round among more of them is caught by the window. */
const TEXTS = 8

/** One author. */
export class Flood {
  readonly #limits: FloodLimits
  readonly #window: SlidingWindow
  readonly #texts: string[] = []
  readonly #times: number[] = []
  #next = 0

  constructor(limits: FloodLimits) {
    this.#limits = limits
    this.#window = new SlidingWindow(limits.most, limits.windowMs)
  }

  /** Counts a message: 0. Or does not, because it is too much: how long to wait. */
  take(text: string, nowMs: number): number {
    const { same, sameMs } = this.#limits
    let times = 1
    let earliestMs = nowMs
    // Pictures have no words to be the same.
    const words = text.trim() !== ''
    for (let i = 0; words && i < this.#texts.length; i++) {
      if (this.#texts[i] !== text || nowMs - this.#times[i]! >= sameMs) continue
      times++
      earliestMs = Math.min(earliestMs, this.#times[i]!)
    }
    if (times >= same) return Math.max(1, Math.ceil(earliestMs + sameMs - nowMs))
    const waitMs = this.#window.take(nowMs)
    if (waitMs > 0) return waitMs
    this.#texts[this.#next] = text
    this.#times[this.#next] = nowMs
    this.#next = (this.#next + 1) % TEXTS
    return 0
  }
}
