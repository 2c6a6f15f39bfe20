/** Where this phone is: on a ride through the generated streets that goes by itself, or where the device really is. */
import type { Courier } from '@tutti/client/delivery'
import { localFrame } from '../../../../shared/delivery/geo.ts'
import type { LocalFrame } from '../../../../shared/delivery/geo.ts'
import { PACE } from '../../../../shared/delivery/rules.ts'
import type { Vehicle } from '../../../../shared/delivery/rules.ts'
import type { Place, RegionInfo } from '../../../../shared/delivery/types.ts'
import type { Streets } from '../../live/streets.ts'
import { Along } from './along.ts'

export type RideSource = 'ride' | 'device'
export const PACES = ['usual', 'quick', 'most'] as const
export type Pace = (typeof PACES)[number]

/** As fast as a vehicle may claim to be is refused at the edge: stay a little below. */
const BELOW = 0.85
const STEP_MS = 250
const ACCURACY_M = 5
/** A phone that comes back from sleep has not ridden through it. */
const MOST_STEP_MS = 2_000

export class Ride {
  source: RideSource = 'ride'
  pace: Pace = 'quick'
  /** Why the device does not say where it is. */
  trouble: 'denied' | 'unavailable' | 'timeout' | undefined
  readonly #courier: Courier
  readonly #frame: LocalFrame
  readonly #vehicle: () => Vehicle
  readonly #streets: () => Streets | undefined
  readonly #hears = new Set<() => void>()
  readonly #timer: number
  #place: Place
  #headingCdeg = 0
  #along: Along | undefined
  #goal: Place | undefined
  #lastMs = performance.now()
  #locating: (() => void) | undefined

  constructor(
    courier: Courier,
    region: RegionInfo,
    start: Place,
    vehicle: () => Vehicle,
    streets: () => Streets | undefined,
  ) {
    this.#courier = courier
    this.#frame = localFrame(region.centre.latE7, region.centre.lonE7)
    this.#place = start
    this.#vehicle = vehicle
    this.#streets = streets
    this.#timer = window.setInterval(() => this.#step(), STEP_MS)
    this.#tell(0)
  }

  get place(): Place {
    return this.source === 'device' ? (this.#courier.last ?? this.#place) : this.#place
  }
  get headingCdeg(): number {
    return this.source === 'device' ? (this.#courier.last?.headingCdeg ?? 0) : this.#headingCdeg
  }
  /** What lies ahead; empty: nowhere to go. */
  ahead(): readonly Place[] {
    return this.#along === undefined || this.#along.isThere ? [] : this.#along.ahead()
  }
  get leftM(): number {
    return this.#along?.leftM ?? 0
  }
  /** Metres a second while it goes. */
  get speedMS(): number {
    const { usual, most } = PACE[this.#vehicle()]
    return { usual, quick: Math.min(most * BELOW, usual * 3), most: most * BELOW }[this.pace]
  }
  get isThere(): boolean {
    return this.#along === undefined || this.#along.isThere
  }

  /** Returns what ends it; called some times a second. */
  onMove(hear: () => void): () => void {
    this.#hears.add(hear)
    return () => void this.#hears.delete(hear)
  }

  /** From here to there; the same goal again changes nothing. Undefined: stay. */
  to(goal: Place | undefined): void {
    if (goal?.latE7 === this.#goal?.latE7 && goal?.lonE7 === this.#goal?.lonE7) return
    this.#goal = goal
    this.#plan()
  }

  /** Streets have come, or another vehicle: the way may be another now. */
  plan(): void {
    this.#plan()
  }

  /** Put there by hand. */
  jump(place: Place): void {
    this.#place = place
    this.#plan()
    this.#tell(0)
  }

  /** `device`: the browser asks whether this page may know. */
  from(source: RideSource): void {
    this.source = source
    this.trouble = undefined
    this.#locating?.()
    this.#locating = undefined
    if (source !== 'device') return this.#tell(0)
    this.#locating = this.#courier.locate({
      failed: (why) => {
        this.trouble = why
        this.#moved()
      },
    })
    this.#moved()
  }

  close(): void {
    window.clearInterval(this.#timer)
    this.#locating?.()
    this.#hears.clear()
  }

  #plan(): void {
    const goal = this.#goal
    if (goal === undefined) this.#along = undefined
    else {
      const way = this.#streets()?.way(this.place, goal, this.#vehicle()).places ?? [this.place, goal]
      this.#along = new Along(this.#frame, way)
    }
    this.#moved()
  }

  #step(): void {
    const nowMs = performance.now()
    const sinceMs = Math.min(MOST_STEP_MS, nowMs - this.#lastMs)
    this.#lastMs = nowMs
    if (this.source === 'device') return this.#moved()
    const going = this.#along !== undefined && !this.#along.isThere
    if (going && this.#along !== undefined) {
      const { place, headingCdeg } = this.#along.go((this.speedMS * sinceMs) / 1_000)
      this.#place = place
      this.#headingCdeg = headingCdeg
    }
    this.#tell(going && !this.isThere ? this.speedMS : 0)
  }

  /** The phone thins out what is told so often. */
  #tell(speedMS: number): void {
    this.#courier.position({
      ...this.#place,
      headingCdeg: this.#headingCdeg,
      speedCmS: Math.round(speedMS * 100),
      accuracyM: ACCURACY_M,
    })
    this.#moved()
  }

  #moved(): void {
    for (const hear of this.#hears) hear()
  }
}
