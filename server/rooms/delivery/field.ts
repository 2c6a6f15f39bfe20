/** The ground of a region: where its couriers are, which of them could take more, and the places they are expected at. */
import type { LocalFrame } from '../../../shared/delivery/geo.ts'
import { DELIVERY } from '../../../shared/delivery/rules.ts'
import { FenceSet } from './fences/fences.ts'
import type { FenceEvent } from './fences/fences.ts'
import { FatTree } from './index/fat-tree.ts'
import type { Gauges } from './gauges.ts'
import { GridIndex } from './index/grid.ts'
import { onEarth } from './index/index.ts'
import type { CourierIndex } from './index/index.ts'
import { Tracker } from './tracking/intake.ts'
import { TrackWriter } from './tracks/writer.ts'

export interface FieldSinks {
  /** A live fix has moved it; NaN where it was nowhere. */
  moved(slot: number, fromX: number, fromY: number): void
  fence(event: FenceEvent): void
}

export class Field {
  readonly frame: LocalFrame
  readonly tracker: Tracker
  readonly fences: FenceSet
  readonly tracks = new TrackWriter()
  /** Everybody who is online and somewhere; and those who could take more at once. */
  readonly all: CourierIndex
  readonly free: CourierIndex
  /** Whether a slot belongs into each of them. */
  admits: (slot: number) => { readonly all: boolean; readonly free: boolean } = () => ({ all: false, free: false })

  /** Whether what its phone says is kept. */
  recorded: (slot: number) => boolean = () => true

  /** Where it was shown last. */
  readonly #wasX: number[] = []
  readonly #wasY: number[] = []

  constructor(frame: LocalFrame, radiusM: number, sinks: FieldSinks, gauges: Gauges) {
    this.frame = frame
    const metric = onEarth(frame)
    // Every fix moves somebody in here, and what it is read for is boxes of a board's cells: at 100,000 couriers who ride
    // on, a move in the tree costs 5 µs, in the grid 0.1. Those who are free are fewer, and asked for by distance.
    this.all = new GridIndex(metric)
    this.free = new FatTree(metric)
    this.fences = new FenceSet((event) => sinks.fence(event))
    this.tracker = new Tracker(
      frame,
      {
        moved: (slot, t, fromX, fromY, fromT, x, y, line, noiseM) => {
          const wasX = this.#wasX[slot] ?? NaN
          const wasY = this.#wasY[slot] ?? NaN
          const since = gauges.moves()
          if (fromT === 0) this.settle(slot)
          else {
            if (this.all.has(slot)) this.all.place(slot, this.x(slot), this.y(slot))
            if (this.free.has(slot)) this.free.place(slot, this.x(slot), this.y(slot))
          }
          gauges.moved(since)
          this.#wasX[slot] = this.x(slot)
          this.#wasY[slot] = this.y(slot)
          this.fences.moved(slot, t, fromX, fromY, fromT, x, y, line, noiseM)
          sinks.moved(slot, wasX, wasY)
        },
      },
      {
        keep: (slot, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags, verdict, nowMs) => {
          if (this.recorded(slot))
            this.tracks.keep(slot, t, latE7, lonE7, headingCdeg, speedCmS, accuracyM, flags, verdict, nowMs)
        },
      },
      { couriers: DELIVERY.couriersMax, reachM: 2 * radiusM },
    )
  }

  x(slot: number): number {
    return this.tracker.slots.x[slot]!
  }

  y(slot: number): number {
    return this.tracker.slots.y[slot]!
  }

  /** Unix ms of the newest fix that moved it; 0: nobody knows where it is. */
  t(slot: number): number {
    return this.tracker.slots.t[slot]!
  }

  heardMs(slot: number): number {
    return this.tracker.slots.heardMs[slot]!
  }

  headingCdeg(slot: number): number {
    return this.tracker.slots.headingCdeg[slot]! % 36_000
  }

  speedCmS(slot: number): number {
    return this.tracker.slots.speedCmS[slot]!
  }

  /** What it does has changed: it is put where it belongs. */
  settle(slot: number): void {
    const { all, free } = this.admits(slot)
    const known = this.t(slot) !== 0
    put(this.all, slot, all && known, this.x(slot), this.y(slot))
    put(this.free, slot, free && known, this.x(slot), this.y(slot))
  }

  placeOf(slot: number): { readonly latE7: number; readonly lonE7: number } | null {
    if (slot < 0 || this.t(slot) === 0) return null
    return { latE7: this.frame.latE7Of(this.y(slot)), lonE7: this.frame.lonE7Of(this.x(slot)) }
  }

  /** Whoever calls this has written its track. */
  close(slot: number): void {
    this.all.remove(slot)
    this.free.remove(slot)
    this.fences.disarmAll(slot)
    this.#wasX[slot] = NaN
    this.#wasY[slot] = NaN
    this.tracker.close(slot)
  }
}

const put = (index: CourierIndex, slot: number, is: boolean, x: number, y: number): void => {
  if (is) index.place(slot, x, y)
  else index.remove(slot)
}
