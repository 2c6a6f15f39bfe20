/** A way as metres of a local frame: how far along it a place is, and where one is so far along. */
import { localFrame } from '../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import type { Place } from '../../../shared/delivery/types.ts'

export interface PointM {
  xM: number
  yM: number
}

export class Route {
  readonly lengthM: number
  readonly #x: Float64Array
  readonly #y: Float64Array
  /** Metres from the beginning to each corner. */
  readonly #along: Float64Array

  constructor(frame: LocalFrame, places: readonly Place[]) {
    this.#x = Float64Array.from(places, ({ lonE7 }) => frame.xOf(lonE7))
    this.#y = Float64Array.from(places, ({ latE7 }) => frame.yOf(latE7))
    this.#along = new Float64Array(places.length)
    for (let i = 1; i < places.length; i++)
      this.#along[i] = this.#along[i - 1]! + Math.hypot(this.#x[i]! - this.#x[i - 1]!, this.#y[i]! - this.#y[i - 1]!)
    this.lengthM = this.#along.at(-1) ?? 0
  }

  /**
   * Metres along to the place nearest to this one; a way that passes it twice: the earliest behind `fromM`.
   * Undefined: it is farther than `mostM` from the way.
   */
  nearest(xM: number, yM: number, mostM: number, fromM = 0): number | undefined {
    let best = mostM
    let found: number | undefined
    for (let i = 1; i < this.#x.length; i++) {
      if (this.#along[i]! < fromM) continue
      const ax = this.#x[i - 1]!
      const ay = this.#y[i - 1]!
      const dx = this.#x[i]! - ax
      const dy = this.#y[i]! - ay
      const long = Math.hypot(dx, dy)
      const least = long === 0 ? 0 : Math.max(0, (fromM - this.#along[i - 1]!) / long)
      const share = long === 0 ? 0 : Math.min(1, Math.max(least, ((xM - ax) * dx + (yM - ay) * dy) / (long * long)))
      const far = Math.hypot(ax + share * dx - xM, ay + share * dy - yM)
      // As good, but farther on: it goes there later.
      if (far >= best) continue
      best = far
      found = this.#along[i - 1]! + share * long
    }
    return found
  }

  /** Sets `into` to the place so far along; gives the direction there, degrees clockwise from north. */
  at(alongM: number, into: PointM): number {
    let i = 1
    while (i < this.#along.length - 1 && this.#along[i]! < alongM) i++
    const ax = this.#x[i - 1]!
    const ay = this.#y[i - 1]!
    const dx = (this.#x[i] ?? ax) - ax
    const dy = (this.#y[i] ?? ay) - ay
    const long = Math.hypot(dx, dy)
    const share = long === 0 ? 0 : Math.min(1, Math.max(0, (alongM - this.#along[i - 1]!) / long))
    into.xM = ax + share * dx
    into.yM = ay + share * dy
    return bearingDeg(dx, dy)
  }
}

/** Clockwise from north. */
export const bearingDeg = (eastM: number, northM: number): number =>
  ((Math.atan2(eastM, northM) * 180) / Math.PI + 360) % 360

export const frameAt = ({ latE7, lonE7 }: Place): LocalFrame => localFrame(latE7, lonE7)
