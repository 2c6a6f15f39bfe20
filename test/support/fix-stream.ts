/** Made-up couriers whose fixes go to a Tracker: a flat frame, noise, and the bytes that carry a fix. */
import { FIX_BYTES, UNKNOWN_HEADING, UNKNOWN_SPEED, writeFix } from '../../shared/delivery/fixes.ts'
import type { Fix } from '../../shared/delivery/fixes.ts'
import type { Vehicle } from '../../shared/delivery/rules.ts'
import { FenceSet } from '../../server/rooms/delivery/fences/fences.ts'
import type { FenceEvent } from '../../server/rooms/delivery/fences/fences.ts'
import type { Frame } from '../../server/rooms/delivery/tracking/frame.ts'
import { Tracker } from '../../server/rooms/delivery/tracking/intake.ts'
import type { IntakeLimits } from '../../server/rooms/delivery/tracking/intake.ts'
import type { Verdict } from '../../server/rooms/delivery/tracking/verdicts.ts'
import { TrackWriter } from '../../server/rooms/delivery/tracks/writer.ts'
import type { NewChunk } from '../../server/rooms/delivery/tracks/writer.ts'

/** Unix ms at which the streams of the tests begin. */
export const EPOCH = 1_790_000_000_000
const WORLD = 3_600_000_000
const METRE = (6_371_008.8 * Math.PI) / 180 / 1e7

/** Equirectangular around a centre. */
export const flatFrame = (latDeg: number, lonDeg: number): Frame => {
  const east = METRE * Math.cos((latDeg * Math.PI) / 180)
  const wrap = (e7: number) => e7 - WORLD * Math.floor((e7 + WORLD / 2) / WORLD)
  return {
    xOf: (lonE7) => wrap(lonE7 - lonDeg * 1e7) * east,
    yOf: (latE7) => (latE7 - latDeg * 1e7) * METRE,
    latE7Of: (yM) => Math.round(latDeg * 1e7 + yM / METRE),
    lonE7Of: (xM) => wrap(Math.round(lonDeg * 1e7 + xM / east)),
  }
}

/** Two independent numbers of a standard normal distribution (Box, Muller). */
export const normal = (random: () => number): readonly [number, number] => {
  const length = Math.sqrt(-2 * Math.log(1 - random()))
  const angle = 2 * Math.PI * random()
  return [length * Math.cos(angle), length * Math.sin(angle)]
}

/** A fix at metres of a frame; what is not told of it is unknown. */
export const fixAt = (frame: Frame, seq: number, t: number, xM: number, yM: number, rest: Partial<Fix> = {}): Fix => ({
  seq,
  t,
  latE7: frame.latE7Of(yM),
  lonE7: frame.lonE7Of(xM),
  headingCdeg: UNKNOWN_HEADING,
  speedCmS: UNKNOWN_SPEED,
  accuracyM: 5,
  flags: 0,
  ...rest,
})

export interface Sighting {
  readonly t: number
  readonly x: number
  readonly y: number
}

/** A region of one or more couriers with all of tracking, and a note of what it told. */
export class FixScene {
  readonly frame: Frame
  readonly events: FenceEvent[] = []
  readonly sightings: Sighting[] = []
  readonly chunks: NewChunk[] = []
  readonly teleports: number[] = []
  readonly suspects: number[] = []
  readonly tracker: Tracker
  readonly writer = new TrackWriter()
  readonly fences = new FenceSet((event) => this.events.push(event))
  readonly #record = new Uint8Array(FIX_BYTES)

  constructor(frame: Frame = flatFrame(52.5, 13.4), limits: Partial<IntakeLimits> = {}) {
    this.frame = frame
    this.tracker = new Tracker(
      frame,
      {
        moved: (...way) => {
          const [slot, t] = way
          this.sightings.push({ t, x: this.tracker.slots.x[slot]!, y: this.tracker.slots.y[slot]! })
          this.fences.moved(...way)
        },
        teleported: (_slot, t) => this.teleports.push(t),
        suspected: (_slot, t) => this.suspects.push(t),
      },
      this.writer,
      limits,
    )
  }

  open(id = 'courier', vehicle: Vehicle = 'bike'): number {
    const slot = this.tracker.open(id, vehicle)!
    this.tracker.stream(slot, EPOCH, 1)
    return slot
  }

  /** Sends one fix, which arrives at its own time or the one that is told. */
  send(slot: number, fix: Fix, nowMs = fix.t, bulk = false): Verdict {
    writeFix(this.#record, 0, fix, EPOCH)
    return this.tracker.accept(slot, this.#record, 0, EPOCH, nowMs, bulk)
  }

  /** Writes what is due. */
  flush(nowMs: number): void {
    this.writer.flush(nowMs, 1_000, (_slot, chunk) => this.chunks.push(chunk))
  }

  flushAll(): void {
    this.writer.flushAll((_slot, chunk) => this.chunks.push(chunk))
  }
}
