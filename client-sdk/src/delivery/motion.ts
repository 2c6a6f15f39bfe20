/**
 * Where a courier is drawn between its fixes: a little in the past, so that there is a next fix to go to; along its route
 * where one is known; a few seconds on where nothing comes. What is drawn never jumps back.
 */
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import { distanceM } from '../../../shared/delivery/geo.ts'
import type { Position } from '../../../shared/delivery/output-codec.ts'
import type { Place } from '../../../shared/delivery/types.ts'
import { Route, bearingDeg, frameAt } from './route.ts'
import type { PointM } from './route.ts'

/** Beyond the last fix it comes to a stand within this. */
const BEYOND_MS = 3_000
/** A fix is waited for so long; couriers are heard of every 4.5 s while they move. */
const INTERVAL_MS = [1_000, 6_000] as const
const MARGIN_MS = 150
/** Farther behind than this (a hidden page), or farther away, it is not gone to but shown. */
const BEHIND_MS = 15_000
const JUMP_M = 2_000
/** So far from its route it is still on it. */
const ROUTE_M = 40
/** A fix that lies behind what is drawn already, by less than this, is waited for where it is. */
const BACK_M = 60
const MOVES_M = 2

interface Knot extends PointM {
  t: number
  readonly speedMS: number
  /** Degrees; null: it is not known. */
  readonly headingDeg: number | null
  /** Metres along the route; undefined: it is not on it. */
  alongM: number | undefined
}

export interface Drawn extends Place {
  readonly headingDeg: number | null
  readonly speedMS: number
  readonly alongM: number | null
}

export class Motion {
  #frame: LocalFrame | undefined
  #places: readonly Place[] | null = null
  #route: Route | undefined
  #knots: Knot[] = []
  /** What is drawn is of this time, on the clock of the fixes. */
  #t = 0
  #nowMs = 0
  /** How far fixes lie behind the clock of who watches when they come, and how far apart they are. */
  #lateMs = 0
  #intervalMs: number = INTERVAL_MS[0]
  readonly #point: PointM = { xM: 0, yM: 0 }
  #headingDeg: number | null = null
  #speedMS = 0
  #alongM: number | undefined

  /** The way it will take; null: straight from fix to fix. */
  follow(places: readonly Place[] | null): void {
    this.#places = places
    this.#layRoute()
  }

  clear(): void {
    this.#knots = []
    this.#frame = undefined
    this.#route = undefined
    this.#headingDeg = null
  }

  /** A fix that has just come. `nowMs`: as at(). */
  push({ t, latE7, lonE7, speedCmS, headingCdeg }: Position, nowMs: number): void {
    const last = this.#knots.at(-1)
    if (last !== undefined && t <= last.t) return
    if (this.#frame === undefined) {
      this.#frame = frameAt({ latE7, lonE7 })
      this.#layRoute()
    }
    const knot = this.#knot(t, this.#frame.xOf(lonE7), this.#frame.yOf(latE7), speedCmS / 100, headingCdeg / 100)
    if (last === undefined || Math.hypot(knot.xM - last.xM, knot.yM - last.yM) > JUMP_M) {
      this.#knots = [knot]
      this.#t = t
      this.#nowMs = nowMs
      this.#lateMs = nowMs - t
      this.#putOnRoute(knot, undefined)
      return this.#place()
    }
    this.at(nowMs)
    this.#pace(t - last.t, nowMs - t)
    if (this.#t > last.t) this.#turnFrom(knot)
    this.#knots.push(knot)
    this.#putOnRoute(knot, this.#knots.at(-2))
  }

  /** Once a frame, in Unix ms; undefined before the first fix. */
  at(nowMs: number): Drawn | undefined {
    if (this.#frame === undefined || this.#knots.length === 0) return undefined
    const passedMs = Math.max(0, nowMs - this.#nowMs)
    this.#nowMs = nowMs
    const wantedMs = nowMs - this.#lateMs - this.#intervalMs - MARGIN_MS - this.#t
    const pace = Math.min(2, Math.max(0.25, 1 + (wantedMs - passedMs) / 3_000))
    this.#t += wantedMs > BEHIND_MS ? wantedMs : passedMs * pace
    while (this.#knots.length > 1 && this.#knots[1]!.t <= this.#t) this.#knots.shift()
    this.#place()
    const { xM, yM } = this.#point
    return {
      latE7: this.#frame.latE7Of(yM),
      lonE7: this.#frame.lonE7Of(xM),
      headingDeg: this.#headingDeg,
      speedMS: this.#speedMS,
      alongM: this.#alongM ?? null,
    }
  }

  #place(): void {
    const [from, to] = this.#knots as [Knot, Knot?]
    const point = this.#point
    this.#alongM = undefined
    if (to === undefined) return this.#beyond(from)
    const spanMs = to.t - from.t
    const share = Math.min(1, Math.max(0, (this.#t - from.t) / spanMs))
    const straightM = Math.hypot(to.xM - from.xM, to.yM - from.yM)
    if (isStretch(from, to, straightM)) {
      const longM = to.alongM! - from.alongM!
      this.#alongM = from.alongM! + share * longM
      const way = this.#route!.at(this.#alongM, point)
      if (longM > MOVES_M) this.#headingDeg = way
      this.#speedMS = (longM * 1_000) / spanMs
      return
    }
    point.xM = from.xM + share * (to.xM - from.xM)
    point.yM = from.yM + share * (to.yM - from.yM)
    this.#headingDeg =
      straightM > MOVES_M ? bearingDeg(to.xM - from.xM, to.yM - from.yM) : (to.headingDeg ?? this.#headingDeg)
    this.#speedMS = (straightM * 1_000) / spanMs
  }

  /** Nothing came in time: on as it went, slower and slower. */
  #beyond(last: Knot): void {
    const ms = Math.min(Math.max(0, this.#t - last.t), BEYOND_MS)
    const metres = (last.speedMS * (ms - (ms * ms) / (2 * BEYOND_MS))) / 1_000
    const point = this.#point
    this.#speedMS = last.speedMS * (1 - ms / BEYOND_MS)
    if (last.alongM !== undefined && this.#route !== undefined) {
      this.#alongM = Math.min(this.#route.lengthM, last.alongM + metres)
      const way = this.#route.at(this.#alongM, point)
      if (last.speedMS > 0) this.#headingDeg = way
      return
    }
    this.#headingDeg = last.headingDeg ?? this.#headingDeg
    const way = ((this.#headingDeg ?? 0) * Math.PI) / 180
    const far = this.#headingDeg === null ? 0 : metres
    point.xM = last.xM + Math.sin(way) * far
    point.yM = last.yM + Math.cos(way) * far
  }

  /** It is drawn beyond the last fix: from there it goes to the new one. */
  #turnFrom(knot: Knot): void {
    const { xM, yM } = this.#point
    const here: Knot = { ...knot, t: this.#t, xM, yM, alongM: this.#alongM }
    const ahead = ((this.#headingDeg ?? 0) * Math.PI) / 180
    const onM = (knot.xM - xM) * Math.sin(ahead) + (knot.yM - yM) * Math.cos(ahead)
    if (this.#headingDeg !== null && onM < 0 && Math.hypot(knot.xM - xM, knot.yM - yM) < BACK_M) {
      knot.xM = xM
      knot.yM = yM
    }
    knot.t = Math.max(knot.t, this.#t + INTERVAL_MS[0] / 2)
    this.#knots = [here]
  }

  #pace(intervalMs: number, lateMs: number): void {
    this.#lateMs += (lateMs - this.#lateMs) * 0.3
    const [least, most] = INTERVAL_MS
    const wanted = Math.min(most, Math.max(least, intervalMs))
    // What is waited too long costs less than what is not waited for.
    this.#intervalMs += (wanted - this.#intervalMs) * (wanted > this.#intervalMs ? 0.6 : 0.2)
  }

  #knot(t: number, xM: number, yM: number, speedMS: number, headingDeg: number): Knot {
    return { t, xM, yM, speedMS, headingDeg: speedMS > 0 ? headingDeg : null, alongM: undefined }
  }

  #putOnRoute(knot: Knot, before: Knot | undefined): void {
    knot.alongM = this.#route?.nearest(knot.xM, knot.yM, ROUTE_M, before?.alongM ?? 0)
  }

  #layRoute(): void {
    const places = this.#places
    this.#route =
      places === null || places.length < 2 || this.#frame === undefined ? undefined : new Route(this.#frame, places)
    let before: Knot | undefined
    for (const knot of this.#knots) {
      this.#putOnRoute(knot, before)
      before = knot
    }
  }
}

/** Both lie on the route, and it does not lead far around between them. */
const isStretch = (from: Knot, to: Knot, straightM: number): boolean =>
  from.alongM !== undefined &&
  to.alongM !== undefined &&
  to.alongM >= from.alongM &&
  to.alongM - from.alongM <= 3 * straightM + ROUTE_M

/** Farther than what is gone to from fix to fix. */
export const isJump = (a: Place, b: Place): boolean => distanceM(a.latE7, a.lonE7, b.latE7, b.lonE7) > JUMP_M
